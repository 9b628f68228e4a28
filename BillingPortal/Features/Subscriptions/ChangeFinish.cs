using BillingPortal.Data;
using BillingPortal.Features.Accounts;
using BillingPortal.Features.Auditing;
using BillingPortal.Features.Discounts;
using BillingPortal.Features.Emails;
using BillingPortal.Features.Invoicing;
using BillingPortal.Features.Payments;
using BillingPortal.Features.Plans;
using BillingPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Subscriptions;

/// <summary>The last step of a paid change: invoice with number and PDF, payment, subscription and plan are stored in one transaction.</summary>
public sealed class ChangeFinish(InvoiceIssuing issuing, InvoicePricing pricing, ChangePreview preview, Redemptions redemptions, PlanCatalogue catalogue, EmailOutbox emails, PlanEmails words, BillingClock clock, LiveChanges changes, ILogger<ChangeFinish> log)
{
    /// <param name="db">A context that has nothing to save.</param>
    /// <param name="changeId">Whose lease the caller holds.</param>
    /// <param name="paid">Stripe's invoice; null where the rest of the period costs less than a card can be charged.</param>
    /// <param name="ct">Ends the work.</param>
    public async Task<Result<UpgradeAnswer>> FinishAsync(BillingDbContext db, Guid changeId, Stripe.Invoice? paid, CancellationToken ct = default)
    {
        await issuing.PrepareAsync(ct);
        var change = await db.PlanChanges.SingleAsync(c => c.Id == changeId, ct);
        var account = await db.Accounts.AsNoTracking().SingleAsync(a => a.Id == change.AccountId, ct);
        if (change.Step == ChangeStep.Done) return await AnswerAsync(db, change, ct);
        var subscription = await db.Subscriptions.AsNoTracking().SingleAsync(s => s.Id == change.SubscriptionId, ct);
        if (!(await QuoteAsync(db, change, ct)).Is(out var quote, out var problem)) return problem;

        // Only now: a quote may have to ask for the tax over the network.
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var invoice = paid is null ? null : await IssueAsync(db, change, quote, paid, ct);
        if (change.RedemptionId is { } code) await redemptions.RedeemAsync(db, code, ct);
        await MoveAsync(db, change, subscription, quote, ct);
        change.Finish(paid?.Id, invoice?.Id);
        var now = clock.Now;
        db.Record(Actor.System, "plan.changed", change.TeamId, now, $"{quote.From.PlanCode} {quote.From.Number} to {quote.To.PlanCode} {quote.To.Number}");
        await emails.QueueAsync(db, words.Changed(account, change, quote), ct);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        changes.Tell(account.Id);
        return Answer(change, invoice, subscription);
    }

    /// <summary>What the change comes to, with the code and the credit that it holds.</summary>
    public async Task<Result<ChangeQuote>> QuoteAsync(BillingDbContext db, PlanChange change, CancellationToken ct = default)
    {
        var account = await db.Accounts.AsNoTracking().SingleAsync(a => a.Id == change.AccountId, ct);
        return await preview.HeldAsync(db, account, await InForceAsync(db, change, ct), await catalogue.ByIdAsync(db, change.ToVersionId, ct), change, ct);
    }

    /// <summary>Under the change's own id, under which its credit has been held since before there was an invoice; under another where that one was voided.</summary>
    internal static Invoice InvoiceOf(PlanChange change, ChangeQuote quote, DateTime now) => new()
    {
        Id = change.InvoiceId is null ? change.Id : Guid.CreateVersion7(), AccountId = change.AccountId, TeamId = change.TeamId, Reason = InvoiceReason.Change, Currency = quote.Sum.Currency, CreatedAt = now,
        PeriodStart = change.At, PeriodEnd = quote.Period.End, CompleteAt = now,
    };

