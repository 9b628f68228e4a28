using BillingPortal.Features.Plans;
using BillingPortal.Shared;

namespace BillingPortal.Features.Usage;

/// <summary>All that one account has counted and who has joined it, read once: what is shown of any of its periods is derived from it.</summary>
/// <param name="Totals">Of every period.</param>
/// <param name="Joined">When each of its people joined the first of its teams.</param>
public sealed record AccountUsage(IReadOnlyList<UsageTotal> Totals, IReadOnlyList<DateTime> Joined)
{
    /// <summary>When the periods in which something was counted began.</summary>
    public IEnumerable<DateTime> Starts => Totals.Select(total => total.PeriodStart).Distinct();

    public PeriodUsage In(Period period) => new(period, Totals, Joined.Count(joined => joined < period.End));

    /// <summary>The six meters of a plan's period.</summary>
    public IReadOnlyList<UsageMeter> Meters(PlanInForce plan, DateTime now)
    {
        var trends = In(plan.Period).Trends;
        return [.. Metrics.All.Select(metric => UsageMeter.Of(plan.Version, metric, trends[metric], plan.Carried is { } free ? Counted(metric, free.Start) : 0, plan.Period, now))];
    }

    /// <summary>What a counter had reached in a period, late events included; 0 for a gauge.</summary>
    private long Counted(Metric metric, DateTime start) => Totals.FirstOrDefault(total => total.Metric == metric && total.PeriodStart == start && total.LevelAt is null)?.Total ?? 0;
}
