using BillingPortal.Features.Plans;

namespace BillingPortal.Features.Usage;

/// <summary>One metric of one account in one billing period, kept in the transaction of its events and equal to a recount of them.</summary>
public sealed class UsageTotal
{
    public required Guid AccountId { get; init; }

    public required Metric Metric { get; init; }

    public required DateTime PeriodStart { get; init; }

    /// <summary>A counter's events that were received in time.</summary>
    public long Sum { get; private set; }

    /// <summary>A counter's events that were received after the period was closed; billed on the next invoice.</summary>
    public long LateSum { get; private set; }

    /// <summary>The highest level that a gauge was set to in time, without what it was carried in with.</summary>
    public long Peak { get; private set; }

    /// <inheritdoc cref="LateSum"/>
    public long LatePeak { get; private set; }

    /// <summary>The level that a gauge was last set to, by the time at which it happened.</summary>
    public long Level { get; private set; }

    /// <summary>Null for counters.</summary>
    public DateTime? LevelAt { get; private set; }

    /// <summary>A counter's total, late events included.</summary>
    public long Total => Sum + LateSum;

    /// <summary>Something was counted after the period was closed.</summary>
    public bool HasLate => LateSum != 0 || LatePeak != 0;

    /// <summary>What the period is billed on by what was received in time.</summary>
    /// <param name="opening">The level that a gauge came into the period with.</param>
    public long BilledInTime(long opening) => Metric.Kind() == MetricKind.Counter ? Sum : Math.Max(Peak, opening);

    /// <summary>The same, late events included.</summary>
    /// <inheritdoc cref="BilledInTime"/>
    public long BilledInAll(long opening) => Metric.Kind() == MetricKind.Counter ? Total : Math.Max(LatePeak, BilledInTime(opening));

    public void Count(UsageEvent usage)
    {
        if (usage.Metric.Kind() == MetricKind.Counter) Add(usage);
        else Set(usage);
    }

    private void Add(UsageEvent usage)
    {
        if (usage.IsLate) LateSum += usage.Quantity;
        else Sum += usage.Quantity;
    }

    private void Set(UsageEvent usage)
    {
        if (usage.IsLate) LatePeak = Math.Max(LatePeak, usage.Quantity);
        else Peak = Math.Max(Peak, usage.Quantity);
        if (usage.Timestamp < LevelAt) return;
        (Level, LevelAt) = (usage.Quantity, usage.Timestamp);
    }
}

/// <summary>One metric of one account on one day, UTC, of a billing period; for charts.</summary>
public sealed class UsageDay
{
    public required Guid AccountId { get; init; }

    public required Metric Metric { get; init; }

    public required DateTime PeriodStart { get; init; }

    public required DateOnly Day { get; init; }

    /// <summary>Of a counter's events, late ones included.</summary>
    public long Sum { get; private set; }

    /// <summary>The highest level that a gauge was set to.</summary>
    public long Peak { get; private set; }

    /// <summary>The level that a gauge was last set to.</summary>
    public long Level { get; private set; }

    public DateTime? LevelAt { get; private set; }

    public void Count(UsageEvent usage)
    {
        if (usage.Metric.Kind() == MetricKind.Counter)
        {
            Sum += usage.Quantity;
            return;
        }
        Peak = Math.Max(Peak, usage.Quantity);
        if (usage.Timestamp < LevelAt) return;
        (Level, LevelAt) = (usage.Quantity, usage.Timestamp);
    }
}
