using System.Text.Json.Serialization;
using BillingPortal.StripeSandbox.Catalogue;
using BillingPortal.StripeSandbox.State;

namespace BillingPortal.StripeSandbox.Billing;

/// <summary>One line of an invoice: what it costs before and after discounts, and the tax on it.</summary>
public sealed class InvoiceLine
{
    [JsonPropertyOrder(-3)] public string Id { get; set; } = StripeIds.New("il");
    [JsonPropertyOrder(-2)] public string Object => "line_item";
    public long Amount { get; set; }
    public string Currency { get; set; } = "";
    public string? Description { get; set; }
    public List<DiscountAmount> DiscountAmounts { get; set; } = [];
    public bool Discountable { get; set; } = true;
    public IEnumerable<string> Discounts => LineDiscounts.Select(discount => discount.Id);
    public string? Invoice { get; set; }
    public bool Livemode => false;
    public Dictionary<string, string> Metadata { get; set; } = [];
    public LineParent? Parent { get; set; }
    public Span Period { get; set; } = new();
    public List<object> PretaxCreditAmounts => [];
    public LinePricing? Pricing { get; set; }
    public long? Quantity { get; set; } = 1;
    public string? Subscription => Parent?.SubscriptionItemDetails?.Subscription ?? Parent?.InvoiceItemDetails?.Subscription;
    public long Subtotal => Amount;
    public List<LineTax> Taxes { get; set; } = [];

    /// <summary>Null: the invoice's default rates apply.</summary>
    [StoredOnly, ById] public List<TaxRate>? Rates { get; set; }
    [StoredOnly, ById] public List<Discount> LineDiscounts { get; set; } = [];
    [StoredOnly] public List<DiscountAmount> FixedDiscounts { get; set; } = [];
    [StoredOnly] public bool IsCredit { get; set; }

    internal long Net => Amount - DiscountAmounts.Sum(amount => amount.Amount);

    /// <summary>The invoice item that it shows; null for the base line of a subscription.</summary>
    internal string? InvoiceItem => Parent?.InvoiceItemDetails?.InvoiceItem ?? Parent?.SubscriptionItemDetails?.InvoiceItem;

    public InvoiceLine Copy() => (InvoiceLine)MemberwiseClone();
}

public sealed record DiscountAmount(long Amount, string Discount);

public sealed class Span
{
    public long End { get; set; }
    public long Start { get; set; }
}

public sealed class LinePricing
{
    public PriceDetails? PriceDetails { get; set; }
    public string Type => "price_details";
    public string? UnitAmountDecimal { get; set; }

    public static LinePricing Of(Price price) =>
        new() { PriceDetails = new() { Price = price.Id, Product = price.Product }, UnitAmountDecimal = price.UnitAmountDecimal };
}

public sealed class PriceDetails
{
    public string Price { get; set; } = "";
    public string Product { get; set; } = "";
}

/// <summary>Where a line comes from: an item of the subscription, or an invoice item.</summary>
public sealed class LineParent
{
    public InvoiceItemDetails? InvoiceItemDetails { get; set; }
    public SubscriptionItemDetails? SubscriptionItemDetails { get; set; }
    public string Type => SubscriptionItemDetails is null ? "invoice_item_details" : "subscription_item_details";

    public static LineParent Of(InvoiceItem item)
    {
        var details = new ProrationDetails { CreditedItems = item.CreditedItems };
        return item is { Proration: true, Parent.SubscriptionDetails: { SubscriptionItem: { } owner } subscription }
            ? new() { SubscriptionItemDetails = new() { InvoiceItem = item.Id, Proration = true, ProrationDetails = details, Subscription = subscription.Subscription, SubscriptionItem = owner } }
            : new() { InvoiceItemDetails = new() { InvoiceItem = item.Id, Proration = item.Proration, ProrationDetails = details, Subscription = item.Subscription } };
    }
}

public sealed class InvoiceItemDetails
{
    public string InvoiceItem { get; set; } = "";
    public bool Proration { get; set; }
    public ProrationDetails? ProrationDetails { get; set; } = new();
    public string? Subscription { get; set; }
}

public sealed class SubscriptionItemDetails
{
    public string? InvoiceItem { get; set; }
    public bool Proration { get; set; }
    public ProrationDetails? ProrationDetails { get; set; } = new();
    public string? Subscription { get; set; }
    public string SubscriptionItem { get; set; } = "";
}

public sealed class ProrationDetails
{
    public CreditedItems? CreditedItems { get; set; }
}

public sealed class CreditedItems
{
    public string Invoice { get; set; } = "";
    public List<string> InvoiceLineItems { get; set; } = [];
}

public sealed class LineTax
{
    public long Amount { get; set; }
    public string TaxBehavior { get; set; } = "exclusive";
    public TaxRateDetails TaxRateDetails { get; set; } = new();
    public string TaxabilityReason => "not_available";
    public long? TaxableAmount { get; set; }
    public string Type => "tax_rate_details";
}

public sealed class TaxRateDetails
{
    public string TaxRate { get; set; } = "";
}
