using BillingPortal.Features.Plans;
using BillingPortal.Shared;

namespace BillingPortal.Features.Usage;

/// <summary>All about an account's usage in one period. Amounts are absent for members who may not see them.</summary>
public sealed record UsageReport
{
    public required Guid AccountId { get; init; }

    public required Period Period { get; init; }

    /// <summary>Those that can be looked at, newest first.</summary>
    public required IReadOnlyList<Period> Periods { get; init; }

    public required DateTime Now { get; init; }

    public required string PlanName { get; init; }

    public required bool IsFree { get; init; }

    public required bool MaySeeMoney { get; init; }

    public required bool MaySetCap { get; init; }

    public required IReadOnlyList<UsageMeter> Meters { get; init; }

    /// <summary>The metric whose days are shown.</summary>
    public required Metric Metric { get; init; }

    public required IReadOnlyList<UsageOfDay> Days { get; init; }

    public required IReadOnlyList<UsageNote> Notes { get; init; }

    /// <summary>What the next invoice will bill for late usage of this period.</summary>
    public Money? LateDue { get; init; }

    public SpendingCapView? Cap { get; init; }

    /// <summary>Empty on Free, in past periods and where it is too early to tell.</summary>
    public IReadOnlyList<SpendingDay> Spending { get; init; } = [];

    public bool IsRunning => Period.Contains(Now);

    public UsageMeter Shown => Meters.Single(meter => meter.Metric == Metric);
}

/// <summary>One day of a metric.</summary>
/// <param name="Day">UTC.</param>
/// <param name="Used">What a counter counted on it; a gauge's highest level.</param>
/// <param name="InAll">A counter's sum since the period began; a gauge's level at the end of the day.</param>
public sealed record UsageOfDay(DateOnly Day, long Used, long InAll);

/// <summary>A late event or a correction.</summary>
public sealed record UsageNote(string EventId, Metric Metric, long Quantity, DateTime Timestamp, DateTime ReceivedAt, bool IsLate, string? Corrects);
