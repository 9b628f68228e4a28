using BillingPortal.Data;
using BillingPortal.Features.Accounts.TaxIds;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace BillingPortal.Features.Accounts;

public static class AccountsSetup
{
    /// <summary>Where the sandbox's stand-in for VIES listens, on the portal's own address.</summary>
    public const string ViesStandIn = "/sandbox/vies/check-vat-number";

    public static IServiceCollection AddAccounts(this IServiceCollection services, IConfiguration configuration, PortalSettings settings)
    {
        var vies = ViesOptions.From(configuration);
        services.AddSingleton(vies).AddSingleton(provider => new ViesClient(vies, () => Address(vies, settings, provider), provider.GetRequiredService<ILogger<ViesClient>>()));
        services.AddSingleton<TaxIdChecks>().AddSingleton<TaxIdService>();
        return services.AddSingleton<TeamsService>().AddSingleton<BillingProfileService>().AddSingleton<StripeCustomers>();
    }

    private static Uri? Address(ViesOptions vies, PortalSettings settings, IServiceProvider services) => vies.Address is { } configured ? new(configured)
        : !settings.UsesSandbox ? new(ViesOptions.Commission)
        : services.GetService<IServer>()?.Features.Get<IServerAddressesFeature>()?.Addresses.Select(BindingAddress.Parse).FirstOrDefault(own => own.Scheme == "http") is { } own
            ? new UriBuilder("http", "127.0.0.1", own.Port, ViesStandIn).Uri
        : null;
}
