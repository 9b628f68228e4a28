#nullable disable

namespace Stripe;

public class InvoiceCreatePreviewOptions : BaseOptions
{
    public string Currency { get; set; }
    public string Customer { get; set; }
    public List<InvoiceDiscountOptions> Discounts { get; set; }
    public List<InvoiceUpcomingInvoiceItemOptions> InvoiceItems { get; set; }
    public string PreviewMode { get; set; }
    public string Subscription { get; set; }
    public InvoiceSubscriptionDetailsOptions SubscriptionDetails { get; set; }
}

public class InvoiceUpcomingInvoiceItemOptions : INestedOptions
{
    public long? Amount { get; set; }
    public string Currency { get; set; }
    public string Description { get; set; }
    public bool? Discountable { get; set; }
    public List<InvoiceItemDiscountOptions> Discounts { get; set; }
    public string InvoiceItem { get; set; }
    public Dictionary<string, string> Metadata { get; set; }
    public InvoiceItemPeriodOptions Period { get; set; }
    public string Price { get; set; }
    public InvoiceItemPriceDataOptions PriceData { get; set; }
    public long? Quantity { get; set; }
    public List<string> TaxRates { get; set; }
    public long? UnitAmount { get; set; }
    public decimal? UnitAmountDecimal { get; set; }
}

public class InvoiceSubscriptionDetailsOptions : INestedOptions
{
    public InvoiceSubscriptionDetailsBillingModeOptions BillingMode { get; set; }
    public bool? CancelAtPeriodEnd { get; set; }
    public bool? CancelNow { get; set; }
    public List<InvoiceSubscriptionDetailsItemOptions> Items { get; set; }
    public string ProrationBehavior { get; set; }
    public DateTime? ProrationDate { get; set; }
    public DateTime? StartDate { get; set; }
}

public class InvoiceSubscriptionDetailsBillingModeOptions : INestedOptions
{
    public InvoiceSubscriptionDetailsBillingModeFlexibleOptions Flexible { get; set; }
    public string Type { get; set; }
}

public class InvoiceSubscriptionDetailsBillingModeFlexibleOptions : INestedOptions
{
    public string ProrationDiscounts { get; set; }
}

public class InvoiceSubscriptionDetailsItemOptions : INestedOptions
{
    public bool? Deleted { get; set; }
    public List<InvoiceSubscriptionDetailsItemDiscountOptions> Discounts { get; set; }
    public string Id { get; set; }
    public Dictionary<string, string> Metadata { get; set; }
    public string Price { get; set; }
    public long? Quantity { get; set; }
    public List<string> TaxRates { get; set; }
}

public class InvoiceSubscriptionDetailsItemDiscountOptions : INestedOptions
{
    public string Coupon { get; set; }
    public string Discount { get; set; }
}
