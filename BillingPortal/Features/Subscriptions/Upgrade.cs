using BillingPortal.Shared;

namespace BillingPortal.Features.Subscriptions;

public enum UpgradeStep
{
    /// <summary>Wanted; nothing may exist at Stripe yet, or a subscription whose answer was lost.</summary>
    Started,

    /// <summary>The incomplete subscription and its first invoice exist at Stripe and are stored.</summary>
    Subscribed,

    /// <summary>Failed: what exists at Stripe is being taken back.</summary>
    Undoing,

    Undone,

    Active,
}

/// <summary>One way from Free to a paid plan, step by step, so that it can be finished or undone whatever dies in between.</summary>
public sealed class Upgrade
{
    public Guid Id { get; private set; } = Guid.CreateVersion7();

    public required Guid AccountId { get; init; }

    public required Guid TeamId { get; init; }

    public required Guid PlanVersionId { get; init; }

    public required string StartedBy { get; init; }

    public required DateTime StartedAt { get; init; }

    /// <summary>What the preview promised, in minor units. The first invoice must be exactly this.</summary>
    public required long Promised { get; init; }

    /// <summary>The code that is held for it: redeemed when it is active, released when it is undone.</summary>
    public Guid? RedemptionId { get; private set; }

    public UpgradeStep Step { get; private set; }

    public string? StripeSubscriptionId { get; private set; }

    public string? StripeInvoiceId { get; private set; }

    public Guid? InvoiceId { get; private set; }

    public string? FailureCode { get; private set; }

    public string? FailureDetail { get; private set; }

    /// <summary>The account while unfinished, else null: a unique index allows an account one upgrade at a time.</summary>
    public Guid? RunsFor { get; private set; }

    /// <summary>Who works on it holds it until then, by the system's clock.</summary>
    public DateTime? LeaseUntil { get; private set; }

    public long Version { get; private set; }

    public static Upgrade Start(Guid accountId, Guid teamId, Guid planVersionId, Money promised, Actor actor, DateTime now) => new()
    {
        AccountId = accountId, TeamId = teamId, PlanVersionId = planVersionId, Promised = promised.Minor, StartedBy = actor.UserId ?? actor.Name, StartedAt = now, RunsFor = accountId,
    };

    public void With(Guid redemptionId) => RedemptionId = redemptionId;

    public void HoldUntil(DateTime systemTime) => LeaseUntil = systemTime;

    public void Subscribe(string stripeSubscriptionId, string stripeInvoiceId, Guid invoiceId) =>
        (Step, StripeSubscriptionId, StripeInvoiceId, InvoiceId) = (UpgradeStep.Subscribed, stripeSubscriptionId, stripeInvoiceId, invoiceId);

    public void Fail(string code, string detail) =>
        (Step, FailureCode, FailureDetail) = (UpgradeStep.Undoing, code, detail.Length > 300 ? detail[..300] : detail);

    public void Undo() => (Step, RunsFor, LeaseUntil) = (UpgradeStep.Undone, null, null);

    public void Finish() => (Step, RunsFor, LeaseUntil) = (UpgradeStep.Active, null, null);
}
