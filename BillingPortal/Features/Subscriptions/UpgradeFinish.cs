using BillingPortal.Data;
using BillingPortal.Features.Auditing;
using BillingPortal.Features.Discounts;
using BillingPortal.Features.Invoicing;
using BillingPortal.Features.Payments;
using BillingPortal.Features.Plans;
using BillingPortal.Shared;
using BillingPortal.StripeGateway;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Subscriptions;

/// <summary>The last step of a paid upgrade: invoice with number and PDF, payment, subscription and plan are stored in one transaction.</summary>
public sealed class UpgradeFinish(StripeSubscriptions subscriptions, StripeCalls calls, InvoiceIssuing issuing, PlanCatalogue catalogue, Redemptions redemptions, BillingClock clock, LiveChanges changes)
{
    public async Task<Result<UpgradeAnswer>> ActivateAsync(BillingDbContext db, Upgrade upgrade, CancellationToken ct = default)
    {
        if (!(await calls.TryAsync(() => subscriptions.ReadAsync(upgrade.StripeSubscriptionId!, ct), ct)).Is(out var stripes, out var problem)) return problem;

        await issuing.PrepareAsync(ct);
        var version = await catalogue.ByIdAsync(db, upgrade.PlanVersionId, ct);

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var invoice = await db.Invoices.Include(i => i.Lines).Include(i => i.Taxes).AsSplitQuery().SingleAsync(i => i.Id == upgrade.InvoiceId, ct);
        var now = clock.Now;
        if (await db.PaymentAttempts.FirstOrDefaultAsync(a => a.UndecidedFor == invoice.Id, ct) is { } attempt) attempt.Succeed(now);
        var card = await db.PaymentCards.AsNoTracking().FirstOrDefaultAsync(c => c.AccountId == upgrade.AccountId && c.IsDefault, ct);
        await issuing.IssueAsync(db, invoice, null, new(now, card?.Name), ct);

        var subscription = Subscription.Start(upgrade.AccountId, version.Id, stripes);
        db.Add(subscription);
        // From Stripe's anchor on, which has whole seconds: a team that is younger than that second changes at once instead.
        await db.MovePlanAsync(upgrade.AccountId, version, stripes.BillingCycleAnchor, stripes.BillingCycleAnchor, ct);
        if (await db.ScheduledChanges.FirstOrDefaultAsync(pause => pause.StandsFor == upgrade.AccountId, ct) is { } pause) pause.Resume();
        await redemptions.StartAsync(db, upgrade.AccountId, upgrade.RedemptionId, ct);
        upgrade.Finish();
        db.Record(Actor.System, "subscription.started", upgrade.TeamId, now, version.PlanCode);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        changes.Tell(upgrade.AccountId);
        return Answer(invoice, subscription);
    }

    /// <summary>What was stored by whoever finished it.</summary>
    public async Task<Result<UpgradeAnswer>> AnswerAsync(BillingDbContext db, Upgrade finished, CancellationToken ct = default) => Answer(
        await db.Invoices.AsNoTracking().Include(i => i.Lines).Include(i => i.Taxes).AsSplitQuery().SingleAsync(i => i.Id == finished.InvoiceId, ct),
        await db.Subscriptions.AsNoTracking().SingleAsync(s => s.StripeSubscriptionId == finished.StripeSubscriptionId, ct));

    private static UpgradeAnswer Answer(Invoice invoice, Subscription subscription) =>
        new(UpgradeStatus.Active) { EffectiveAt = invoice.IssuedAt, Invoice = InvoiceView.Of(invoice), Subscription = SubscriptionView.Of(subscription) };
}
