using BillingPortal.Data;
using BillingPortal.Features.Accounts;
using BillingPortal.Features.Plans;
using BillingPortal.Features.Usage;
using BillingPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Invoicing;

/// <summary>Turns claimed drafts into lines and totals: the plan of the new period, the usage of the closed one, discounts, credits, tax.</summary>
public sealed class InvoiceRating(IDbContextFactory<BillingDbContext> contexts, AccountPlans plans, UsageReader usage, LateUsage lateUsage, InvoicePricing pricing, BillingClock clock, ILogger<InvoiceRating> log)
{
    private const int MostTries = 5;

    /// <summary>Stripe may renew what the portal has not stored yet, when it was down after a first payment. The janitor finishes the upgrade, then the renewal has its turn.</summary>
    public static readonly Problem UpgradeUnfinished = Problem.Unavailable("The upgrade that it renews is not finished yet.");

    /// <summary>Rates them in one transaction; what is rated already is left as it is.</summary>
    /// <returns>Which have to wait, and for what: a tax source that does not answer, an upgrade that is not finished.</returns>
    public async Task<IReadOnlyDictionary<Guid, Problem>> RateAsync(IReadOnlyList<Guid> invoiceIds, CancellationToken ct = default)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await TryRateAsync(invoiceIds, ct);
            }
            catch (DbUpdateConcurrencyException) when (tries < MostTries)
            {
                // Another node's draft took the same credit in the same moment: priced again with what is left.
            }
        }
    }

    private async Task<IReadOnlyDictionary<Guid, Problem>> TryRateAsync(IReadOnlyList<Guid> invoiceIds, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var invoices = await db.Invoices.Where(invoice => EF.Parameter(invoiceIds).Contains(invoice.Id) && invoice.Step == DraftStep.Claimed)
            .Include(i => i.Lines).Include(i => i.Taxes).AsSplitQuery().ToListAsync(ct);
        var payers = invoices.Select(invoice => invoice.AccountId).Distinct().ToList();
        var accounts = await db.Accounts.AsNoTracking().Where(account => EF.Parameter(payers).Contains(account.Id)).ToDictionaryAsync(account => account.Id, ct);
        var waiting = new Dictionary<Guid, Problem>();
        foreach (var invoice in invoices)
            if (await RateAsync(db, invoice, accounts[invoice.AccountId], ct) is { } problem) waiting.Add(invoice.Id, problem);
        await db.SaveChangesAsync(ct);
        return waiting;
    }

    private async Task<Problem?> RateAsync(BillingDbContext db, Invoice invoice, Account account, CancellationToken ct)
    {
        var late = invoice.Reason is InvoiceReason.OneOff or InvoiceReason.Unclaimed ? [] : await lateUsage.DueAsync(db, invoice.AccountId, before: UsageUntil(invoice), ct);
        if (!(await LinesAsync(db, invoice, late, ct)).Is(out var lines, out var early)) return early;

        if (lines.Count == 0) await pricing.CancelAsync(db, invoice, ct);
        else if ((await pricing.PriceDraftAsync(db, account, lines, invoice, ct)).Is(out var sum, out var unpriced)) await pricing.RateAsync(db, invoice, sum, ct);
        else
        {
            if (invoice.TaxPendingSince is null) log.LogError("Invoice {Invoice} waits for its tax: {Problem}", invoice.Id, unpriced.Detail);
            invoice.AwaitTax(unpriced.Detail, clock.Now);
            return unpriced;
        }
        // In the save that rates the invoice, so that late usage is billed once, whatever dies and whoever else bills.
        db.AddRange(late.Select(one => one.BilledOn(invoice.AccountId, invoice.Id, clock.Now)));
        return null;
    }

    private async Task<Result<List<DraftLine>>> LinesAsync(BillingDbContext db, Invoice invoice, IReadOnlyList<LateOverage> late, CancellationToken ct)
    {
        if (invoice.Reason == InvoiceReason.OneOff) return await OrderedAsync(db, invoice, ct);

        var lines = new List<DraftLine>();
        if (invoice.Reason is InvoiceReason.Cycle or InvoiceReason.Unclaimed)
        {
            var renewed = await plans.AtAsync(db, invoice.AccountId, invoice.PeriodStart, ct);
            if (renewed.Version.IsFree) return UpgradeUnfinished;
            lines.Add(InvoiceComposer.PlanLine(renewed.Version, invoice.Period));
        }
        // What it left out stands on the catch-up invoice.
        if (invoice.Reason == InvoiceReason.Unclaimed) return lines;

        var closed = await plans.AtAsync(db, invoice.AccountId, UsageUntil(invoice).AddTicks(-TimeSpan.TicksPerMicrosecond), ct);
        if (!closed.Version.IsFree)
        {
            var inTime = await usage.UsageOfPeriodAsync(db, invoice.AccountId, closed.Period, ct);
            lines.AddRange(InvoiceComposer.OverageLines(closed.Version, LateLines.Into(inTime, closed.Period, late), closed.Period));
        }
        lines.AddRange(LateLines.Of(late, closed.Period));
        return lines;
    }

    private static DateTime UsageUntil(Invoice invoice) => invoice.Reason == InvoiceReason.Final ? invoice.PeriodEnd : invoice.PeriodStart;

    private static async Task<List<DraftLine>> OrderedAsync(BillingDbContext db, Invoice invoice, CancellationToken ct)
    {
        var order = await db.OneOffOrders.AsNoTracking().SingleAsync(order => order.InvoiceId == invoice.Id, ct);
        return [.. order.Read().Select(line => InvoiceComposer.OneOffLine(line, invoice.Currency, invoice.Period))];
    }
}
