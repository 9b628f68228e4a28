namespace BillingPortal.Features.Credits;

public static class CreditsSetup
{
    public static IServiceCollection AddCredits(this IServiceCollection services) => services
        .AddSingleton<CreditLedger>().AddSingleton<CreditService>().AddSingleton<CreditReading>().AddSingleton<CreditExpiry>().AddSingleton<CreditRecount>();
}
