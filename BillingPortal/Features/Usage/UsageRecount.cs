using BillingPortal.Data;
using BillingPortal.Features.Plans;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Usage;

/// <summary>What a rollup says of one metric in one period, or on one of its days (then late and timely are one).</summary>
public sealed record UsageFigures(long Sum, long LateSum, long Peak, long LatePeak, long Level, DateTime? LevelAt);

/// <summary>A rollup that is not what its events add up to.</summary>
public sealed record UsageDifference(Metric Metric, DateTime PeriodStart, DateOnly? Day, UsageFigures? Kept, UsageFigures? Counted);

/// <summary>Counts an account's events again, all of them and by the database, to prove the rollups.</summary>
public static class UsageRecount
{
    private sealed record Place(Metric Metric, DateTime PeriodStart, DateOnly? Day);

    /// <summary>Where the rollups of an account differ from its events; nowhere, if all is well.</summary>
    public static async Task<IReadOnlyList<UsageDifference>> DifferencesAsync(BillingDbContext db, Guid accountId, CancellationToken ct = default)
    {
        var kept = await KeptAsync(db, accountId, ct);
        var counted = await CountedAsync(db, accountId, ct);
        return [.. kept.Keys.Union(counted.Keys)
            .Select(at => new UsageDifference(at.Metric, at.PeriodStart, at.Day, kept.GetValueOrDefault(at), counted.GetValueOrDefault(at)))
            .Where(difference => difference.Kept != difference.Counted)];
    }

    private static async Task<Dictionary<Place, UsageFigures>> KeptAsync(BillingDbContext db, Guid accountId, CancellationToken ct)
    {
        var totals = await db.UsageTotals.AsNoTracking().Where(t => t.AccountId == accountId).ToListAsync(ct);
        var days = await db.UsageDays.AsNoTracking().Where(d => d.AccountId == accountId).ToListAsync(ct);
        var kept = totals.ToDictionary(t => new Place(t.Metric, t.PeriodStart, null), t => new UsageFigures(t.Sum, t.LateSum, t.Peak, t.LatePeak, t.Level, t.LevelAt));
        foreach (var d in days) kept.Add(new(d.Metric, d.PeriodStart, d.Day), new(d.Sum, 0, d.Peak, 0, d.Level, d.LevelAt));
        return kept;
    }

    private static async Task<Dictionary<Place, UsageFigures>> CountedAsync(BillingDbContext db, Guid accountId, CancellationToken ct)
    {
        var events = db.UsageEvents.AsNoTracking().Where(u => u.AccountId == accountId);
        var amounts = await events.GroupBy(u => new { u.Metric, u.PeriodStart, u.Day, u.IsLate })
            .Select(of => new Amount(of.Key.Metric, of.Key.PeriodStart, of.Key.Day, of.Key.IsLate, of.Sum(u => u.Quantity), of.Max(u => u.Quantity))).ToListAsync(ct);
        var last = await events.GroupBy(u => new { u.Metric, u.PeriodStart, u.Day })
            .Select(of => of.OrderByDescending(u => u.Timestamp).ThenByDescending(u => u.Number).First()).ToListAsync(ct);

        var counted = amounts.GroupBy(a => new Place(a.Metric, a.PeriodStart, null)).ToDictionary(of => of.Key, of => Figures([.. of], Last(last, of.Key), apart: true));
        foreach (var day in amounts.GroupBy(a => new Place(a.Metric, a.PeriodStart, a.Day))) counted.Add(day.Key, Figures([.. day], Last(last, day.Key), apart: false));
        return counted;
    }

    private static UsageEvent Last(IEnumerable<UsageEvent> last, Place at) =>
        last.Where(u => u.Metric == at.Metric && u.PeriodStart == at.PeriodStart && (at.Day is null || u.Day == at.Day)).MaxBy(u => (u.Timestamp, u.Number))!;

    private static UsageFigures Figures(Amount[] amounts, UsageEvent last, bool apart)
    {
        Amount[] late = [.. amounts.Where(a => apart && a.IsLate)];
        var timely = amounts.Except(late).ToArray();
        return last.Metric.Kind() == MetricKind.Counter
            ? new(timely.Sum(a => a.Sum), late.Sum(a => a.Sum), 0, 0, 0, null)
            : new(0, 0, timely.Select(a => a.Peak).DefaultIfEmpty().Max(), late.Select(a => a.Peak).DefaultIfEmpty().Max(), last.Quantity, last.Timestamp);
    }

    private sealed record Amount(Metric Metric, DateTime PeriodStart, DateOnly Day, bool IsLate, long Sum, long Peak);
}
