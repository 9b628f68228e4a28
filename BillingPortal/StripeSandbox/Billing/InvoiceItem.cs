using BillingPortal.StripeSandbox.Catalogue;
using BillingPortal.StripeSandbox.State;

namespace BillingPortal.StripeSandbox.Billing;

/// <summary>A line in waiting, or the source of a line that was added to an invoice. Without an invoice it goes on the customer's next one.</summary>
[NotShown("created")]
public sealed class InvoiceItem : StripeObject
{
    public override string Object => "invoiceitem";
    public long Amount { get; set; }
    public string Currency { get; set; } = "";
    public string Customer { get; set; } = "";
    public string? CustomerAccount => null;
    public long Date { get; set; }
    public string? Description { get; set; }
    public bool Discountable { get; set; } = true;
    public IEnumerable<string> Discounts => ItemDiscounts.Select(discount => discount.Id);
    public string? Invoice { get; set; }
    public long NetAmount => Amount;
    public InvoiceItemParent? Parent { get; set; }
    public Span Period { get; set; } = new();
    public LinePricing? Pricing { get; set; }
    public bool Proration { get; set; }
    public ItemProrationDetails ProrationDetails => new(FixedDiscounts);
    public long Quantity { get; set; } = 1;
    [ById] public List<TaxRate>? TaxRates { get; set; }
    public string? TestClock => null;

    [StoredOnly, ById] public List<Discount> ItemDiscounts { get; set; } = [];

    /// <summary>Unused time of a proration: gives back what another line charged.</summary>
    [StoredOnly] public bool IsCredit { get; set; }
    [StoredOnly] public CreditedItems? CreditedItems { get; set; }

    /// <summary>Discounts that were worked out when the item was made and follow no coupon any more.</summary>
    [StoredOnly] public List<DiscountAmount> FixedDiscounts { get; set; } = [];

    internal string? Subscription => Parent?.SubscriptionDetails.Subscription;

    public InvoiceLine ToLine(string invoiceId) => new()
    {
        Amount = Amount,
        Currency = Currency,
        Description = Description,
        Discountable = Discountable,
        FixedDiscounts = FixedDiscounts,
        Invoice = invoiceId,
        IsCredit = IsCredit,
        LineDiscounts = ItemDiscounts,
        Metadata = new(Metadata),
        Parent = LineParent.Of(this),
        Period = Period,
        Pricing = Pricing,
        Quantity = Quantity,
        Rates = TaxRates,
    };
}

/// <summary>The discounts that a proration took into account.</summary>
public sealed class ItemProrationDetails(IReadOnlyList<DiscountAmount> discounts)
{
    public IReadOnlyList<DiscountAmount> DiscountAmounts => discounts;
}

public sealed class InvoiceItemParent
{
    public InvoiceItemSubscription SubscriptionDetails { get; set; } = new();
    public string Type => "subscription_details";
}

public sealed class InvoiceItemSubscription
{
    public string Subscription { get; set; } = "";
    public string? SubscriptionItem { get; set; }
}
