using BillingPortal.StripeSandbox.Catalogue;
using BillingPortal.StripeSandbox.State;

namespace BillingPortal.StripeSandbox.Billing;

/// <summary>One price within a subscription, and the period it is in.</summary>
[NotShown("livemode")]
public sealed class SubscriptionItem : StripeObject
{
    public override string Object => "subscription_item";
    public object? BillingThresholds => null;
    public long CurrentPeriodEnd { get; set; }
    public long CurrentPeriodStart { get; set; }
    public List<string> Discounts => [];
    public LegacyPlan Plan => new(Price);
    [ById] public Price Price { get; set; } = new();
    public long Quantity { get; set; } = 1;
    public string Subscription { get; set; } = "";
    [ById] public List<TaxRate> TaxRates { get; set; } = [];

    public InvoiceLine ToLine(Subscription owner, string product, string invoiceId, bool isTrial) => new()
    {
        Amount = isTrial ? 0 : Price.AmountOf(Quantity),
        Currency = Price.Currency,
        Description = isTrial ? $"Trial period for {product}" : $"{Quantity} × {product} (at {UnitText()} / {IntervalText()})",
        Invoice = invoiceId,
        Metadata = new(owner.Metadata),
        Parent = new() { SubscriptionItemDetails = new() { Subscription = owner.Id, SubscriptionItem = Id } },
        Period = new() { Start = CurrentPeriodStart, End = CurrentPeriodEnd },
        Pricing = LinePricing.Of(Price),
        Quantity = Quantity,
        Rates = TaxRates.Count > 0 ? TaxRates : null,
    };

    private string UnitText() => Currencies.Short(Price.UnitAmountDecimal is { } unit ? Decimals.Parse(unit) : Price.AmountOf(Quantity), Price.Currency);

    private string IntervalText() => Price.Recurring is { IntervalCount: > 1 and var count } every ? $"every {count} {every.Interval}s" : Price.Recurring!.Interval;
}

/// <summary>The older form of a recurring price, which Stripe still shows beside it.</summary>
public sealed class LegacyPlan(Price price)
{
    public string Id => price.Id;
    public string Object => "plan";
    public bool Active => price.Active;
    public long? Amount => price.UnitAmount;
    public string? AmountDecimal => price.UnitAmountDecimal;
    public string BillingScheme => price.BillingScheme;
    public long Created => price.Created;
    public string Currency => price.Currency;
    public string? Interval => price.Recurring?.Interval;
    public long? IntervalCount => price.Recurring?.IntervalCount;
    public bool Livemode => false;
    public Dictionary<string, string> Metadata => price.Metadata;
    public string? Meter => null;
    public string? Nickname => price.Nickname;
    public string Product => price.Product;
    public string? TiersMode => price.TiersMode;
    public object? TransformUsage => null;
    public long? TrialPeriodDays => null;
    public string? UsageType => price.Recurring?.UsageType;
}
