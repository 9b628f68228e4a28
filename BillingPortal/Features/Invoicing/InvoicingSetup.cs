using BillingPortal.Features.Invoicing.Pdf;
using BillingPortal.StripeGateway;

namespace BillingPortal.Features.Invoicing;

public static class InvoicingSetup
{
    public static IServiceCollection AddInvoicing(this IServiceCollection services, IConfiguration configuration) => services
        .AddSingleton(services => SellerWith(configuration, services.GetRequiredService<InvoicePdf>().Logo))
        .AddSingleton(BillingOptions.From(configuration))
        .AddSingleton<InvoiceService>().AddSingleton<InvoiceReading>().AddSingleton<InvoicePricing>().AddSingleton<NextInvoice>().AddSingleton<PendingTaxes>().AddSingleton<InvoiceIssuing>().AddSingleton<StripeDrafts>().AddSingleton<PendingCredits>().AddSingleton<StripeDiscounts>().AddSingleton<InvoiceAdoption>().AddSingleton<InvoiceClaims>()
        .AddSingleton<InvoiceQueue>().AddSingleton<RatingReading>().AddSingleton<InvoiceRating>().AddSingleton<DraftFinishing>().AddSingleton<InvoiceRunProgress>().AddSingleton<InvoiceRun>()
        .AddSingleton<InvoiceOrders>().AddSingleton<InvoiceList>().AddSingleton<InvoiceLinking>().AddSingleton<HeldInvoices>().AddSingleton<HeldLines>().AddSingleton<LineReading>().AddSingleton<NextInvoiceReading>().AddSingleton<PayLinks>().AddSingleton<InvoiceDocumentMaking>()
        .AddSingleton<IStripeEventHandler, WhenInvoiceCreated>();

    private static Seller SellerWith(IConfiguration configuration, Logo? logo)
    {
        var seller = configuration.GetSection("Seller").Get<Seller>() ?? new();
        seller.LogoHash = logo?.Hash;
        return seller;
    }
}
