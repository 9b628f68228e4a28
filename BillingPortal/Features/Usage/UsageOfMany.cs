using BillingPortal.Data;
using BillingPortal.Features.Access;
using BillingPortal.Features.Plans;
using BillingPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Usage;

/// <summary>An account's usage of one period, as it stands in the rollups.</summary>
/// <param name="Period">Which period.</param>
/// <param name="Totals">What was counted in it, and what tells the levels that it came in with.</param>
/// <param name="Members">Distinct people who had joined before its end.</param>
public sealed record PeriodUsage(Period Period, IReadOnlyList<UsageTotal> Totals, long Members)
{
    /// <summary>What it is billed on, every metric: see <see cref="UsageReader.UsageOfPeriodAsync"/>.</summary>
    public IReadOnlyDictionary<Metric, long> Billed => Of((total, opening) => total.BilledInTime(opening), level => level);

    /// <summary>The same, late events included.</summary>
    public IReadOnlyDictionary<Metric, long> BilledInAll => Of((total, opening) => total.BilledInAll(opening), level => level);

    /// <summary>What it is billed on so far, with what tells where it is going.</summary>
    public IReadOnlyDictionary<Metric, UsageTrend> Trends =>
        Of((total, opening) => new UsageTrend(total.BilledInTime(opening), opening, total.LevelAt is null ? total.Sum : total.Level), level => new(level, level, level));

    /// <param name="counted">What a total comes to, with the level that a gauge came in with.</param>
    /// <param name="still">What stands where nothing was counted: a gauge's level, the number of members, nothing.</param>
    private Dictionary<Metric, T> Of<T>(Func<UsageTotal, long, T> counted, Func<long, T> still) => Metrics.All.ToDictionary(metric => metric, metric =>
        metric == Metric.Members ? still(Members)
        : Totals.FirstOrDefault(t => t.Metric == metric && t.PeriodStart == Period.Start) is { } total ? counted(total, Opening(metric))
        : still(Opening(metric)));

    /// <summary>
    /// The level that was last set outside the period and before its end (a month of Free that comes back has begun before the plan that it follows). What tells is the
    /// period that an event was counted in, not its time: an upgrade's period begins at Stripe's whole second, and Free still counts until the payment is through.
    /// </summary>
    public long Opening(Metric metric) => Totals.Where(t => t.Metric == metric && t.PeriodStart != Period.Start && t.LevelAt < Period.End).MaxBy(t => t.LevelAt)?.Level ?? 0;
}

/// <summary>Reads the usage of many accounts, each in periods of its own, in three statements for all of them.</summary>
public sealed class UsageOfMany
{
    /// <param name="db">Only read.</param>
    /// <param name="wanted">Accounts with the periods that are asked for.</param>
    /// <param name="ct">Ends the work.</param>
    /// <returns>By account and the beginning of the period.</returns>
    public async Task<IReadOnlyDictionary<(Guid AccountId, DateTime Start), PeriodUsage>> UsageOfPeriodsAsync(
        BillingDbContext db, IReadOnlyCollection<(Guid AccountId, Period Period)> wanted, CancellationToken ct = default)
    {
        if (wanted.Count == 0) return new Dictionary<(Guid, DateTime), PeriodUsage>();
        List<Guid> ids = [.. wanted.Select(of => of.AccountId).Distinct()];
        var totals = (await TotalsAsync(db, ids, wanted.Min(of => of.Period.Start), wanted.Min(of => of.Period.End), ct)).ToLookup(total => total.AccountId);
        var until = wanted.Max(of => of.Period.End);
        var people = await PeopleAsync(db.Memberships.Where(m => EF.Parameter(ids).Contains(m.AccountId) && m.JoinedAt < until), ct);
        return wanted.Distinct().ToDictionary(of => (of.AccountId, of.Period.Start), of => new PeriodUsage(of.Period, [.. totals[of.AccountId]], people[of.AccountId].Count(joined => joined < of.Period.End)));
    }

    /// <summary>All of one account in two statements: it has a handful of totals a month.</summary>
    public async Task<AccountUsage> OfAccountAsync(BillingDbContext db, Guid accountId, CancellationToken ct = default) => new(
        await db.UsageTotals.AsNoTracking().Where(t => t.AccountId == accountId).ToListAsync(ct),
        [.. (await PeopleAsync(db.Memberships.Where(m => m.AccountId == accountId), ct))[accountId]]);

    /// <summary>All since the earliest beginning, and of gauges what was last set before it: older levels can be no period's opening.</summary>
    private static async Task<IEnumerable<UsageTotal>> TotalsAsync(BillingDbContext db, List<Guid> ids, DateTime earliest, DateTime firstEnd, CancellationToken ct)
    {
        var all = db.UsageTotals.AsNoTracking().Where(t => EF.Parameter(ids).Contains(t.AccountId));
        var since = await all.Where(t => t.PeriodStart >= earliest || t.LevelAt >= firstEnd).ToListAsync(ct);
        var before = await all.Where(t => t.PeriodStart < earliest && t.LevelAt < firstEnd)
            .GroupBy(t => new { t.AccountId, t.Metric }).Select(of => of.OrderByDescending(t => t.LevelAt).First()).ToListAsync(ct);
        return since.Concat(before);
    }

    /// <summary>When each person of an account joined the first of its teams.</summary>
    private static async Task<ILookup<Guid, DateTime>> PeopleAsync(IQueryable<Membership> memberships, CancellationToken ct) =>
        (await memberships.GroupBy(m => new { m.AccountId, m.UserId }).Select(of => new { of.Key.AccountId, JoinedAt = of.Min(m => m.JoinedAt) }).ToListAsync(ct)).ToLookup(of => of.AccountId, of => of.JoinedAt);
}
