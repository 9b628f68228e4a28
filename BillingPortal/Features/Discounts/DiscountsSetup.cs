namespace BillingPortal.Features.Discounts;

public static class DiscountsSetup
{
    public static IServiceCollection AddDiscounts(this IServiceCollection services) => services.AddSingleton<Redemptions>().AddSingleton<DiscountCodeService>().AddSingleton<DiscountCodeReading>();
}
