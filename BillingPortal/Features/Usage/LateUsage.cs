using BillingPortal.Data;
using BillingPortal.Features.Plans;
using BillingPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Usage;

/// <summary>Finds what arrived after its period's usage was closed and has not been billed yet. Who bills it adds its <see cref="LateOverage.BilledOn"/>; who cancels the bill gives it back.</summary>
public sealed class LateUsage(AccountPlans plans, UsageOfMany usage, BillingClock clock)
{
    /// <summary>Of the periods that began before an instant, oldest first: what an invoice for the period that begins then has to bill besides.</summary>
    public async Task<IReadOnlyList<LateOverage>> DueAsync(BillingDbContext db, Guid accountId, DateTime before, CancellationToken ct = default) =>
        [.. (await DueOfManyAsync(db, [(accountId, before)], ct))[(accountId, before)]];

    /// <summary>The same for a caller that has read the account's usage: nothing is asked where nothing was late.</summary>
    public async Task<IReadOnlyList<LateOverage>> DueAsync(BillingDbContext db, Guid accountId, AccountUsage used, DateTime before, CancellationToken ct = default) =>
        used.Totals.Any(total => total.HasLate && total.PeriodStart < before) ? await DueAsync(db, accountId, before, ct) : [];

    /// <summary>The same for many, each before an instant of its own; in one statement where nothing was late.</summary>
    public async Task<ILookup<(Guid AccountId, DateTime Before), LateOverage>> DueOfManyAsync(
        BillingDbContext db, IReadOnlyCollection<(Guid AccountId, DateTime Before)> wanted, CancellationToken ct = default) =>
        (await AllOfManyAsync(db, wanted, ct)).Where(of => of.Late.Due is { IsZero: false, IsNegative: false }).ToLookup(of => of.For, of => of.Late);

    /// <summary>Of one period, for a caller that has read its usage; null where nothing is due.</summary>
    internal static async Task<Money?> DueOfPeriodAsync(BillingDbContext db, Guid accountId, PlanInForce plan, PeriodUsage used, CancellationToken ct)
    {
        var start = plan.Period.Start;
        var totals = plan.Version.IsFree ? [] : used.Totals.Where(t => t.PeriodStart == start && t.HasLate).ToList();
        if (totals.Count == 0) return null;

        var billed = await db.LateBillings.AsNoTracking().Where(b => b.AccountId == accountId && b.PeriodStart == start).ToListAsync(ct);
        var due = totals.Select(t => Of(t, plan, used.Opening(t.Metric), BilledOf(billed, start, t.Metric)).Due).Where(due => due is { IsZero: false, IsNegative: false }).ToList();
        return due.Count == 0 ? null : Money.Sum(due, plan.Version.Price.Currency);
    }

    /// <summary>With what costs nothing or less: a correction of what was billed.</summary>
    private async Task<List<((Guid AccountId, DateTime Before) For, LateOverage Late)>> AllOfManyAsync(
        BillingDbContext db, IReadOnlyCollection<(Guid AccountId, DateTime Before)> wanted, CancellationToken ct)
    {
        if (wanted.Count == 0) return [];
        var (asked, last) = (wanted.Select(of => of.AccountId).Distinct().ToList(), wanted.Max(of => of.Before));
        var totals = await db.UsageTotals.AsNoTracking().Where(t => EF.Parameter(asked).Contains(t.AccountId) && t.PeriodStart < last && (t.LateSum != 0 || t.LatePeak != 0))
            .OrderBy(t => t.PeriodStart).ToListAsync(ct);
        if (totals.Count == 0) return [];

        List<Guid> ids = [.. totals.Select(t => t.AccountId).Distinct()];
        var histories = await plans.HistoriesAsync(db, ids, ct);
        var billed = (await db.LateBillings.AsNoTracking().Where(b => EF.Parameter(ids).Contains(b.AccountId)).ToListAsync(ct)).ToLookup(b => b.AccountId);
        var paid = totals.Select(t => (Total: t, Plan: histories[t.AccountId].OfPeriod(t.PeriodStart))).Where(of => of.Plan is { Version.IsFree: false }).Select(of => (of.Total, Plan: of.Plan!)).ToList();
        var gauges = await usage.UsageOfPeriodsAsync(db, [.. paid.Where(of => of.Total.LevelAt is not null).Select(of => (of.Total.AccountId, of.Plan.Period)).Distinct()], ct);
        var late = paid.OrderBy(of => of.Total.PeriodStart).ThenBy(of => of.Total.Metric).ToLookup(of => of.Total.AccountId, of => (
            of.Total.PeriodStart,
            Late: Of(of.Total, of.Plan, gauges.GetValueOrDefault((of.Total.AccountId, of.Plan.Period.Start))?.Opening(of.Total.Metric) ?? 0, BilledOf(billed[of.Total.AccountId], of.Total.PeriodStart, of.Total.Metric))));
        return [.. wanted.Distinct().SelectMany(of => late[of.AccountId].Where(one => one.PeriodStart < of.Before).Select(one => (of, one.Late)))];
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

    private static List<LateBilling> BilledOf(IEnumerable<LateBilling> billed, DateTime periodStart, Metric metric) =>
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
