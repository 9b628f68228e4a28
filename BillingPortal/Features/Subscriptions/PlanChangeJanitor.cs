using BillingPortal.Data;
using BillingPortal.Features.Invoicing;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Subscriptions;

/// <summary>Finishes or undoes changes of plan that were left halfway: by a crash, by an answer that never came.</summary>
public sealed class PlanChangeJanitor(IDbContextFactory<BillingDbContext> contexts, PlanChangeRun run, StripeChanges stripe, BillingOptions billing, TimeProvider system, ILogger<PlanChangeJanitor> log)
{
    public async Task CleanAsync(CancellationToken ct = default)
    {
        foreach (var changeId in await LeftAsync(ct))
        {
            try
            {
                await ResumeAsync(changeId, ct);
            }
            catch (Exception exception) when (exception is not OperationCanceledException || !ct.IsCancellationRequested)
            {
                log.LogWarning(exception, "Change {Change} could not be ended; it is tried again.", changeId);
            }
        }
    }

    public async Task<bool> IsNeededAsync(CancellationToken ct = default) => (await LeftAsync(ct)).Count > 0;

    /// <summary>Stripe has been paid for a change: if it was left halfway, or given up before Stripe had its order, it is finished now.</summary>
    public async Task PaidAsync(string stripeInvoiceId, CancellationToken ct = default)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        if (await db.PlanChanges.AnyAsync(change => change.StripeInvoiceId == stripeInvoiceId && change.Step == ChangeStep.Done, ct)) return;

        var invoice = await stripe.InvoiceAsync(stripeInvoiceId, ct);
        if (invoice is not { Status: "paid", BillingReason: "subscription_update", Parent.SubscriptionDetails: { SubscriptionId: { } subscriptionId } details }) return;
        var (at, subscriptions) = (details.SubscriptionProrationDate, db.Subscriptions);
        var left = await db.PlanChanges.Where(change => change.At == at && change.Step != ChangeStep.Done && subscriptions.Any(s => s.Id == change.SubscriptionId && s.StripeSubscriptionId == subscriptionId))
            .OrderByDescending(change => change.StartedAt).Select(change => (Guid?)change.Id).FirstOrDefaultAsync(ct);
        if (left is { } changeId && await TakeAsync(db, changeId, ct)) await run.ResumeAsync(changeId, ct);
    }

    private async Task<List<Guid>> LeftAsync(CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var systemNow = system.GetUtcNow().UtcDateTime;
        return await db.PlanChanges.Where(change => change.RunsFor != null && (change.LeaseUntil == null || change.LeaseUntil < systemNow))
            .OrderBy(change => change.StartedAt).Select(change => change.Id).Take(100).ToListAsync(ct);
    }

    private async Task ResumeAsync(Guid changeId, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        if (await TakeAsync(db, changeId, ct)) await run.ResumeAsync(changeId, ct);
    }

    private async Task<bool> TakeAsync(BillingDbContext db, Guid changeId, CancellationToken ct)
    {
        var systemNow = system.GetUtcNow().UtcDateTime;
        DateTime? until = systemNow + billing.Lease;
        return await db.PlanChanges.Where(change => change.Id == changeId && change.Step != ChangeStep.Done && (change.LeaseUntil == null || change.LeaseUntil < systemNow))
            .ExecuteUpdateAsync(set => set.SetProperty(change => change.LeaseUntil, until).SetProperty(change => change.Version, change => change.Version + 1), ct) == 1;
    }
}
