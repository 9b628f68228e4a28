using BillingPortal.Shared;

namespace BillingPortal.Features.Subscriptions;

public enum SubscriptionStatus
{
    Active,
    PastDue,
    Unpaid,
    Canceled,
}

/// <summary>An account's subscription at Stripe: the clock of its periods and the base price.</summary>
public sealed class Subscription
{
    public Guid Id { get; private set; } = Guid.CreateVersion7();

    public required Guid AccountId { get; init; }

    public required string StripeSubscriptionId { get; init; }

    public required string StripeItemId { get; init; }

    /// <summary>Whose price Stripe charges now.</summary>
    public Guid PlanVersionId { get; private set; }

    public required DateTime StartedAt { get; init; }

    public SubscriptionStatus Status { get; private set; }

    public DateTime CurrentPeriodStart { get; private set; }

    public DateTime CurrentPeriodEnd { get; private set; }

    public bool CancelAtPeriodEnd { get; private set; }

    /// <summary>The account while the subscription lives, else null: a unique index allows an account one living subscription.</summary>
    public Guid? LivesFor { get; private set; }

    /// <summary>The change of plan that is being charged, else null: while one is, nothing else may change the plan.</summary>
    public Guid? BusyWith { get; private set; }

    /// <summary>When Stripe must next be told what was decided here (which price from the next period on, whether there is one); null once it knows.</summary>
    public DateTime? TellStripeAt { get; private set; }

    public long Version { get; private set; }

    public static Subscription Start(Guid accountId, Guid planVersionId, Stripe.Subscription stripe)
    {
        var subscription = new Subscription
        {
            AccountId = accountId, PlanVersionId = planVersionId, StripeSubscriptionId = stripe.Id, StripeItemId = stripe.Items.Data[0].Id, StartedAt = stripe.BillingCycleAnchor, LivesFor = accountId,
        };
        subscription.Follow(stripe);
        return subscription;
    }

    public void MoveTo(Guid planVersionId) => PlanVersionId = planVersionId;

    public void Begin(Guid changeId) => BusyWith = changeId;

    public void TellStripe(DateTime at) => TellStripeAt = at;

    public void StripeKnows() => TellStripeAt = null;

    /// <summary>It is over, whether Stripe has said so yet or not.</summary>
    public void End() => (Status, CancelAtPeriodEnd, LivesFor) = (SubscriptionStatus.Canceled, false, null);

    /// <summary>Takes over what Stripe says now.</summary>
    public void Follow(Stripe.Subscription stripe)
    {
        var item = stripe.Items.Data[0];
        (CurrentPeriodStart, CurrentPeriodEnd, CancelAtPeriodEnd) = (item.CurrentPeriodStart, item.CurrentPeriodEnd, stripe.CancelAtPeriodEnd);
        Status = stripe.Status switch
        {
            "active" or "trialing" => SubscriptionStatus.Active,
            "past_due" or "incomplete" => SubscriptionStatus.PastDue,
            "unpaid" or "paused" => SubscriptionStatus.Unpaid,
            _ => SubscriptionStatus.Canceled,
        };
        if (Status == SubscriptionStatus.Canceled) LivesFor = null;
    }
}
