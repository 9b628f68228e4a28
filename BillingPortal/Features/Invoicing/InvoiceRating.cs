using BillingPortal.Data;
using BillingPortal.Features.Usage;
using BillingPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Invoicing;

/// <summary>Turns claimed drafts into lines and totals: the plan of the new period, the usage of the closed one, discounts, credits, tax.</summary>
public sealed class InvoiceRating(IDbContextFactory<BillingDbContext> contexts, RatingReading reading, InvoicePricing pricing, BillingClock clock, ILogger<InvoiceRating> log)
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
        var facts = await reading.ReadAsync(db, invoices, ct);
        var waiting = new Dictionary<Guid, Problem>();
        foreach (var invoice in invoices)
            if (await RateAsync(db, invoice, facts, ct) is { } problem) waiting.Add(invoice.Id, problem);
        await db.SaveChangesAsync(ct);
        return waiting;
    }

    private async Task<Problem?> RateAsync(BillingDbContext db, Invoice invoice, RatingFacts facts, CancellationToken ct)
    {
        var late = facts.LateOf(invoice);
        if (!Lines(invoice, late, facts).Is(out var lines, out var early)) return early;

        if (lines.Count == 0) await pricing.CancelAsync(db, invoice, ct);
        else if ((await pricing.PriceDraftAsync(db, facts.Accounts[invoice.AccountId], lines, invoice, facts.Pricing, ct)).Is(out var sum, out var unpriced)) InvoicePricing.Rate(invoice, sum, facts.Pricing);
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

    private static Result<List<DraftLine>> Lines(Invoice invoice, IReadOnlyList<LateOverage> late, RatingFacts facts)
    {
        if (invoice.Reason == InvoiceReason.OneOff) return facts.Orders[invoice.Id].Read().Select(line => InvoiceComposer.OneOffLine(line, invoice.Currency, invoice.Period)).ToList();

        var lines = new List<DraftLine>();
        if (invoice.Reason is InvoiceReason.Cycle or InvoiceReason.Unclaimed)
        {
            var renewed = facts.Renewed(invoice);
            if (renewed.Version.IsFree) return UpgradeUnfinished;
            lines.Add(InvoiceComposer.PlanLine(renewed.Version, invoice.Period));
        }
        if (!RatingFacts.BillsUsage(invoice)) return lines;

        var closed = facts.Closed(invoice);
        if (!closed.Version.IsFree) lines.AddRange(InvoiceComposer.OverageLines(closed.Version, LateLines.Into(facts.UsedIn(invoice, closed.Period), closed.Period, late), closed.Period));
        lines.AddRange(LateLines.Of(late, closed.Period));
        return lines;
    }
}
