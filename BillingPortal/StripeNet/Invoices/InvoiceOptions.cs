#nullable disable

namespace Stripe;

public class InvoiceCreateOptions : BaseOptions
{
    public bool? AutoAdvance { get; set; }
    public DateTime? AutomaticallyFinalizesAt { get; set; }
    public string CollectionMethod { get; set; }
    public string Currency { get; set; }
    public string Customer { get; set; }
    public long? DaysUntilDue { get; set; }
    public string DefaultPaymentMethod { get; set; }
    public string Description { get; set; }
    public List<InvoiceDiscountOptions> Discounts { get; set; }
    public DateTime? DueDate { get; set; }
    public DateTime? EffectiveAt { get; set; }
    public string Footer { get; set; }
    public Dictionary<string, string> Metadata { get; set; }
    public string Number { get; set; }
    public InvoicePaymentSettingsOptions PaymentSettings { get; set; }
    public string PendingInvoiceItemsBehavior { get; set; }
    public string Subscription { get; set; }
}

public class InvoiceUpdateOptions : BaseOptions
{
    public bool? AutoAdvance { get; set; }
    public DateTime? AutomaticallyFinalizesAt { get; set; }
    public string CollectionMethod { get; set; }
    public long? DaysUntilDue { get; set; }
    public string DefaultPaymentMethod { get; set; }
    public string Description { get; set; }
    public List<InvoiceDiscountOptions> Discounts { get; set; }
    public DateTime? DueDate { get; set; }
    public DateTime? EffectiveAt { get; set; }
    public string Footer { get; set; }
    public Dictionary<string, string> Metadata { get; set; }
    public string Number { get; set; }
    public InvoicePaymentSettingsOptions PaymentSettings { get; set; }
}

public class InvoiceGetOptions : BaseOptions;

public class InvoiceListOptions : ListOptions
{
    public string CollectionMethod { get; set; }
    public AnyOf<DateTime?, DateRangeOptions> Created { get; set; }
    public string Customer { get; set; }
    public AnyOf<DateTime?, DateRangeOptions> DueDate { get; set; }
    public string Status { get; set; }
    public string Subscription { get; set; }
}

public class InvoiceDeleteOptions : BaseOptions;

public class InvoiceFinalizeOptions : BaseOptions
{
    public bool? AutoAdvance { get; set; }
}

public class InvoicePayOptions : BaseOptions
{
    public bool? OffSession { get; set; }
    public bool? PaidOutOfBand { get; set; }
    public string PaymentMethod { get; set; }
}

public class InvoiceVoidOptions : BaseOptions;

public class InvoiceMarkUncollectibleOptions : BaseOptions;

public class InvoiceDiscountOptions : INestedOptions
{
    public string Coupon { get; set; }
    public string Discount { get; set; }
}

public class InvoicePaymentSettingsOptions : INestedOptions
{
    public List<string> PaymentMethodTypes { get; set; }
}
