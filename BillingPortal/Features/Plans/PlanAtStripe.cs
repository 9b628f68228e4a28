namespace BillingPortal.Features.Plans;

/// <summary>Under which ids Stripe knows a plan version. Apart from the version, which never changes: these come when it is first sold.</summary>
public sealed class PlanAtStripe
{
    public required Guid PlanVersionId { get; init; }

    public required string StripeProductId { get; init; }

    public required string StripePriceId { get; init; }
}
