#nullable disable

namespace Stripe;

public class SubscriptionCreateOptions : BaseOptions
{
    public List<SubscriptionAddInvoiceItemOptions> AddInvoiceItems { get; set; }
    public DateTime? BillingCycleAnchor { get; set; }
    public SubscriptionBillingModeOptions BillingMode { get; set; }
    public bool? CancelAtPeriodEnd { get; set; }
    public string CollectionMethod { get; set; }
    public string Currency { get; set; }
    public string Customer { get; set; }
    public long? DaysUntilDue { get; set; }
    public string DefaultPaymentMethod { get; set; }
    public string Description { get; set; }
    public List<SubscriptionDiscountOptions> Discounts { get; set; }
    public List<SubscriptionItemOptions> Items { get; set; }
    public Dictionary<string, string> Metadata { get; set; }
    public bool? OffSession { get; set; }
    public string PaymentBehavior { get; set; }
    public SubscriptionPaymentSettingsOptions PaymentSettings { get; set; }
    public string ProrationBehavior { get; set; }
}

public class SubscriptionUpdateOptions : BaseOptions
{
    public List<SubscriptionAddInvoiceItemOptions> AddInvoiceItems { get; set; }
    public SubscriptionBillingCycleAnchor BillingCycleAnchor { get; set; }
    public bool? CancelAtPeriodEnd { get; set; }
    public SubscriptionCancellationDetailsOptions CancellationDetails { get; set; }
    public string CollectionMethod { get; set; }
    public long? DaysUntilDue { get; set; }
    public string DefaultPaymentMethod { get; set; }
    public string Description { get; set; }
    public List<SubscriptionDiscountOptions> Discounts { get; set; }
    public List<SubscriptionItemOptions> Items { get; set; }
    public Dictionary<string, string> Metadata { get; set; }
    public bool? OffSession { get; set; }
    public SubscriptionPauseCollectionOptions PauseCollection { get; set; }
    public string PaymentBehavior { get; set; }
    public SubscriptionPaymentSettingsOptions PaymentSettings { get; set; }
    public string ProrationBehavior { get; set; }
    public DateTime? ProrationDate { get; set; }
}

public class SubscriptionCancelOptions : BaseOptions
{
    public SubscriptionCancellationDetailsOptions CancellationDetails { get; set; }
    public bool? InvoiceNow { get; set; }
    public bool? Prorate { get; set; }
}

public class SubscriptionGetOptions : BaseOptions;

public class SubscriptionListOptions : ListOptions
{
    public string CollectionMethod { get; set; }
    public AnyOf<DateTime?, DateRangeOptions> Created { get; set; }
    public AnyOf<DateTime?, DateRangeOptions> CurrentPeriodEnd { get; set; }
    public AnyOf<DateTime?, DateRangeOptions> CurrentPeriodStart { get; set; }
    public string Customer { get; set; }
    public string Price { get; set; }
    public string Status { get; set; }
}

public class SubscriptionAddInvoiceItemOptions : INestedOptions
{
    public Dictionary<string, string> Metadata { get; set; }
    public string Price { get; set; }
    public SubscriptionAddInvoiceItemPriceDataOptions PriceData { get; set; }
    public long? Quantity { get; set; }
    public List<string> TaxRates { get; set; }
}

public class SubscriptionAddInvoiceItemPriceDataOptions : INestedOptions
{
    public string Currency { get; set; }
    public string Product { get; set; }
    public string TaxBehavior { get; set; }
    public long? UnitAmount { get; set; }
    public decimal? UnitAmountDecimal { get; set; }
}

public class SubscriptionBillingModeOptions : INestedOptions
{
    public SubscriptionBillingModeFlexibleOptions Flexible { get; set; }
    public string Type { get; set; }
}

public class SubscriptionBillingModeFlexibleOptions : INestedOptions
{
    public string ProrationDiscounts { get; set; }
}

public class SubscriptionCancellationDetailsOptions : INestedOptions
{
    public string Comment { get; set; }
    public string Feedback { get; set; }
}

public class SubscriptionDiscountOptions : INestedOptions
{
    public string Coupon { get; set; }
    public string Discount { get; set; }
}

public class SubscriptionPauseCollectionOptions : INestedOptions
{
    public string Behavior { get; set; }
    public DateTime? ResumesAt { get; set; }
}

public class SubscriptionPaymentSettingsOptions : INestedOptions
{
    public List<string> PaymentMethodTypes { get; set; }
    public string SaveDefaultPaymentMethod { get; set; }
}
