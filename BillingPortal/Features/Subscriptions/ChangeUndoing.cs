using BillingPortal.Data;
using BillingPortal.Features.Accounts;
using BillingPortal.Features.Auditing;
using BillingPortal.Features.Credits;
using BillingPortal.Features.Discounts;
using BillingPortal.Features.Emails;
using BillingPortal.Features.Invoicing;
using BillingPortal.Features.Payments;
using BillingPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Subscriptions;

/// <summary>Ends a change that came to nothing, when nothing of it is left at Stripe: what it held is given back, and a declined payment stays on record.</summary>
public sealed class ChangeUndoing(
    IDbContextFactory<BillingDbContext> contexts, ChangeFinish finish, InvoicePricing pricing, Redemptions redemptions, CreditLedger credits, EmailOutbox emails, PlanEmails words, BillingClock clock, LiveChanges changes)
{
    /// <param name="changeId">Whose lease the caller holds.</param>
    /// <param name="ct">Ends the work.</param>
    public async Task ForgetAsync(Guid changeId, CancellationToken ct = default)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var change = await db.PlanChanges.SingleAsync(c => c.Id == changeId, ct);
        if (change.Step == ChangeStep.Undone) return;
        // Before the transaction: the tax may have to be asked for over the network.
        var tried = change.StripeInvoiceId is null ? null : (await finish.QuoteAsync(db, change, ct)).Value;

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (tried is not null) await KeepAsync(db, change, tried, ct);
        await credits.ReleaseAsync(db, change.Id, ct);
        await redemptions.GiveBackAsync(db, change.Id, ct);
        await redemptions.ReleaseAsync(db, change.RedemptionId, ct);
        if (change.FailureDetail == PlanChangeRun.Interrupted.Detail) await emails.QueueAsync(db, words.Interrupted(await db.Accounts.AsNoTracking().SingleAsync(a => a.Id == change.AccountId, ct), change), ct);
        change.Undo();
        await db.Subscriptions.Where(s => s.Id == change.SubscriptionId && s.BusyWith == change.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(s => s.BusyWith, (Guid?)null).SetProperty(s => s.Version, s => s.Version + 1), ct);
        db.Record(Actor.System, "planChange.undone", change.TeamId, clock.Now, change.FailureCode);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        changes.Tell(change.AccountId);
    }

    /// <summary>The invoice that was not paid, voided and without a number, and the try to collect it. Voiding gives back what it held.</summary>
    private async Task KeepAsync(BillingDbContext db, PlanChange change, ChangeQuote quote, CancellationToken ct)
    {
        var now = clock.Now;
        var invoice = ChangeFinish.InvoiceOf(change, quote, now);
        invoice.BecomesAtStripe(change.StripeInvoiceId!);
        db.Add(invoice);
        await pricing.RateAsync(db, invoice, quote.Sum, ct);
        // Rating and giving back are entries of the same ledger: one after the other.
        await db.SaveChangesAsync(ct);
        await pricing.CancelAsync(db, invoice, ct);
        var attempt = PaymentAttempt.Start(invoice.Id, invoice.AccountId, 1, now);
        attempt.Fail(change.FailureCode, change.FailureDetail ?? "", now);
        db.Add(attempt);
        db.Record(Actor.System, "payment.failed", invoice.Id, now, change.FailureCode);
        change.KeepTry(invoice.Id);
        await db.SaveChangesAsync(ct);
    }
}
