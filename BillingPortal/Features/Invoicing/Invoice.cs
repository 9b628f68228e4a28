using BillingPortal.Features.Taxes;
using BillingPortal.Shared;

namespace BillingPortal.Features.Invoicing;

public enum InvoiceStatus
{
    Draft,
    Open,
    Paid,
    Uncollectible,
    Void,
}

/// <summary>Why an invoice exists.</summary>
public enum InvoiceReason
{
    /// <summary>The first of a subscription: numbered only when it is paid.</summary>
    First,

    /// <summary>A renewal that Stripe drafted and the portal completed.</summary>
    Cycle,

    /// <summary>A renewal that Stripe finalized before the portal could claim it; it stands as it is.</summary>
    Unclaimed,

    /// <summary>What an unclaimed renewal left out: the usage of the closed period.</summary>
    CatchUp,

    /// <summary>A change to a dearer plan within a period: numbered only when it is paid.</summary>
    Change,

    /// <summary>The usage of the last period of a plan that has ended; its period is the one that is billed.</summary>
    Final,

    /// <summary>Written by finance: its lines are in its <see cref="OneOffOrder"/>.</summary>
    OneOff,
}

/// <summary>How far a draft has come. Each step is stored before the next is taken, so that a crash between any two is safe to run again.</summary>
public enum DraftStep
{
    /// <summary>About to be claimed at Stripe.</summary>
    Claiming,

    /// <summary>Stripe will not finalize it by itself; it waits for the period's usage to close.</summary>
    Claimed,

    /// <summary>Usage is rated, tax is computed, lines and totals are stored.</summary>
    Rated,

    /// <summary>The portal's lines stand on Stripe's draft.</summary>
    Placed,

    /// <summary>Totals differ, or tax is pending: a person must look. Nothing is collected meanwhile.</summary>
    Held,

    /// <summary>It has left draft.</summary>
    Done,
}

/// <summary>What an account owes for one period. Gets its number when it leaves draft and never changes after; a credit note corrects it.</summary>
public sealed class Invoice
{
    private readonly List<InvoiceLine> lines = [];
    private readonly List<InvoiceTax> taxes = [];

    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required Guid AccountId { get; init; }

    public required Guid TeamId { get; init; }

    public required InvoiceReason Reason { get; init; }

    public required Currency Currency { get; init; }

    public required DateTime CreatedAt { get; init; }

    /// <summary>The period whose plan fee stands on it.</summary>
    public required DateTime PeriodStart { get; init; }

    public required DateTime PeriodEnd { get; init; }

    /// <summary>From when the draft may be completed: the closed period's end plus the grace for late usage.</summary>
    public required DateTime CompleteAt { get; init; }

    /// <summary>Null only while a catch-up invoice has not been made at Stripe yet.</summary>
    public string? StripeInvoiceId { get; private set; }

    /// <summary>Stripe's own number, kept for look-ups and never printed.</summary>
    public string? StripeNumber { get; private set; }

    public string? Number { get; private set; }

    public InvoiceStatus Status { get; private set; }

    public DraftStep Step { get; private set; }

    public string? HeldBecause { get; private set; }

    /// <summary>What Stripe's invoice came to when it was held for a difference, in our minor units.</summary>
    public long? HeldAgainst { get; private set; }

    /// <summary>Seller and buyer as they were at the issue, so that a later move changes no invoice; see <see cref="InvoiceParties"/>. Encrypted at rest.</summary>
    public string? Parties { get; private set; }

    /// <summary>On what its taxes rest, as they were computed; see <see cref="TaxBasis"/>. Encrypted at rest.</summary>
    public string? TaxBasis { get; private set; }

    /// <summary>How well the evidence tells where the buyer is; null where none was asked for.</summary>
    public PlaceEvidence? PlaceEvidence { get; private set; }

    /// <summary>Since when its tax cannot be computed; meanwhile it waits, tried again by each run, and is never taxed at 0.</summary>
    public DateTime? TaxPendingSince { get; private set; }

    public long Subtotal { get; private set; }

    public long DiscountTotal { get; private set; }

    /// <summary>As printed: "LAUNCH20, 20 % off". Null without a discount.</summary>
    public string? DiscountName { get; private set; }

    /// <summary>The redemption that the discount counts for.</summary>
    public Guid? RedemptionId { get; private set; }

    public long PromotionalTotal { get; private set; }

    public long PrepaidTotal { get; private set; }

    public long TaxTotal { get; private set; }

    public long Total { get; private set; }

    public long AmountDue { get; private set; }

    public long AmountPaid { get; private set; }

    public DateTime? IssuedAt { get; private set; }

    public DateTime? PaidAt { get; private set; }

    /// <summary>"Visa •••• 4242", as printed beside the payment.</summary>
    public string? PaidWith { get; private set; }

    /// <summary>When it is to be collected; null while nothing is planned.</summary>
    public DateTime? NextAttemptAt { get; private set; }

    /// <summary>Who works on the draft holds it until then, by the system's clock.</summary>
    public DateTime? LeaseUntil { get; private set; }

    /// <summary>Whose lease it is: each batch of a run has its own.</summary>
    public Guid? LeasedBy { get; private set; }

    /// <summary>Set from the issue on until the PDF is stored.</summary>
    public DateTime? DocumentDueAt { get; private set; }

    public long Version { get; private set; }