    /// <summary>What was stored by whoever finished it.</summary>
    public async Task<Result<UpgradeAnswer>> AnswerAsync(BillingDbContext db, PlanChange finished, CancellationToken ct = default) => Answer(
        finished,
        await db.Invoices.AsNoTracking().Include(i => i.Lines).Include(i => i.Taxes).AsSplitQuery().SingleOrDefaultAsync(i => i.Id == finished.InvoiceId, ct),
        await db.Subscriptions.AsNoTracking().SingleAsync(s => s.Id == finished.SubscriptionId, ct));

    private static UpgradeAnswer Answer(PlanChange change, Invoice? invoice, Subscription subscription) =>
        new(UpgradeStatus.Active) { EffectiveAt = change.At, Invoice = invoice is null ? null : InvoiceView.Of(invoice), Subscription = SubscriptionView.Of(subscription) };

    private async Task<PlanInForce> InForceAsync(BillingDbContext db, PlanChange change, CancellationToken ct)
    {
        var row = await db.AccountPlans.AsNoTracking().SingleAsync(plan => plan.AccountId == change.AccountId && plan.From <= change.At && (plan.To == null || plan.To > change.At), ct);
        return new(row, await catalogue.ByIdAsync(db, change.FromVersionId, ct), row.PeriodAt(change.At));
    }

    /// <summary>Paid is paid: an invoice that Stripe's total does not confirm is held for a person, with both totals, and gets no number until then.</summary>
    private async Task<Invoice> IssueAsync(BillingDbContext db, PlanChange change, ChangeQuote quote, Stripe.Invoice paid, CancellationToken ct)
    {
        var now = clock.Now;
        var invoice = InvoiceOf(change, quote, now);
        invoice.BecomesAtStripe(paid.Id);
        db.Add(invoice);
        await pricing.RateAsync(db, invoice, quote.Sum, ct);
        invoice.Place();
        if (quote.Sum.AmountDue.Minor * invoice.Currency.StripeFactor != paid.Total)
        {
            log.LogError("The change {Change} was paid with {Stripes}, but ours is {Ours}.", change.Id, paid.Total, quote.Sum.AmountDue.Minor);
            invoice.Hold($"{DraftFinishing.Differs(quote.Sum.AmountDue, paid.Total)} It has been paid at Stripe. Finance is looking.", DraftFinishing.OfStripe(invoice.Currency, paid.Total));
            return invoice;
        }
        var card = await db.PaymentCards.AsNoTracking().FirstOrDefaultAsync(c => c.AccountId == change.AccountId && c.IsDefault, ct);
        // What credit covers is paid without a try.
        if (!quote.Sum.AmountDue.IsZero)
        {
            var attempt = PaymentAttempt.Start(invoice.Id, invoice.AccountId, 1, now);
            attempt.Succeed(now);
            db.Add(attempt);
        }
        await issuing.IssueAsync(db, invoice, paid.Number, new(now, card?.Name), ct);
        return invoice;
    }

    /// <summary>Where the plan has ended while the payment was under way, it stays ended: a person sees it in the books.</summary>
    private async Task MoveAsync(BillingDbContext db, PlanChange change, Subscription subscription, ChangeQuote quote, CancellationToken ct)
    {
        var current = await InForceAsync(db, change, ct);
        if (subscription.LivesFor is null || current.Row.PlanVersionId != change.FromVersionId)
        {
            log.LogError("The change {Change} was paid, but the plan that it was to replace is over.", change.Id);
            return;
        }
        await db.MovePlanAsync(change.AccountId, quote.To, change.At, current.Row.Anchor, ct);
        // Stripe's event of this very change may be writing the row in the same moment: it is the one that reads again.
        await db.Subscriptions.Where(s => s.Id == subscription.Id).ExecuteUpdateAsync(
            set => set.SetProperty(s => s.PlanVersionId, quote.To.Id).SetProperty(s => s.BusyWith, (Guid?)null).SetProperty(s => s.Version, s => s.Version + 1), ct);
    }
}
