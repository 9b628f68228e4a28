using BillingPortal.StripeSandbox.Catalogue;
using BillingPortal.StripeSandbox.Payments;
using BillingPortal.StripeSandbox.State;

namespace BillingPortal.StripeSandbox.Billing;

/// <summary>A customer's recurring purchase: the clock that drafts an invoice at the end of each period.</summary>
public sealed class Subscription : StripeObject
{
    private const long IncompleteLives = 23 * 3600;

    public override string Object => "subscription";
    public string? Application => null;
    public decimal? ApplicationFeePercent => null;
    public AutomaticTax AutomaticTax => new();
    public long BillingCycleAnchor { get; set; }
    public object? BillingCycleAnchorConfig => null;
    public BillingMode BillingMode { get; set; } = new();
    public object? BillingThresholds => null;
    public long? CancelAt { get; set; }
    public bool CancelAtPeriodEnd { get; set; }
    public long? CanceledAt { get; set; }
    public CancellationDetails CancellationDetails { get; set; } = new();
    public string CollectionMethod { get; set; } = "charge_automatically";
    public string Currency { get; set; } = "";
    public string Customer { get; set; } = "";
    public string? CustomerAccount => null;
    public long? DaysUntilDue { get; set; }
    public string? DefaultPaymentMethod { get; set; }
    public string? DefaultSource => null;
    [ById] public List<TaxRate> DefaultTaxRates { get; set; } = [];
    public string? Description { get; set; }
    public IEnumerable<string> Discounts => AppliedDiscounts.Select(discount => discount.Id);
    public long? EndedAt { get; set; }
    public SubscriptionInvoiceSettings InvoiceSettings => new();
    public ItemsPage Items => new(AllItems, Id);
    public string? LatestInvoice { get; set; }
    public long? NextPendingInvoiceItemInvoice => null;
    public string? OnBehalfOf => null;
    public PauseCollection? PauseCollection { get; set; }
    public SubscriptionPaymentSettings PaymentSettings { get; set; } = new();
    public object? PendingInvoiceItemInterval => null;
    public string? PendingSetupIntent => null;
    public PendingUpdate? PendingUpdate { get; set; }
    public string? Schedule => null;
    public long StartDate { get; set; }
    public string Status { get; set; } = "incomplete";
    public string? TestClock => null;
    public object? TransferData => null;
    public long? TrialEnd { get; set; }
    public TrialSettings TrialSettings => new();
    public long? TrialStart { get; set; }

    [StoredOnly, ById] public List<SubscriptionItem> AllItems { get; set; } = [];
    [StoredOnly, ById] public List<Discount> AppliedDiscounts { get; set; } = [];

    /// <summary>Which period of its anchor the subscription is in; -1 during a trial, whose end is the anchor.</summary>
    [StoredOnly] public long PeriodNumber { get; set; }

    internal bool IsOver => Status is "canceled" or "incomplete_expired";

    internal Recurring Interval => AllItems[0].Price.Recurring!;

    internal long PeriodEnd => AllItems[0].CurrentPeriodEnd;

    public override long? NextDue() => Status switch
    {
        "canceled" or "incomplete_expired" => null,
        "incomplete" => Created + IncompleteLives,
        _ => new[] { PeriodEnd, CancelAt, PendingUpdate?.ExpiresAt, PauseCollection?.ResumesAt }.Min(),
    };

    /// <summary>Puts every item into period <paramref name="number"/> of the anchor.</summary>
    public void EnterPeriod(long number)
    {
        PeriodNumber = number;
        foreach (var item in AllItems)
            (item.CurrentPeriodStart, item.CurrentPeriodEnd) = (Interval.PeriodStart(BillingCycleAnchor, number), Interval.PeriodStart(BillingCycleAnchor, number + 1));
    }
}

public sealed class BillingMode
{
    public BillingModeFlexible? Flexible => Type == "flexible" ? new(ItemizesDiscounts) : null;
    public string Type { get; set; } = "flexible";
    public long? UpdatedAt => null;

    /// <summary>Prorations show their discounts apart; otherwise their amounts are net of them.</summary>
    [StoredOnly] public bool ItemizesDiscounts { get; set; }
}

public sealed class BillingModeFlexible(bool itemizes)
{
    public string ProrationDiscounts => itemizes ? "itemized" : "included";
}

public sealed class CancellationDetails
{
    public string? Comment { get; set; }
    public string? Feedback { get; set; }
    public string? Reason { get; set; }
}

public sealed class SubscriptionInvoiceSettings
{
    public object? AccountTaxIds => null;
    public Issuer Issuer => new();
}

public sealed class PauseCollection
{
    public string Behavior { get; set; } = "keep_as_draft";
    public long? ResumesAt { get; set; }
}

public sealed class SubscriptionPaymentSettings
{
    public object? PaymentMethodOptions => null;
    public List<string>? PaymentMethodTypes { get; set; }
    public string SaveDefaultPaymentMethod { get; set; } = "off";
}

/// <summary>A change that waits for its invoice to be paid.</summary>
public sealed class PendingUpdate
{
    public long? BillingCycleAnchor => null;

    /// <summary>Its payment has been tried without success.</summary>
    [StoredOnly] public bool IsAwaited { get; set; }
    public long ExpiresAt { get; set; }
    public List<PendingItem> SubscriptionItems { get; set; } = [];
    public long? TrialEnd => null;
    public bool? TrialFromPlan => null;
}

public sealed class PendingItem
{
    public string Id { get; set; } = "";
    public string Object => "subscription_item";
    [ById] public Price Price { get; set; } = new();
    public long Quantity { get; set; }
    [StoredOnly, ById] public List<TaxRate> TaxRates { get; set; } = [];

    public static PendingItem Of(SubscriptionItem item) => new() { Id = item.Id, Price = item.Price, Quantity = item.Quantity, TaxRates = item.TaxRates };

    public void Restore(SubscriptionItem item) => (item.Price, item.Quantity, item.TaxRates) = (Price, Quantity, TaxRates);

    public SubscriptionItem ToItem(Subscription owner) => new()
    {
        Id = Id, Price = Price, Quantity = Quantity, TaxRates = TaxRates, Subscription = owner.Id,
        CurrentPeriodStart = owner.AllItems[0].CurrentPeriodStart, CurrentPeriodEnd = owner.AllItems[0].CurrentPeriodEnd,
    };
}

public sealed class TrialSettings
{
    public TrialEndBehavior EndBehavior => new();
}

public sealed class TrialEndBehavior
{
    public string MissingPaymentMethod => "create_invoice";
}

public sealed class ItemsPage(IReadOnlyList<SubscriptionItem> all, string subscriptionId)
{
    public string Object => "list";
    public IReadOnlyList<SubscriptionItem> Data => all;
    public bool HasMore => false;
    public int TotalCount => all.Count;
    public string Url => $"/v1/subscription_items?subscription={subscriptionId}";
}
