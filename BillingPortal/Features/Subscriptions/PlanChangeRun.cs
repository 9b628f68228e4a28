using BillingPortal.Data;
using BillingPortal.Features.Invoicing;
using BillingPortal.Features.Plans;
using BillingPortal.Shared;
using BillingPortal.StripeGateway;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Subscriptions;

/// <summary>Takes a change to a dearer plan to its end: paid with everything stored, or nothing of it. Whoever runs it holds its lease.</summary>
public sealed class PlanChangeRun(
    IDbContextFactory<BillingDbContext> contexts, StripeChanges stripe, ChangeTerms terms, StripeCalls calls, ChangeFinish finish, ChangeUndoing undoing, PlanCatalogue catalogue, BillingOptions billing,
    TimeProvider system, ILogger<PlanChangeRun> log)
{
    private static readonly Problem Unsettled = Problem.Unavailable("We do not know yet whether the payment went through. We find out within minutes and tell you; please do not try again before.");

    internal static readonly Problem Interrupted = Problem.Unavailable("The change of plan was interrupted and has been undone. Nothing was charged.");

    public async Task<Result<UpgradeAnswer>> RunAsync(Guid changeId, CancellationToken ct = default)
    {
        try
        {
            return await TryAsync(changeId, ct);
        }
        catch (DbUpdateException exception)
        {
            log.LogWarning(exception, "Change {Change} was taken over, or could not be stored.", changeId);
            return await HandOverAsync(changeId, ct);
        }
    }

    /// <summary>Ends a change that was left halfway: paid means changed, anything else is undone. The caller holds its lease.</summary>
    public async Task ResumeAsync(Guid changeId, CancellationToken ct = default)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var (change, subscription) = await LoadAsync(db, changeId, ct);
        var invoice = await stripe.FindAsync(change, subscription, ct);
        if (invoice?.Status == "paid") await FinishAsync(db, change, invoice, ct);
        else await FailAsync(db, change, subscription, Interrupted, ct);
    }

    private async Task<Result<UpgradeAnswer>> TryAsync(Guid changeId, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var (change, subscription) = await LoadAsync(db, changeId, ct);
        var to = await catalogue.ByIdAsync(db, change.ToVersionId, ct);
        if (!change.IsInvoiced) return await SwitchAsync(db, change, subscription, to, ct);
        if (await DiffersAsync(db, change, subscription, to, ct) is { } differs) return await FailAsync(db, change, subscription, differs, ct);

        // Once more, with a whole lease before it: a janitor that has taken the change over makes this fail, and then nothing is charged.
        change.HoldUntil(system.GetUtcNow().UtcDateTime + billing.Lease);
        await db.SaveChangesAsync(ct);
        if (!(await stripe.ChargeAsync(change, subscription, to, ct)).Is(out var updated, out var problem)) return await FailAsync(db, change, subscription, problem, ct);
        if (updated.LatestInvoice is not { } invoice) return await FailAsync(db, change, subscription, Interrupted, ct);
        if (invoice.Status == "paid") return await FinishAsync(db, change, invoice, ct);

        var (declined, code) = await stripe.DeclineAsync(invoice.Id, ct);
        change.Fail(code, declined.Detail, invoice.Id);
        await db.SaveChangesAsync(ct);
        return await FailAsync(db, change, subscription, declined, ct);
    }

    private static async Task<(PlanChange Change, Subscription Subscription)> LoadAsync(BillingDbContext db, Guid changeId, CancellationToken ct)
    {
        var change = await db.PlanChanges.SingleAsync(c => c.Id == changeId, ct);
        return (change, await db.Subscriptions.AsNoTracking().SingleAsync(s => s.Id == change.SubscriptionId, ct));
    }

    /// <summary>Less than a card can be charged is not charged: the new price counts from the next period on, the plan at once.</summary>
    private async Task<Result<UpgradeAnswer>> SwitchAsync(BillingDbContext db, PlanChange change, Subscription subscription, PlanVersion to, CancellationToken ct) =>
        (await stripe.AgreeAsync(subscription, to, ends: false, ct)).Is(out _, out var problem) ? await FinishAsync(db, change, null, ct) : await FailAsync(db, change, subscription, problem, ct);

    /// <summary>Asks Stripe what it would charge, before anything is: nothing is charged that two engines do not agree on.</summary>
    private async Task<Problem?> DiffersAsync(BillingDbContext db, PlanChange change, Subscription subscription, PlanVersion to, CancellationToken ct)
    {
        if (!(await finish.QuoteAsync(db, change, ct)).Is(out var quote, out var unpriced)) return unpriced;
        if (quote.Due.Minor != change.Promised || !quote.IsInvoiced) return ChangePreview.Changed;
        if ((await terms.PlaceAsync(change, subscription, quote.Sum, ct)).Problem is { } unplaced) return unplaced;
        if (!(await stripe.PreviewAsync(change, subscription, to, ct)).Is(out var previewed, out var problem)) return problem;

        var ours = quote.Due;
        if (previewed.Total == ours.Minor * ours.Currency.StripeFactor) return null;
        var theirs = DraftFinishing.OfStripe(ours.Currency, previewed.Total);
        log.LogError("Change {Change}: promised {Promised}, Stripe's preview {Stripes}.", change.Id, ours, theirs);
        return Problem.Unavailable($"The price could not be confirmed: we came to {ours}, our payment provider to {theirs}. Nothing was charged, and your plan stays as it is.") with { Code = "totals_differ" };
    }

    private async Task<Result<UpgradeAnswer>> FinishAsync(BillingDbContext db, PlanChange change, Stripe.Invoice? paid, CancellationToken ct)
    {
        var finished = await finish.FinishAsync(db, change.Id, paid, ct);
        return finished.Problem is null ? finished : await LeaveAsync(db, change, ct);
    }

    private async Task<Result<UpgradeAnswer>> FailAsync(BillingDbContext db, PlanChange change, Subscription subscription, Problem problem, CancellationToken ct)
    {
        if (change.Step == ChangeStep.Started)
        {
            change.Fail(problem.DeclineCode ?? problem.Code, problem.Detail);
            await db.SaveChangesAsync(ct);
        }
        var undone = await calls.TryAsync(() => UndoAsync(change, subscription, ct), ct);
        if (undone.Problem is not null)
        {
            await LeaveAsync(db, change, ct);
            return problem;
        }
        if (undone.Value is { } paid) return await FinishAsync(db, change, paid, ct);

        await undoing.ForgetAsync(change.Id, ct);
        return problem;
    }

    /// <summary>What was not charged by update has perhaps been said all the same: the old price is said again.</summary>
    private async Task<Stripe.Invoice?> UndoAsync(PlanChange change, Subscription subscription, CancellationToken ct)
    {
        if (change.IsInvoiced)
        {
            if (await stripe.UndoAsync(change, subscription, ct) is { } paid) return paid;
            await terms.RemoveAsync(change, subscription, ct);
            return null;
        }
        await using var db = await contexts.CreateDbContextAsync(ct);
        var back = await stripe.AgreeAsync(subscription, await catalogue.ByIdAsync(db, change.FromVersionId, ct), ends: false, ct);
        return back.Problem is null ? null : throw new HttpRequestException(back.Problem.Detail);
    }

    /// <summary>Stripe was so slow that the lease ran out: the janitor has ended the change meanwhile, or is about to.</summary>
    private async Task<Result<UpgradeAnswer>> HandOverAsync(Guid changeId, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var (change, subscription) = await LoadAsync(db, changeId, ct);
        if (change.Step == ChangeStep.Done) return await finish.AnswerAsync(db, change, ct);
        if (change.Step is not (ChangeStep.Undoing or ChangeStep.Undone)) return Unsettled;

        // The janitor may have looked before Stripe had charged.
        var undone = await calls.TryAsync(() => UndoAsync(change, subscription, ct), ct);
        return undone.Value is { } paid ? await finish.FinishAsync(db, change.Id, paid, ct) : Interrupted;
    }

    /// <summary>Lets go of it for the janitor to find.</summary>
    private static async Task<Result<UpgradeAnswer>> LeaveAsync(BillingDbContext db, PlanChange change, CancellationToken ct)
    {
        db.ChangeTracker.Clear();
        await db.PlanChanges.Where(c => c.Id == change.Id && c.RunsFor != null)
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.LeaseUntil, DateTime.UnixEpoch).SetProperty(c => c.Version, c => c.Version + 1), ct);
        return Unsettled;
    }
}
