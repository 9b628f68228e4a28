using System.Collections.Concurrent;
using BillingPortal.Data;
using BillingPortal.Features.Discounts;
using BillingPortal.Shared;
using BillingPortal.StripeGateway;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Invoicing;

/// <summary>A draft that is final at Stripe; what it lacks is our number.</summary>
public sealed record FinalDraft(Guid InvoiceId, string? StripeNumber);

/// <summary>Brings rated drafts to their end at Stripe: our lines are placed, the totals compared, and what agrees is finalized.</summary>
public sealed class DraftFinishing(IDbContextFactory<BillingDbContext> contexts, StripeDrafts drafts, StripeDiscounts discounts, Redemptions redemptions, StripeCalls calls, BillingOptions billing, ILogger<DraftFinishing> log)
{
    public static string Differs(Money ours, long stripes) => $"Our total is {ours}, Stripe's is {OfStripe(ours.Currency, stripes)}.";

    public static Money OfStripe(Currency currency, long stripes) => new(stripes / currency.StripeFactor, currency);

    /// <summary>Several at a time, within the bound; one that fails stops none of the others.</summary>
    internal async Task<IReadOnlyList<FinalDraft>> FinishAsync(InvoiceBatch batch, CancellationToken ct)
    {
        var final = new ConcurrentDictionary<Guid, FinalDraft>();
        var left = new ConcurrentDictionary<Guid, (Problem? Problem, Exception? Fault)>();
        await Parallel.ForEachAsync(batch.Going, new ParallelOptions { MaxDegreeOfParallelism = billing.Parallel, CancellationToken = ct }, async (id, token) =>
        {
            try
            {
                if (!(await calls.TryAsync(() => FinishAsync(id, token), token)).Is(out var finished, out var refused)) left[id] = (refused, null);
                else if (!finished.Is(out var draft, out var problem)) left[id] = (problem, null);
                else if (draft.IsFinal) final[id] = new(id, draft.StripeNumber);
            }
            catch (Exception fault) when (fault is not OperationCanceledException || !ct.IsCancellationRequested)
            {
                left[id] = (null, fault);
            }
        });
        var inOrder = batch.Going.Where(final.ContainsKey).Select(id => final[id]).ToList();
        foreach (var (id, (problem, fault)) in left) Leave(batch, id, problem, fault);
        return inOrder;
    }

    private static void Leave(InvoiceBatch batch, Guid id, Problem? problem, Exception? fault)
    {
        if (problem is { Kind: ProblemKind.Unavailable }) batch.Wait(id, problem);
        else batch.Fail(id, fault ?? new InvalidOperationException($"Stripe refused it: {problem!.Detail}"));
    }

    private async Task<Result<Finish>> FinishAsync(Guid invoiceId, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        // One statement: an invoice has a few lines and one tax or two, so that repeating them costs less than asking three times.
        var invoice = await db.Invoices.Include(i => i.Lines).Include(i => i.Taxes).AsSingleQuery().SingleAsync(i => i.Id == invoiceId, ct);
        if (invoice.Step is not (DraftStep.Rated or DraftStep.Placed)) return Finish.None;

        if (!(await PlaceAsync(db, invoice, ct)).Is(out var draft, out var problem)) return problem;
        if (!Agrees(invoice, draft)) return await HoldAsync(db, invoice, draft, ct);
        var final = await drafts.FinalizeAsync(invoice, draft, ct);
        return Agrees(invoice, final) ? new Finish(true, final.Number) : await HoldAsync(db, invoice, final, ct);
    }

    /// <summary>With the rates that it was computed with, not those of this moment: the buyer may have moved since.</summary>
    private async Task<Result<Stripe.Invoice>> PlaceAsync(BillingDbContext db, Invoice invoice, CancellationToken ct)
    {
        if (invoice.Step == DraftStep.Placed) return await drafts.ReadAsync(invoice.StripeInvoiceId!, ct);
        if (!(await drafts.RatesAsync([.. invoice.Taxes.OrderBy(tax => tax.Position).Select(tax => tax.Component)], ct)).Is(out var rates, out var problem)) return problem;

        if (invoice.StripeInvoiceId is null) await MakeAsync(db, invoice, ct);
        var draft = await drafts.PlaceAsync(invoice, rates, ct);
        draft = await discounts.PlaceAsync(invoice, draft, await redemptions.OfAsync(db, invoice.RedemptionId, ct), ct);
        invoice.Place();
        await db.SaveChangesAsync(ct);
        return draft;
    }

    private async Task MakeAsync(BillingDbContext db, Invoice invoice, CancellationToken ct)
    {
        var customer = await db.Set<Accounts.Account>().Where(account => account.Id == invoice.AccountId).Select(account => account.StripeCustomerId).SingleAsync(ct);
        invoice.BecomesAtStripe(await drafts.MakeAsync(invoice, customer!, ct));
        await db.SaveChangesAsync(ct);
    }

    private static bool Agrees(Invoice invoice, Stripe.Invoice stripes) => stripes.Total == invoice.AmountDue * invoice.Currency.StripeFactor;

    private async Task<Finish> HoldAsync(BillingDbContext db, Invoice invoice, Stripe.Invoice stripes, CancellationToken ct)
    {
        log.LogError("Invoice {Invoice} is held: ours {Ours}, Stripe's {Stripes}.", invoice.Id, invoice.AmountDue, stripes.Total);
        invoice.Hold($"{Differs(invoice.Due, stripes.Total)} Finance is looking; nothing is collected meanwhile.", OfStripe(invoice.Currency, stripes.Total));
        await db.SaveChangesAsync(ct);
        return Finish.None;
    }

    private sealed record Finish(bool IsFinal, string? StripeNumber)
    {
        public static readonly Finish None = new(false, null);
    }
}
