using BillingPortal.Data;
using BillingPortal.Features.Plans;
using BillingPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Usage;

/// <summary>Finds what arrived after its period's usage was closed and has not been billed yet. Who bills it adds its <see cref="LateOverage.BilledOn"/>; who cancels the bill gives it back.</summary>
public sealed class LateUsage(AccountPlans plans, UsageReader reader, BillingClock clock)
{
    /// <summary>Of the periods that began before an instant, oldest first: what an invoice for the period that begins then has to bill besides.</summary>
    public async Task<IReadOnlyList<LateOverage>> DueAsync(BillingDbContext db, Guid accountId, DateTime before, CancellationToken ct = default) =>
        [.. DueAmong(await AllAsync(db, accountId, before, ct))];

    /// <summary>The same for many accounts, whose plans are known: two statements for all of them, and one for each period in which a gauge was late.</summary>
    /// <param name="db">Only read.</param>
    /// <param name="before">For each account the instant before which the periods began.</param>
    /// <param name="histories">Of the same accounts.</param>
    /// <param name="ct">Ends the work.</param>
    public async Task<ILookup<Guid, LateOverage>> DueOfManyAsync(
        BillingDbContext db, IReadOnlyDictionary<Guid, DateTime> before, IReadOnlyDictionary<Guid, PlanHistory> histories, CancellationToken ct = default)
    {
        List<Guid> ids = [.. before.Keys];
        var totals = (await LateTotals(db).Where(t => EF.Parameter(ids).Contains(t.AccountId)).ToListAsync(ct)).Where(t => t.PeriodStart < before[t.AccountId]).ToLookup(t => t.AccountId);
        List<Guid> late = [.. totals.Select(of => of.Key)];
        var billed = late.Count == 0 ? [] : await db.LateBillings.AsNoTracking().Where(b => EF.Parameter(late).Contains(b.AccountId)).ToListAsync(ct);
        var found = new List<(Guid AccountId, LateOverage Late)>();
        foreach (var of in totals)
            found.AddRange(DueAmong(await FoundAsync(db, of.Key, [.. of], histories[of.Key], [.. billed.Where(b => b.AccountId == of.Key)], ct)).Select(one => (of.Key, one)));
        return found.ToLookup(one => one.AccountId, one => one.Late);
    }

    /// <summary>The same with what costs nothing or less: a correction of what was billed.</summary>
    public async Task<IReadOnlyList<LateOverage>> AllAsync(BillingDbContext db, Guid accountId, DateTime before, CancellationToken ct = default)
    {
        var totals = await LateTotals(db).Where(t => t.AccountId == accountId && t.PeriodStart < before).ToListAsync(ct);
        if (totals.Count == 0) return [];

        var billed = await db.LateBillings.AsNoTracking().Where(b => b.AccountId == accountId).ToListAsync(ct);
        return await FoundAsync(db, accountId, totals, await plans.HistoryAsync(db, accountId, ct), billed, ct);
    }

    /// <summary>The next invoice bills it again. Joins the caller's unit of work; giving back twice changes nothing.</summary>
    public async Task GiveBackAsync(BillingDbContext db, Guid accountId, Guid invoiceId, CancellationToken ct = default)
    {
        await db.LateBillings.Where(b => b.AccountId == accountId).LoadAsync(ct);
        // The local ones, because the caller may cancel several invoices in one save.
        var billed = db.LateBillings.Local.Where(b => b.AccountId == accountId).ToList();
        foreach (var entries in billed.Where(b => b.InvoiceId == invoiceId).GroupBy(b => (b.PeriodStart, b.Metric)))
            if (entries.Count() % 2 == 1) db.Add(entries.MaxBy(b => b.Number)!.TakenBack(BilledOf(billed, entries.Key.PeriodStart, entries.Key.Metric)[^1], clock.Now));
    }

    private static IQueryable<UsageTotal> LateTotals(BillingDbContext db) => db.UsageTotals.AsNoTracking().Where(t => t.LateSum != 0 || t.LatePeak != 0);

    private async Task<List<LateOverage>> FoundAsync(BillingDbContext db, Guid accountId, List<UsageTotal> totals, PlanHistory history, List<LateBilling> billed, CancellationToken ct)
    {
        var found = new List<LateOverage>();
        foreach (var period in totals.GroupBy(t => t.PeriodStart).OrderBy(of => of.Key))
        {
            if (history.OfPeriod(period.Key) is not { Version.IsFree: false } plan) continue;
            var opening = period.Any(t => t.LevelAt is not null) ? await reader.LevelsAsync(db, accountId, into: plan.Period, ct) : new Dictionary<Metric, long>();
            found.AddRange(period.OrderBy(t => t.Metric).Select(total => Of(total, plan, opening.GetValueOrDefault(total.Metric), BilledOf(billed, total.PeriodStart, total.Metric))));
        }
        return found;
    }

    private static IEnumerable<LateOverage> DueAmong(IEnumerable<LateOverage> found) => found.Where(late => late.Due is { IsZero: false, IsNegative: false });

    private static List<LateBilling> BilledOf(List<LateBilling> billed, DateTime periodStart, Metric metric) =>
        [.. billed.Where(b => b.PeriodStart == periodStart && b.Metric == metric).OrderBy(b => b.Number)];

    private static LateOverage Of(UsageTotal total, PlanInForce plan, long opening, List<LateBilling> billed)
    {
        var inTime = total.BilledInTime(opening);
        var charged = plan.Version.RateOverage(total.Metric, inTime).Amount;
        return new(
            total.Metric, plan.Version, plan.Period, billed.Count == 0 ? inTime : billed[^1].Quantity, total.BilledInAll(opening), billed.Count,
            billed.Aggregate(charged, (sum, entry) => sum + entry.Amount));
    }
}
