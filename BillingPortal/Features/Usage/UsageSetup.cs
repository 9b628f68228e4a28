namespace BillingPortal.Features.Usage;

public static class UsageSetup
{
    public static IServiceCollection AddUsage(this IServiceCollection services, IConfiguration configuration)
    {
        services.Configure<UsageOptions>(configuration.GetSection("Billing"));
        return services.AddSingleton<UsageReader>().AddSingleton<UsageOfMany>().AddSingleton<LateUsage>().AddSingleton<UsageLookup>().AddSingleton<UsageCounter>().AddSingleton<UsageQueue>().AddSingleton<UsageService>().AddSingleton<ReservationService>()
            .AddSingleton<SpendingAlerts>().AddSingleton<SpendingCapService>().AddSingleton<UsageReportService>();
    }
}
