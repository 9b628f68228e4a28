#nullable disable

namespace Stripe;

public class InvoicePaymentGetOptions : BaseOptions;

public class InvoicePaymentListOptions : ListOptions
{
    public AnyOf<DateTime?, DateRangeOptions> Created { get; set; }
    public string Invoice { get; set; }
    public InvoicePaymentPaymentOptions Payment { get; set; }
    public string Status { get; set; }
}

public class InvoicePaymentPaymentOptions : INestedOptions
{
    public string PaymentIntent { get; set; }
    public string Type { get; set; }
}
