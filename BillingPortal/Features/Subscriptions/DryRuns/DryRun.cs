using BillingPortal.Features.Plans;
using BillingPortal.Shared;

namespace BillingPortal.Features.Subscriptions.DryRuns;

public enum DryRunState
{
    Waiting,
    Running,
    Finished,
    Cancelled,

    /// <summary>It broke off; nothing of it is shown.</summary>
    Failed,
}

/// <summary>A prediction: what every account on a plan would pay under a draft of its next version. Changes nothing for anybody.</summary>
public sealed class DryRun
{
    public Guid Id { get; private set; } = Guid.CreateVersion7();

    public required Guid DraftId { get; init; }

    /// <summary>The state of the draft that was looked at. It goes back when the draft is published, so that nothing else is published than what was predicted.</summary>
    public required long DraftVersion { get; init; }

    public required string PlanCode { get; init; }

    public required Currency Currency { get; init; }

    public required DateTime AskedAt { get; init; }

    public DryRunState State { get; private set; }

    /// <summary>The draft while the run is under way, else null: a unique index allows a draft one at a time.</summary>
    public Guid? RunsFor { get; private set; }

    /// <summary>By the system's clock. Whoever works on the run renews it; after a crash another begins anew.</summary>
    public DateTime? LeaseUntil { get; private set; }

    /// <summary>The instant that the prediction is of: usage, discounts, credits and taxes as they were then.</summary>
    public DateTime? TakenAt { get; private set; }

    public int Accounts { get; private set; }

    /// <summary>How many accounts have been looked at so far.</summary>
    public int Done { get; private set; }

    public DryRunTotals Totals { get; private set; } = new();

    public long Version { get; private set; }

    public static DryRun Of(PlanDraftView draft, Currency currency, DateTime now) => new()
    {
        DraftId = draft.Id, DraftVersion = draft.Version, PlanCode = draft.PlanCode, Currency = currency, AskedAt = now, RunsFor = draft.Id,
    };

    public bool IsUnderWay => RunsFor is not null;

    /// <summary>From the first account on, also after an earlier attempt.</summary>
    public void Begin(int accounts, DateTime now, DateTime leaseUntil) =>
        (State, Accounts, Done, TakenAt, LeaseUntil, Totals) = (DryRunState.Running, accounts, 0, now, leaseUntil, new());

    public void Advance(int by, DateTime leaseUntil) => (Done, LeaseUntil) = (Done + by, leaseUntil);

    public void Finish(DryRunTotals totals) => (State, Totals, RunsFor, LeaseUntil) = (DryRunState.Finished, totals, null, null);

    public void Cancel() => (State, RunsFor, LeaseUntil) = (DryRunState.Cancelled, null, null);

    public void Fail() => (State, RunsFor, LeaseUntil) = (DryRunState.Failed, null, null);
}

/// <summary>Sums over all accounts that could be priced, in minor units.</summary>
public sealed record DryRunTotals
{
    /// <summary>Would pay less.</summary>
    public int Winners { get; init; }

    /// <summary>Would pay more.</summary>
    public int Losers { get; init; }

    public int Equal { get; init; }

    /// <summary>Their tax is not known, or nothing is invoiced that could be compared.</summary>
    public int Unpriced { get; init; }

    public long Before { get; init; }

    public long After { get; init; }

    public long AtMove { get; init; }

    public long MrrBefore { get; init; }

    public long MrrAfter { get; init; }
}

/// <summary>One account's part of a prediction, in minor units of the run's currency.</summary>
public sealed class DryRunAccount
{
    public required Guid DryRunId { get; init; }

    public required Guid AccountId { get; init; }

    /// <summary>The number of the version that the account is on.</summary>
    public required int OnVersion { get; init; }

    /// <summary>What the next invoice comes to if nothing changes.</summary>
    public long Before { get; private set; }

    /// <summary>What it would come to had the closing month been on the new version already: the same use, its limits and rates, its price.</summary>
    public long After { get; private set; }

    /// <summary>What the first invoice after a move comes to: the new price for the coming month, the closing month's use still by the old rates.</summary>
    public long AtMove { get; private set; }

    /// <summary><see cref="After"/> less <see cref="Before"/>.</summary>
    public long Difference { get; private set; }

    /// <summary>The month's price net of discount, without tax and overage.</summary>
    public long MrrBefore { get; private set; }

    /// <inheritdoc cref="MrrBefore"/>
    public long MrrAfter { get; private set; }

    /// <summary>Why there is no amount; null where there is one.</summary>
    public string? Unpriced { get; private set; }

    public void Predict(PredictedInvoice before, PredictedInvoice atMove, PredictedInvoice after)
    {
        (Before, AtMove, After) = (before.Due.Minor, atMove.Due.Minor, after.Due.Minor);
        (MrrBefore, MrrAfter) = (before.Recurring.Minor, after.Recurring.Minor);
        Difference = checked(After - Before);
    }

    public void CannotBePriced(string why) => Unpriced = why[..Math.Min(why.Length, 300)];
}

/// <summary>An invoice that is computed and not stored.</summary>
/// <param name="Due">With discount, credits and tax.</param>
/// <param name="Recurring">The plan's line net of its discount.</param>
public sealed record PredictedInvoice(Money Due, Money Recurring);
