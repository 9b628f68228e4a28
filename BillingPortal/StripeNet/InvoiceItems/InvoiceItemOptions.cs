#nullable disable

namespace Stripe;

public class InvoiceItemCreateOptions : BaseOptions
{
    public long? Amount { get; set; }
    public string Currency { get; set; }
    public string Customer { get; set; }
    public string Description { get; set; }
    public bool? Discountable { get; set; }
    public List<InvoiceItemDiscountOptions> Discounts { get; set; }
    public string Invoice { get; set; }
    public Dictionary<string, string> Metadata { get; set; }
    public InvoiceItemPeriodOptions Period { get; set; }
    public InvoiceItemPriceDataOptions PriceData { get; set; }
    public InvoiceItemPricingOptions Pricing { get; set; }
    public long? Quantity { get; set; }
    public string Subscription { get; set; }
    public string TaxBehavior { get; set; }
    public List<string> TaxRates { get; set; }
    public decimal? UnitAmountDecimal { get; set; }
}

public class InvoiceItemUpdateOptions : BaseOptions
{
    public long? Amount { get; set; }
    public string Description { get; set; }
    public bool? Discountable { get; set; }
    public List<InvoiceItemDiscountOptions> Discounts { get; set; }
    public Dictionary<string, string> Metadata { get; set; }
    public InvoiceItemPeriodOptions Period { get; set; }
    public InvoiceItemPriceDataOptions PriceData { get; set; }
    public InvoiceItemPricingOptions Pricing { get; set; }
    public long? Quantity { get; set; }
    public string TaxBehavior { get; set; }
    public List<string> TaxRates { get; set; }
    public decimal? UnitAmountDecimal { get; set; }
}

public class InvoiceItemGetOptions : BaseOptions;

public class InvoiceItemListOptions : ListOptions
{
    public AnyOf<DateTime?, DateRangeOptions> Created { get; set; }
    public string Customer { get; set; }
    public string Invoice { get; set; }
    public bool? Pending { get; set; }
}

public class InvoiceItemDeleteOptions : BaseOptions;

public class InvoiceItemDiscountOptions : INestedOptions
{
    public string Coupon { get; set; }
    public string Discount { get; set; }
}

public class InvoiceItemPeriodOptions : INestedOptions
{
    public DateTime? End { get; set; }
    public DateTime? Start { get; set; }
}

public class InvoiceItemPriceDataOptions : INestedOptions
{
    public string Currency { get; set; }
    public string Product { get; set; }
    public string TaxBehavior { get; set; }
    public long? UnitAmount { get; set; }
    public decimal? UnitAmountDecimal { get; set; }
}

public class InvoiceItemPricingOptions : INestedOptions
{
    public string Price { get; set; }
}
