#nullable disable

namespace Stripe;

public class InvoiceItem : StripeEntity<InvoiceItem>, IHasId, IHasMetadata, IHasObject
{
    public string Id { get; set; }
    public string Object { get; set; }
    public long Amount { get; set; }
    public string Currency { get; set; }
    public string CustomerId { get; set; }
    public Customer Customer { get; set; }
    public DateTime Date { get; set; }
    public bool? Deleted { get; set; }
    public string Description { get; set; }
    public bool Discountable { get; set; }
    public List<string> DiscountIds { get; set; }
    public List<Discount> Discounts { get; set; }
    public string InvoiceId { get; set; }
    public Invoice Invoice { get; set; }
    public bool Livemode { get; set; }
    public Dictionary<string, string> Metadata { get; set; }
    public long NetAmount { get; set; }
    public InvoiceItemParent Parent { get; set; }
    public InvoiceItemPeriod Period { get; set; }
    public InvoiceItemPricing Pricing { get; set; }
    public bool Proration { get; set; }
    public long Quantity { get; set; }
    public List<TaxRate> TaxRates { get; set; }
}

public class InvoiceItemParent : StripeEntity<InvoiceItemParent>
{
    public InvoiceItemParentSubscriptionDetails SubscriptionDetails { get; set; }
    public string Type { get; set; }
}

public class InvoiceItemParentSubscriptionDetails : StripeEntity<InvoiceItemParentSubscriptionDetails>
{
    public string Subscription { get; set; }
    public string SubscriptionItem { get; set; }
}

public class InvoiceItemPeriod : StripeEntity<InvoiceItemPeriod>
{
    public DateTime End { get; set; }
    public DateTime Start { get; set; }
}

public class InvoiceItemPricing : StripeEntity<InvoiceItemPricing>
{
    public InvoiceItemPricingPriceDetails PriceDetails { get; set; }
    public string Type { get; set; }
    public decimal? UnitAmountDecimal { get; set; }
}

public class InvoiceItemPricingPriceDetails : StripeEntity<InvoiceItemPricingPriceDetails>
{
    public string Price { get; set; }
    public string Product { get; set; }
}
