using BillingPortal.StripeGateway;

namespace BillingPortal.Features.Payments;

public static class PaymentsSetup
{
    public static IServiceCollection AddPayments(this IServiceCollection services) => services
        .AddSingleton<CardService>().AddSingleton<PaymentService>()
        .AddSingleton<IStripeEventHandler, WhenInvoicePaid>().AddSingleton<IStripeEventHandler, WhenCheckoutCompleted>();
}
