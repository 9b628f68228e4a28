using BillingPortal.Data;
using BillingPortal.Features.Access;
using BillingPortal.Features.Plans;
using BillingPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Usage;

/// <summary>What many accounts are billed on, each for the period that holds the present: the answers of <see cref="UsageReader.UsageOfPeriodAsync"/> in three statements for all of them.</summary>
public sealed class UsageOfMany
{
    /// <param name="db">Only read.</param>
    /// <param name="wanted">Accounts with their periods, which all hold one instant.</param>
    /// <param name="ct">Ends the work.</param>
    public async Task<IReadOnlyDictionary<Guid, IReadOnlyDictionary<Metric, long>>> UsageOfPeriodsAsync(
        BillingDbContext db, IReadOnlyList<(Guid AccountId, Period Period)> wanted, CancellationToken ct = default)
    {
        if (wanted.Count == 0) return new Dictionary<Guid, IReadOnlyDictionary<Metric, long>>();
        var (ids, earliest, until) = (wanted.Select(of => of.AccountId).ToList(), wanted.Min(of => of.Period.Start), wanted.Min(of => of.Period.End));
        var totals = await db.UsageTotals.AsNoTracking().Where(t => EF.Parameter(ids).Contains(t.AccountId) && t.PeriodStart >= earliest).ToListAsync(ct);
        var before = await db.UsageTotals.AsNoTracking().Where(t => EF.Parameter(ids).Contains(t.AccountId) && t.PeriodStart < earliest && t.LevelAt != null)
            .GroupBy(t => new { t.AccountId, t.Metric }).Select(of => of.OrderByDescending(t => t.LevelAt).First()).ToListAsync(ct);
        var members = await db.Memberships.Where(m => EF.Parameter(ids).Contains(m.AccountId) && m.JoinedAt < until)
            .GroupBy(m => m.AccountId).Select(of => new { of.Key, People = of.Select(m => m.UserId).Distinct().Count() }).ToDictionaryAsync(of => of.Key, of => (long)of.People, ct);
        var byAccount = totals.Concat(before).ToLookup(t => t.AccountId);
        return wanted.ToDictionary(of => of.AccountId, of => Billed(of.Period, [.. byAccount[of.AccountId]], members.GetValueOrDefault(of.AccountId)));
    }

    private static IReadOnlyDictionary<Metric, long> Billed(Period period, List<UsageTotal> totals, long members) => Metrics.All.ToDictionary(metric => metric, metric =>
    {
        if (metric == Metric.Members) return members;
        var opening = totals.Where(t => t.Metric == metric && t.LevelAt < period.End && t.PeriodStart < period.Start).MaxBy(t => t.LevelAt)?.Level ?? 0;
        return totals.FirstOrDefault(t => t.Metric == metric && t.PeriodStart == period.Start)?.BilledInTime(opening) ?? opening;
    });
}
