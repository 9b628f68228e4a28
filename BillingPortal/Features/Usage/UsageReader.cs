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
    public async Task<IReadOnlyDictionary<Metric, long>> UsageOfPeriodAsync(BillingDbContext db, Guid accountId, Period period, CancellationToken ct = default) =>
        (await OfPeriodAsync(db, accountId, period, ct)).Billed;

    /// <summary>The same, late events included.</summary>
    public async Task<IReadOnlyDictionary<Metric, long>> UsedAsync(BillingDbContext db, Guid accountId, Period period, CancellationToken ct = default) =>
        (await OfPeriodAsync(db, accountId, period, ct)).BilledInAll;

    private async Task<PeriodUsage> OfPeriodAsync(BillingDbContext db, Guid accountId, Period period, CancellationToken ct) =>
        (await many.UsageOfPeriodsAsync(db, [(accountId, period)], ct))[(accountId, period.Start)];

    /// <summary>What counters had reached in a period, late events included.</summary>
    public async Task<IReadOnlyDictionary<Metric, long>> CountersAsync(BillingDbContext db, Guid accountId, DateTime periodStart, CancellationToken ct = default) =>
        await db.UsageTotals.AsNoTracking().Where(t => t.AccountId == accountId && t.PeriodStart == periodStart && t.LevelAt == null)
            .ToDictionaryAsync(t => t.Metric, t => t.Total, ct);

    /// <summary>The level that each gauge was last set to.</summary>
    public async Task<IReadOnlyDictionary<Metric, long>> LevelsAsync(BillingDbContext db, Guid accountId, CancellationToken ct = default) =>
        (await LatestLevelsAsync(db, [accountId], ct)).ToDictionary(t => t.Metric, t => t.Level);

    /// <summary>The totals that hold the level that each account's gauges were last set to.</summary>
    public Task<List<UsageTotal>> LatestLevelsAsync(BillingDbContext db, IReadOnlyList<Guid> accountIds, CancellationToken ct = default) =>
        db.UsageTotals.AsNoTracking().Where(t => EF.Parameter(accountIds).Contains(t.AccountId) && t.LevelAt != null)
            .GroupBy(t => new { t.AccountId, t.Metric }).Select(of => of.OrderByDescending(t => t.LevelAt).First()).ToListAsync(ct);

    /// <summary>Distinct people of the account's teams who had joined before an instant.</summary>
    public Task<long> MembersAsync(BillingDbContext db, Guid accountId, DateTime before, CancellationToken ct = default) =>
        db.Memberships.Where(m => m.AccountId == accountId && m.JoinedAt < before).Select(m => m.UserId).Distinct().LongCountAsync(ct);
}
