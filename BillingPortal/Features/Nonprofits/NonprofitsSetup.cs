namespace BillingPortal.Features.Nonprofits;

public static class NonprofitsSetup
{
    public static IServiceCollection AddNonprofits(this IServiceCollection services) => services.AddSingleton<NonprofitStanding>();
}
