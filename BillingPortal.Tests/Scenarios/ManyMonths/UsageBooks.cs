using BillingPortal.Data;
using BillingPortal.Features.Accounts;
using BillingPortal.Features.Invoicing;
using BillingPortal.Features.Plans;
using BillingPortal.Features.Subscriptions;
using BillingPortal.Features.Usage;
using BillingPortal.Shared;
using BillingPortal.Tests.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BillingPortal.Tests.Scenarios.ManyMonths;

/// <summary>What was billed against what was used: every paid period on exactly one invoice, and its counters charged at what their events, counted once more, come to.</summary>
internal static class UsageBooks
{
    private static readonly TimeSpan Completed = TimeSpan.FromHours(3);

    public static async Task ShouldHoldAsync(BillingApp app, BillingDbContext db, Account account, List<Invoice> invoices, string when)
    {
        (await UsageRecount.DifferencesAsync(db, account.Id)).ShouldBeEmpty($"{when}: rollups of {account.Name}");

        var issued = invoices.Where(invoice => invoice.IsIssued).ToList();
        var periods = await PaidPeriodsAsync(db, account.Id, app.Now.UtcDateTime);
        PeriodsShouldBeBilledOnce(account, issued, periods, app.Now.UtcDateTime, when);
        await UsageShouldBeBilledOnceAsync(app, db, account, issued, [.. periods.Where(period => period.Ends + Completed < app.Now.UtcDateTime)], when);
    }

    /// <summary>All that have begun, also where the plan was left before their end. Who leaves at once and comes back within the second has two that begin alike, and pays for both.</summary>
    private static async Task<List<(Period Period, DateTime Ends)>> PaidPeriodsAsync(BillingDbContext db, Guid accountId, DateTime now)
    {
        var rows = await db.AccountPlans.AsNoTracking().Where(plan => plan.AccountId == accountId && plan.Anchor != null).ToListAsync();
        var begun = await db.Subscriptions.AsNoTracking().Where(subscription => subscription.AccountId == accountId).Select(subscription => subscription.StartedAt).ToListAsync();
        var periods = new List<(Period, DateTime)>();
        foreach (var stay in rows.GroupBy(row => row.Anchor!.Value))
        {
            var until = stay.Any(row => row.To is null) ? now : stay.Max(row => row.To!.Value);
            for (var n = 0; Period.Month(stay.Key, n) is var period && period.Start < until && period.Start < now; n++)
                periods.AddRange(Enumerable.Repeat((period, until < period.End && until < now ? until : period.End), n == 0 ? begun.Count(at => at == stay.Key) : 1));
        }
        return periods;
    }

    private static void PeriodsShouldBeBilledOnce(Account account, List<Invoice> issued, List<(Period Period, DateTime Ends)> periods, DateTime now, string when)
    {
        var billed = issued.SelectMany(invoice => invoice.Lines).Where(line => line.Kind == LineKind.Plan).Select(line => line.PeriodStart).ToList();
        var due = periods.Where(period => period.Period.Start + Completed < now).Select(period => period.Period.Start).ToList();
        billed.GroupBy(start => start).Where(same => same.Count() > periods.Count(period => period.Period.Start == same.Key)).Select(same => same.Key)
            .ShouldBeEmpty($"{when}: periods of {account.Name} that were billed twice, among {string.Join("; ", issued.Select(InvoiceBooks.Told))}");
        due.Except(billed).ShouldBeEmpty($"{when}: periods of {account.Name} that nobody billed");
        billed.Except(periods.Select(period => period.Period.Start)).ShouldBeEmpty($"{when}: {account.Name} was billed for periods that it did not have");
    }

    private static async Task UsageShouldBeBilledOnceAsync(BillingApp app, BillingDbContext db, Account account, List<Invoice> issued, List<(Period Period, DateTime Ends)> closed, string when)
    {
        var history = await app.Services.GetRequiredService<AccountPlans>().HistoryAsync(db, account.Id);
        var events = await db.UsageEvents.AsNoTracking().Where(one => one.AccountId == account.Id).Select(one => new { one.Metric, one.PeriodStart, one.IsLate, one.Quantity }).ToListAsync();
        var late = await db.LateBillings.AsNoTracking().Where(one => one.AccountId == account.Id).ToListAsync();
        var lines = issued.SelectMany(invoice => invoice.Lines).Where(line => line.Kind == LineKind.Overage).ToLookup(line => (line.Metric!.Value, line.PeriodStart), line => line.Amount);
        foreach (var (period, _) in closed)
            foreach (var metric in new[] { Metric.ApiCalls, Metric.MemoryTokens })
            {
                var inTime = events.Where(one => one.Metric == metric && one.PeriodStart == period.Start && !one.IsLate).Sum(one => one.Quantity);
                var owed = history.OfPeriod(period.Start)!.Version.RateOverage(metric, inTime).Amount.Minor + late.Where(one => one.Metric == metric && one.PeriodStart == period.Start).Sum(one => one.Amount.Minor);
                lines[(metric, period.Start)].Sum().ShouldBe(owed, $"{when}: {metric} of {account.Name} in the period from {period.Start:d}, {inTime} used, among {string.Join("; ", issued.Select(InvoiceBooks.Told))}");
            }
    }
}
