namespace BillingPortal.Features.Usage;

/// <summary>Holds a capped account's usage to its cap while it is counted, each period by itself, in memory. Accounts without a cap have none.</summary>
internal sealed class SpendingWatch(SpendingCap cap, IEnumerable<PeriodSpending> periods)
{
    private readonly Dictionary<DateTime, PeriodSpending> periods = periods.ToDictionary(of => of.Period.Start);
    private readonly HashSet<DateTime> refused = [];

    public SpendingCap Cap => cap;

    /// <summary>The periods that have reached an alert step, with the highest that they have.</summary>
    public IEnumerable<(PeriodSpending Period, int Step)> Reached =>
        from of in periods.Values
        let step = cap.StepAt(of.Total, refused.Contains(of.Period.Start))
        where step is not null
        select (of, step.Value);

    /// <summary>Whether an event would make the overage dearer than the cap. What makes it no dearer (corrections, shrinking, the rest of a started pack) is never refused.</summary>
    public bool Refuses(UsageEvent usage)
    {
        if (!periods.TryGetValue(usage.PeriodStart, out var of) || of.With(usage) is var with && (with <= cap.Amount || with <= of.Total)) return false;
        refused.Add(usage.PeriodStart);
        return true;
    }

    public void Count(UsageEvent usage)
    {
        if (periods.TryGetValue(usage.PeriodStart, out var of)) of.Count(usage);
    }
}
