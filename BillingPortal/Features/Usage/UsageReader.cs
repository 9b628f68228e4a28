using BillingPortal.Data;
using BillingPortal.Features.Access;
using BillingPortal.Features.Plans;
using BillingPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Usage;

/// <summary>What was used, read from the rollups within the caller's unit of work.</summary>
public sealed class UsageReader(UsageOfMany many)
{
    /// <summary>
    /// What a period is billed on, every metric: a counter's sum of what was received in time, a gauge's highest level, the one that it came in with included,
    /// and the distinct people of the account.
    /// </summary>
    public Task<IReadOnlyDictionary<Metric, long>> UsageOfPeriodAsync(BillingDbContext db, Guid accountId, Period period, CancellationToken ct = default) =>
        OfPeriodAsync(db, accountId, period, (total, opening) => total.BilledInTime(opening), ct);

    /// <summary>The same, late events included.</summary>
    public Task<IReadOnlyDictionary<Metric, long>> UsedAsync(BillingDbContext db, Guid accountId, Period period, CancellationToken ct = default) =>
        OfPeriodAsync(db, accountId, period, (total, opening) => total.BilledInAll(opening), ct);

    /// <summary>What the period is billed on so far, with what tells where it is going.</summary>
    public Task<IReadOnlyDictionary<Metric, UsageTrend>> TrendsAsync(BillingDbContext db, Guid accountId, Period period, CancellationToken ct = default) =>
        OfPeriodAsync(db, accountId, period, (total, opening) => new UsageTrend(total.BilledInTime(opening), opening, total.LevelAt is null ? total.Sum : total.Level), level => new(level, level, level), ct);

    private Task<IReadOnlyDictionary<Metric, long>> OfPeriodAsync(BillingDbContext db, Guid accountId, Period period, Func<UsageTotal, long, long> billed, CancellationToken ct) =>
        OfPeriodAsync(db, accountId, period, billed, level => level, ct);

    private async Task<IReadOnlyDictionary<Metric, T>> OfPeriodAsync<T>(
        BillingDbContext db, Guid accountId, Period period, Func<UsageTotal, long, T> counted, Func<long, T> still, CancellationToken ct) =>
        (await many.UsageOfPeriodsAsync(db, [(accountId, period)], ct))[(accountId, period.Start)].Of(counted, still);

    /// <summary>What counters had reached in a period, late events included.</summary>
    public async Task<IReadOnlyDictionary<Metric, long>> CountersAsync(BillingDbContext db, Guid accountId, DateTime periodStart, CancellationToken ct = default) =>
        await db.UsageTotals.AsNoTracking().Where(t => t.AccountId == accountId && t.PeriodStart == periodStart && t.LevelAt == null)
            .ToDictionaryAsync(t => t.Metric, t => t.Total, ct);

    /// <summary>
    /// The level of each gauge that was last set, at all or outside a period and before its end (a month of Free that comes back has begun before the plan that it
    /// follows). What tells is the period that an event was counted in, not its time:
    /// an upgrade's period begins at Stripe's whole second, and Free still counts until the payment is through.
    /// </summary>
    public async Task<IReadOnlyDictionary<Metric, long>> LevelsAsync(BillingDbContext db, Guid accountId, Period? into, CancellationToken ct = default)
    {
        var totals = db.UsageTotals.AsNoTracking().Where(t => t.AccountId == accountId && t.LevelAt != null);
        if (into is { } period) totals = totals.Where(t => t.PeriodStart != period.Start && t.LevelAt < period.End);
        var latest = await totals.GroupBy(t => t.Metric).Select(of => of.OrderByDescending(t => t.LevelAt).First()).ToListAsync(ct);
        return latest.ToDictionary(t => t.Metric, t => t.Level);
    }

    /// <summary>The totals that hold the level that each account's gauges were last set to.</summary>
    public Task<List<UsageTotal>> LatestLevelsAsync(BillingDbContext db, IReadOnlyList<Guid> accountIds, CancellationToken ct = default) =>
        db.UsageTotals.AsNoTracking().Where(t => EF.Parameter(accountIds).Contains(t.AccountId) && t.LevelAt != null)
            .GroupBy(t => new { t.AccountId, t.Metric }).Select(of => of.OrderByDescending(t => t.LevelAt).First()).ToListAsync(ct);

    /// <summary>Distinct people of the account's teams who had joined before an instant.</summary>
    public Task<long> MembersAsync(BillingDbContext db, Guid accountId, DateTime before, CancellationToken ct = default) =>
        db.Memberships.Where(m => m.AccountId == accountId && m.JoinedAt < before).Select(m => m.UserId).Distinct().LongCountAsync(ct);
}
