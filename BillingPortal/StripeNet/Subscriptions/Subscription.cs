#nullable disable

namespace Stripe;

public class Subscription : StripeEntity<Subscription>, IHasId, IHasMetadata, IHasObject
{
    public string Id { get; set; }
    public string Object { get; set; }
    public DateTime BillingCycleAnchor { get; set; }
    public SubscriptionBillingMode BillingMode { get; set; }
    public DateTime? CancelAt { get; set; }
    public bool CancelAtPeriodEnd { get; set; }
    public DateTime? CanceledAt { get; set; }
    public SubscriptionCancellationDetails CancellationDetails { get; set; }
    public string CollectionMethod { get; set; }
    public DateTime Created { get; set; }
    public string Currency { get; set; }
    public string CustomerId { get; set; }
    public Customer Customer { get; set; }
    public long? DaysUntilDue { get; set; }
    public string DefaultPaymentMethodId { get; set; }
    public PaymentMethod DefaultPaymentMethod { get; set; }
    public string Description { get; set; }
    public List<string> DiscountIds { get; set; }
    public List<Discount> Discounts { get; set; }
    public DateTime? EndedAt { get; set; }
    public StripeList<SubscriptionItem> Items { get; set; }
    public string LatestInvoiceId { get; set; }
    public Invoice LatestInvoice { get; set; }
    public bool Livemode { get; set; }
    public Dictionary<string, string> Metadata { get; set; }
    public SubscriptionPauseCollection PauseCollection { get; set; }
    public SubscriptionPaymentSettings PaymentSettings { get; set; }
    public string PendingSetupIntentId { get; set; }
    public SetupIntent PendingSetupIntent { get; set; }
    public SubscriptionPendingUpdate PendingUpdate { get; set; }
    public DateTime StartDate { get; set; }
    public string Status { get; set; }
    public DateTime? TrialEnd { get; set; }
}

public class SubscriptionBillingMode : StripeEntity<SubscriptionBillingMode>
{
    public SubscriptionBillingModeFlexible Flexible { get; set; }
    public string Type { get; set; }
    public DateTime UpdatedAt { get; set; }
}

public class SubscriptionBillingModeFlexible : StripeEntity<SubscriptionBillingModeFlexible>
{
    public string ProrationDiscounts { get; set; }
}

public class SubscriptionCancellationDetails : StripeEntity<SubscriptionCancellationDetails>
{
    public string Comment { get; set; }
    public string Feedback { get; set; }
    public string Reason { get; set; }
}

public class SubscriptionPauseCollection : StripeEntity<SubscriptionPauseCollection>
{
    public string Behavior { get; set; }
    public DateTime? ResumesAt { get; set; }
}

public class SubscriptionPaymentSettings : StripeEntity<SubscriptionPaymentSettings>
{
    public List<string> PaymentMethodTypes { get; set; }
    public string SaveDefaultPaymentMethod { get; set; }
}

public class SubscriptionPendingUpdate : StripeEntity<SubscriptionPendingUpdate>
{
    public DateTime? BillingCycleAnchor { get; set; }
    public DateTime ExpiresAt { get; set; }
    public List<SubscriptionItem> SubscriptionItems { get; set; }
}