    public IReadOnlyList<InvoiceLine> Lines => lines;

    public IReadOnlyList<InvoiceTax> Taxes => taxes;

    public Money Due => new(AmountDue, Currency);

    public Period Period => new(PeriodStart, PeriodEnd);

    public bool IsIssued => Number is not null;

    public bool HasCredit => PromotionalTotal > 0 || PrepaidTotal > 0;

    public void BecomesAtStripe(string stripeInvoiceId) => StripeInvoiceId ??= stripeInvoiceId;

    public void Claim() => Step = Step == DraftStep.Claiming ? DraftStep.Claimed : Step;

    /// <summary>Takes over computed lines and totals. Only a draft can be rated, and once its lines stand at Stripe it no longer can.</summary>
    public void Rate(InvoiceSum sum)
    {
        if (Status != InvoiceStatus.Draft || Step > DraftStep.Rated) throw new InvalidOperationException($"Invoice {Id} is {Status}, {Step}: it cannot be rated.");
        lines.Clear();
        taxes.Clear();
        lines.AddRange(sum.Lines.Select((line, index) => InvoiceLine.From(Id, index + 1, line, sum.Discount?.Terms)));
        taxes.AddRange(sum.Taxes.Select((tax, index) => InvoiceTax.From(Id, index + 1, tax)));
        (Subtotal, DiscountTotal, PromotionalTotal, PrepaidTotal) = (sum.Subtotal.Minor, sum.DiscountTotal.Minor, sum.PromotionalTotal.Minor, sum.PrepaidTotal.Minor);
        (DiscountName, RedemptionId) = (sum.Discount?.Terms.Name, sum.Discount?.RedemptionId);
        (TaxTotal, Total, AmountDue) = (sum.TaxTotal.Minor, sum.Total.Minor, sum.AmountDue.Minor);
        (TaxBasis, PlaceEvidence) = (sum.Basis?.ToJson(), sum.Basis?.Place);
        (TaxPendingSince, HeldBecause) = (null, null);
        Step = DraftStep.Rated;
    }

    /// <summary>Its tax is not known for now. The step stays: the next run tries again.</summary>
    public void AwaitTax(string because, DateTime now) => (TaxPendingSince, HeldBecause) = (TaxPendingSince ?? now, because);

    public void Place() => Step = DraftStep.Placed;

    /// <param name="because">In words.</param>
    /// <param name="against">Stripe's total, where that is the reason.</param>
    public void Hold(string because, Money? against = null) => (Step, HeldBecause, HeldAgainst) = (DraftStep.Held, because, against?.Minor);

    /// <summary>The cause is gone: the totals are compared anew, with the lines that stand.</summary>
    public void CompareAgain()
    {
        if (Step != DraftStep.Held) throw new InvalidOperationException($"Invoice {Id} is {Step}: it is not held.");
        (Step, HeldBecause, HeldAgainst) = (lines.Count == 0 ? DraftStep.Claimed : DraftStep.Rated, null, null);
    }

    /// <summary>Whether it is held, and is computed from facts that may have been mended: what was paid at once was computed for its preview.</summary>
    public bool MayBeRatedAgain => Step == DraftStep.Held && Reason is InvoiceReason.Cycle or InvoiceReason.CatchUp or InvoiceReason.Final or InvoiceReason.OneOff;

    /// <summary>The cause was in what it was computed from: all of it is computed anew, for the draft's own period. Until then it keeps its lines and what it has taken.</summary>
    public void RateAgain()
    {
        if (!MayBeRatedAgain) throw new InvalidOperationException($"Invoice {Id} is {Reason}, {Step}: it cannot be rated again.");
        (Step, HeldBecause, HeldAgainst) = (DraftStep.Claimed, null, null);
    }

    /// <summary>Leaves draft with a number; with nothing due it is paid at once.</summary>
    public void Open(string number, string? stripeNumber, InvoiceParties parties, DateTime now)
    {
        if (Status != InvoiceStatus.Draft) throw new InvalidOperationException($"Invoice {Id} is {Status}: it cannot be opened.");
        (Number, StripeNumber, Parties, IssuedAt, Step, HeldBecause) = (number, stripeNumber, parties.ToJson(), now, DraftStep.Done, null);
        (LeaseUntil, LeasedBy, DocumentDueAt) = (null, null, now);
        Status = InvoiceStatus.Open;
        NextAttemptAt = now;
        if (AmountDue == 0) (Status, PaidAt, NextAttemptAt) = (InvoiceStatus.Paid, now, null);
    }

    public void Pay(DateTime at, string? with)
    {
        if (Status is not (InvoiceStatus.Open or InvoiceStatus.Uncollectible)) throw new InvalidOperationException($"Invoice {Id} is {Status}: it cannot be paid.");
        (Status, AmountPaid, PaidAt, PaidWith, NextAttemptAt) = (InvoiceStatus.Paid, AmountDue, at, with, null);
    }

    public void TryAgainAt(DateTime? at) => NextAttemptAt = at;

    /// <summary>Ends an invoice that nobody owes: of a failed first payment, so without a number.</summary>
    public void Cancel()
    {
        if (Status is InvoiceStatus.Paid) throw new InvalidOperationException($"Invoice {Id} is paid: a credit note corrects it.");
        (Status, Step) = (InvoiceStatus.Void, DraftStep.Done);
    }
}
