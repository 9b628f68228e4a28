using BillingPortal.Data;
using BillingPortal.Shared;

namespace BillingPortal.Features.Taxes;

public static class TaxesSetup
{
    /// <summary>In Development the seller is registered everywhere, so that taxes show; elsewhere only where configuration or finance says so.</summary>
    public static IServiceCollection AddTaxes(this IServiceCollection services, IConfiguration configuration, IHostEnvironment environment)
    {
        var options = TaxOptions.From(configuration);
        services.AddSingleton(options).AddSingleton(new TaxRegistrations(configuration["Seller:TaxRegistrations"] ?? (environment.IsDevelopment() ? "*" : "")));
        services.AddSingleton<TaxBooks>().AddSingleton<AccountTaxes>().AddSingleton<TaxRegistrationService>().AddSingleton<CertificateService>().AddSingleton<StripeTaxRates>();
        return options.Provider switch
        {
            TaxProvider.TaxJar => services.AddProvider("TaxJar", configuration, TaxJar(configuration), (own, calls) => new TaxJarSource(own, calls)),
            TaxProvider.Avalara => services.AddProvider("Avalara", configuration, Avalara(configuration), (own, calls) => new AvalaraSource(own, calls)),
            _ => services.AddSingleton<ITaxSource, BuiltInTaxTable>(),
        };
    }

    private static IServiceCollection AddProvider<TOptions>(this IServiceCollection services, string name, IConfiguration configuration, TOptions options, Func<TOptions, ProviderCalls, ITaxSource> make)
    {
        var (timeout, rest) = (configuration.GetValue("Tax:Timeout", TimeSpan.FromSeconds(3)), configuration.GetValue("Tax:Rest", TimeSpan.FromSeconds(30)));
        services.AddSingleton(provider => new ProviderCalls(name, timeout, rest, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<ProviderCalls>>()));
        return services.AddSingleton<ITaxSource>(provider => new RememberedTaxSource(make(options, provider.GetRequiredService<ProviderCalls>()), provider.GetRequiredService<BillingClock>()));
    }

    private static TaxJarOptions TaxJar(IConfiguration configuration) => new(
        Address(configuration, "Tax:TaxJar:Address", "https://api.taxjar.com/v2/"), Required(configuration, "Tax:TaxJar:ApiKey"), configuration["Tax:TaxJar:ProductCode"] ?? "30070",
        configuration["Seller:Country"] ?? "US", configuration["Seller:Region"], configuration["Seller:PostalCode"]);

    private static AvalaraOptions Avalara(IConfiguration configuration) => new(
        Address(configuration, "Tax:Avalara:Address", "https://rest.avatax.com/api/v2/"), Required(configuration, "Tax:Avalara:AccountId"), Required(configuration, "Tax:Avalara:LicenseKey"),
        configuration["Tax:Avalara:CompanyCode"], Required(configuration, "Tax:Avalara:TaxCode"));

    private static string Required(IConfiguration configuration, string key) =>
        configuration[key] is { Length: > 0 } value ? value : throw new ConfigurationProblem($"{key} is required with Tax:Provider {configuration["Tax:Provider"]}.");

    private static Uri Address(IConfiguration configuration, string key, string standard)
    {
        var text = configuration[key] is { Length: > 0 } given ? given : standard;
        return Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? address
            : throw new ConfigurationProblem($"{key} is '{text}'; it must be an address such as {standard}.");
    }
}
