using BillingPortal.Shared;

namespace BillingPortal.Features.Plans;

/// <summary>Which plan version an account is on, from when to when. The rows of an account tile time from its first day. The last is open; it may begin in the future, where a change waits for the period's end.</summary>
public sealed class AccountPlan
{
    public Guid Id { get; private set; } = Guid.CreateVersion7();

    public required Guid AccountId { get; init; }

    public required Guid PlanVersionId { get; init; }

    public required DateTime From { get; init; }

    /// <summary>Exclusive; null where nothing is known to follow.</summary>
    public DateTime? To { get; private set; }

    /// <summary>Where a paid plan's months are counted from, kept through changes between paid plans; null for Free, which has calendar months.</summary>
    public DateTime? Anchor { get; init; }

    public long Version { get; private set; }

    public static AccountPlan Start(Guid accountId, PlanVersion plan, DateTime from, DateTime? anchor) =>
        new() { AccountId = accountId, PlanVersionId = plan.Id, From = from, Anchor = anchor };

    public void End(DateTime at) => To = at > From ? at : throw new ArgumentOutOfRangeException(nameof(at), "A plan ends after it began.");

    /// <summary>The plan that was to follow is not wanted any more.</summary>
    public void Continue() => To = null;

    public bool IsInForceAt(DateTime at) => at >= From && (To is null || at < To);

    public Period PeriodAt(DateTime at) => Anchor is { } anchor ? Period.MonthAt(anchor, at) : Period.CalendarMonth(at);
}

/// <summary>The one answer to "which plan, which period".</summary>
/// <param name="Row">Since when.</param>
/// <param name="Version">What it includes and costs.</param>
/// <param name="Period">The billing period that holds the instant asked for. It may begin before <see cref="AccountPlan.From"/>: on Free, and after a change between paid plans.</param>
public sealed record PlanInForce(AccountPlan Row, PlanVersion Version, Period Period)
{
    /// <summary>
    /// The Free month whose counters are shown in a paid plan's first period as well: an upgrade opens a new period but does not make usage disappear.
    /// Null in every other period.
    /// </summary>
    public Period? Carried => Row.Anchor == Period.Start ? Period.CalendarMonth(Period.Start.AddTicks(-1)) : null;
}
