using BillingPortal.Features.Plans;
using BillingPortal.Shared;

namespace BillingPortal.Features.Subscriptions;

public enum ChangeStep
{
    /// <summary>Wanted. Stripe may have been asked, and its answer lost.</summary>
    Started,

    /// <summary>Failed: what exists at Stripe is being taken back.</summary>
    Undoing,

    Undone,

    Done,
}

/// <summary>One change to a dearer plan within a period. Written before Stripe is asked, so that it can be finished or undone whatever dies in between.</summary>
public sealed class PlanChange
{
    public Guid Id { get; private set; } = Guid.CreateVersion7();

    public required Guid AccountId { get; init; }

    public required Guid TeamId { get; init; }

    public required Guid SubscriptionId { get; init; }

    public required Guid FromVersionId { get; init; }

    public required Guid ToVersionId { get; init; }

    /// <summary>The whole second that is prorated from: the one that the preview was made for. The plan moves at it.</summary>
    public required DateTime At { get; init; }

    /// <summary>What the preview promised, in minor units. Both invoices must be exactly this.</summary>
    public required long Promised { get; init; }

    /// <summary>False where what is left of the period is worth less than a card can be charged: the plan moves, and nothing is invoiced.</summary>
    public required bool IsInvoiced { get; init; }

    /// <summary>The code that its invoice bears, or that is given with it.</summary>
    public Guid? RedemptionId { get; private set; }

    public required string StartedBy { get; init; }

    public required DateTime StartedAt { get; init; }

    public ChangeStep Step { get; private set; }

    /// <summary>Paid, or what was tried and not paid.</summary>
    public string? StripeInvoiceId { get; private set; }

    /// <summary>Of a change that was declined the voided one, which keeps the try.</summary>
    public Guid? InvoiceId { get; private set; }

    /// <summary>The true one, which a thief must not learn.</summary>
    public string? FailureCode { get; private set; }

    public string? FailureDetail { get; private set; }

    /// <summary>The account while unfinished, else null: a unique index allows an account one change at a time.</summary>
    public Guid? RunsFor { get; private set; }

    /// <summary>Who works on it holds it until then, by the system's clock.</summary>
    public DateTime? LeaseUntil { get; private set; }

    public long Version { get; private set; }

    public static PlanChange Start(Subscription subscription, Guid teamId, ChangeQuote quote, Actor actor, DateTime now) => new()
    {
        AccountId = subscription.AccountId, TeamId = teamId, SubscriptionId = subscription.Id, FromVersionId = quote.From.Id, ToVersionId = quote.To.Id, At = quote.At, Promised = quote.Due.Minor, IsInvoiced = quote.IsInvoiced,
        StartedBy = actor.UserId ?? actor.Name, StartedAt = now, RunsFor = subscription.AccountId,
    };

    public void HoldUntil(DateTime systemTime) => LeaseUntil = systemTime;

    public void With(Guid redemptionId) => RedemptionId = redemptionId;

    /// <param name="code">Why.</param>
    /// <param name="detail">In words.</param>
    /// <param name="stripeInvoiceId">Of a declined payment.</param>
    public void Fail(string code, string detail, string? stripeInvoiceId = null) =>
        (Step, FailureCode, FailureDetail, StripeInvoiceId) = (ChangeStep.Undoing, code, detail.Length > 300 ? detail[..300] : detail, stripeInvoiceId);

    public void KeepTry(Guid voidedInvoiceId) => InvoiceId = voidedInvoiceId;

    public void Undo() => (Step, RunsFor, LeaseUntil) = (ChangeStep.Undone, null, null);

    public void Finish(string? stripeInvoiceId, Guid? invoiceId) => (Step, StripeInvoiceId, InvoiceId, RunsFor, LeaseUntil) = (ChangeStep.Done, stripeInvoiceId, invoiceId, null, null);
}
