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

    /// <summary>Since when one waits that was left halfway.</summary>
    public async Task<DateTime?> NextDueAsync(CancellationToken ct = default)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await Left(db).MinAsync(change => (DateTime?)change.StartedAt, ct);
    }

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
        if (left is { } changeId) await ResumeAsync(changeId, ct);
    }

    private async Task<List<Guid>> LeftAsync(CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await Left(db).OrderBy(change => change.StartedAt).Select(change => change.Id).Take(100).ToListAsync(ct);
    }

    private IQueryable<PlanChange> Left(BillingDbContext db)
    {
        var systemNow = system.GetUtcNow().UtcDateTime;
        return db.PlanChanges.Where(change => change.RunsFor != null && (change.LeaseUntil == null || change.LeaseUntil < systemNow));
    }

    private async Task ResumeAsync(Guid changeId, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var systemNow = system.GetUtcNow().UtcDateTime;
        DateTime? until = systemNow + billing.Lease;
        var free = db.PlanChanges.Where(change => change.Id == changeId && change.Step != ChangeStep.Done && (change.LeaseUntil == null || change.LeaseUntil < systemNow));
        if (await HoldAsync(free, until, ct) == 0) return;
        try
        {
            await run.ResumeAsync(changeId, ct);
        }
        catch
        {
            // Nobody works on it any more: whoever looks next need not wait for the lease to run out.
            await HoldAsync(db.PlanChanges.Where(change => change.Id == changeId && change.LeaseUntil == until), null, CancellationToken.None);
            throw;
        }
    }

    private static Task<int> HoldAsync(IQueryable<PlanChange> one, DateTime? until, CancellationToken ct) =>
        one.ExecuteUpdateAsync(set => set.SetProperty(change => change.LeaseUntil, until).SetProperty(change => change.Version, change => change.Version + 1), ct);
}
