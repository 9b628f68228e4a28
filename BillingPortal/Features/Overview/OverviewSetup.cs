namespace BillingPortal.Features.Overview;

public static class OverviewSetup
{
    public static IServiceCollection AddOverview(this IServiceCollection services) => services.AddSingleton<OverviewService>().AddSingleton<CreditEffectService>();
}
