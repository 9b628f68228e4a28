using BillingPortal.Shared;

namespace BillingPortal.Features.Plans;

/// <summary>Everything that an account has been on, oldest first: answers "which plan, which period" for many instants from one look.</summary>
public sealed class PlanHistory(IReadOnlyList<(AccountPlan Row, PlanVersion Version)> plans)
{
    /// <summary>Null before the account's first day.</summary>
    public PlanInForce? At(DateTime at)
    {
        for (var i = plans.Count - 1; i >= 0; i--)
            if (plans[i].Row.IsInForceAt(at)) return new(plans[i].Row, plans[i].Version, plans[i].Row.PeriodAt(at));
        return null;
    }

    /// <summary>The plan that a period is billed by: the last one in force within it. Null where the account had no such period.</summary>
    public PlanInForce? OfPeriod(DateTime periodStart)
    {
        for (var i = plans.Count - 1; i >= 0; i--)
        {
            var (row, version) = plans[i];
            var at = row.From > periodStart ? row.From : periodStart;
            if (row.IsInForceAt(at) && row.PeriodAt(at) is var period && period.Start == periodStart) return new(row, version, period);
        }
        return null;
    }

    /// <summary>When a period's usage is final: a grace after its end, or at once where its plan was ended before.</summary>
    public DateTime ClosesAt(PlanInForce plan, TimeSpan grace)
    {
        var last = plans.Last(other => other.Row.Anchor == plan.Row.Anchor).Row;
        return last.To is { } ended && ended < plan.Period.End ? ended : plan.Period.End + grace;
    }
}
