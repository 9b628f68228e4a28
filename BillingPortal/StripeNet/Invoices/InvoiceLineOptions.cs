#nullable disable

namespace Stripe;

public class InvoiceAddLinesOptions : BaseOptions
{
    public Dictionary<string, string> InvoiceMetadata { get; set; }
    public List<InvoiceLineOptions> Lines { get; set; }
}

public class InvoiceUpdateLinesOptions : BaseOptions
{
    public Dictionary<string, string> InvoiceMetadata { get; set; }
    public List<InvoiceLineOptions> Lines { get; set; }
}

public class InvoiceRemoveLinesOptions : BaseOptions
{
    public Dictionary<string, string> InvoiceMetadata { get; set; }
    public List<InvoiceLineOptions> Lines { get; set; }
}

public class InvoiceLineOptions : INestedOptions
{
    public long? Amount { get; set; }
    public string Behavior { get; set; }
    public string Description { get; set; }
    public bool? Discountable { get; set; }
    public List<InvoiceLineDiscountOptions> Discounts { get; set; }
    public string Id { get; set; }
    public string InvoiceItem { get; set; }
    public Dictionary<string, string> Metadata { get; set; }
    public InvoiceLinePeriodOptions Period { get; set; }
    public InvoiceLinePriceDataOptions PriceData { get; set; }
    public InvoiceLinePricingOptions Pricing { get; set; }
    public long? Quantity { get; set; }
    public List<string> TaxRates { get; set; }
}

public class InvoiceLineDiscountOptions : INestedOptions
{
    public string Coupon { get; set; }
    public string Discount { get; set; }
}

public class InvoiceLinePeriodOptions : INestedOptions
{
    public DateTime? End { get; set; }
    public DateTime? Start { get; set; }
}

public class InvoiceLinePriceDataOptions : INestedOptions
{
    public string Currency { get; set; }
    public string Product { get; set; }
    public InvoiceLinePriceDataProductDataOptions ProductData { get; set; }
    public string TaxBehavior { get; set; }
    public long? UnitAmount { get; set; }
    public decimal? UnitAmountDecimal { get; set; }
}

public class InvoiceLinePriceDataProductDataOptions : INestedOptions
{
    public string Description { get; set; }
    public Dictionary<string, string> Metadata { get; set; }
    public string Name { get; set; }
}

public class InvoiceLinePricingOptions : INestedOptions
{
    public string Price { get; set; }
}
