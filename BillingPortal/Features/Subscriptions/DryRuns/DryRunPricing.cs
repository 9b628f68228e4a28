using BillingPortal.Data;
using BillingPortal.Features.Accounts;
using BillingPortal.Features.Invoicing;
using BillingPortal.Features.Plans;
using BillingPortal.Features.Usage;
using BillingPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Subscriptions.DryRuns;

/// <summary>Prices the next invoices of many accounts under their own version and under another. A handful of statements for each batch, however many accounts are in it.</summary>
public sealed class DryRunPricing(AccountPlans plans, UsageOfMany usage, LateUsage lateUsage, InvoicePricing pricing)
{
    /// <param name="db">Only read.</param>
    /// <param name="run">Which prediction the rows are of.</param>
    /// <param name="draft">The version that would be published.</param>
    /// <param name="accountIds">One batch.</param>
    /// <param name="at">The instant of the prediction.</param>
    /// <param name="ct">Ends the work.</param>
    public async Task<IReadOnlyList<DryRunAccount>> PriceAsync(BillingDbContext db, DryRun run, PlanVersion draft, IReadOnlyList<Guid> accountIds, DateTime at, CancellationToken ct)
    {
        var accounts = await db.Accounts.AsNoTracking().Where(account => EF.Parameter(accountIds).Contains(account.Id)).ToListAsync(ct);
        var histories = await plans.HistoriesAsync(db, accountIds, ct);
        var current = histories.Where(of => of.Value.At(at) is not null).ToDictionary(of => of.Key, of => of.Value.At(at)!);
        var used = await usage.UsageOfPeriodsAsync(db, [.. current.Select(of => (of.Key, of.Value.Period))], ct);
        var late = await lateUsage.DueOfManyAsync(db, [.. current.Where(of => of.Value.Row.Anchor is not null).Select(of => (of.Key, ComingAfter(of.Value)))], ct);
        var facts = await pricing.FactsAsync(db, accounts, [], ct);
        var rows = new List<DryRunAccount>();
        foreach (var account in accounts.Where(account => current.ContainsKey(account.Id)))
        {
            var plan = current[account.Id];
            var row = new DryRunAccount { DryRunId = run.Id, AccountId = account.Id, OnVersion = plan.Version.Number };
            await PredictAsync(db, row, new(account, plan, histories[account.Id], draft, used[(account.Id, plan.Period.Start)].Billed, plan.Row.Anchor is null ? [] : [.. late[(account.Id, ComingAfter(plan))]], facts), ct);
            rows.Add(row);
        }
        return rows;
    }

    private static DateTime ComingAfter(PlanInForce plan) => NextInvoice.ComingAfter(plan, plan.Row.Anchor!.Value).Start;

    private async Task PredictAsync(BillingDbContext db, DryRunAccount row, Situation of, CancellationToken ct)
    {
        if (of.Plan is not { Version.IsFree: false, Row.Anchor: { } anchor })
        {
            var nothing = new PredictedInvoice(Money.Zero(of.Account.Currency), Money.Zero(of.Account.Currency));
            row.Predict(nothing, nothing, nothing);
            return;
        }
        try
        {
            var coming = NextInvoice.ComingAfter(of.Plan, anchor);
            var next = of.History.At(coming.Start)!.Version;
            if (next.PlanCode != of.Draft.PlanCode) row.CannotBePriced($"Leaves {of.Plan.Version.Name} at the end of its period.");
            else if (!(await InvoiceAsync(db, of, next, coming, of.Plan.Version, ct)).Is(out var before, out var unpriced)
                || !(await InvoiceAsync(db, of, of.Draft, coming, of.Plan.Version, ct)).Is(out var atMove, out unpriced)
                || !(await InvoiceAsync(db, of, of.Draft, coming, of.Draft, ct)).Is(out var after, out unpriced)) row.CannotBePriced(unpriced.Detail);
            else row.Predict(before, atMove, after);
        }
        catch (OverflowException)
        {
            row.CannotBePriced("The amount is larger than any that can be invoiced.");
        }
    }

    private async Task<Result<PredictedInvoice>> InvoiceAsync(BillingDbContext db, Situation of, PlanVersion next, Period coming, PlanVersion closing, CancellationToken ct)
    {
        var lines = NextInvoice.Lines(next, coming, closing, of.Plan.Period, of.Used, of.Late);
        if (!(await pricing.PriceAsync(db, of.Account, lines, coming.Start, of.Facts, ct)).Is(out var sum, out var problem)) return problem;
        return new PredictedInvoice(sum.AmountDue, Money.Sum(sum.Lines.Where(line => line.Line.Kind == LineKind.Plan).Select(line => line.Net), sum.Currency));
    }

    private sealed record Situation(Account Account, PlanInForce Plan, PlanHistory History, PlanVersion Draft, IReadOnlyDictionary<Metric, long> Used, IReadOnlyList<LateOverage> Late, PricingFacts Facts);
}
