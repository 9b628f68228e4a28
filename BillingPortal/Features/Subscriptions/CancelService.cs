using BillingPortal.Data;
using BillingPortal.Features.Accounts;
using BillingPortal.Features.Plans;
using BillingPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Subscriptions;

/// <summary>Leaving a plan, pausing it, and coming back.</summary>
public sealed class CancelService(
    IDbContextFactory<BillingDbContext> contexts, AccountPlans plans, PlanTargets targets, ScheduledChanges scheduled, PlanEnding ending, PauseEnding pauses, BillingClock clock)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromDays(366);

    public async Task<Result<SubscriptionView>> CancelAsync(Actor actor, Guid teamId, CancelRequest request, CancellationToken ct = default)
    {
        if (actor.Deny(Permission.ManageBilling, teamId) is { } denied) return denied;
        if (Problem.In(request) is { } problem) return problem;

        await using var db = await contexts.CreateDbContextAsync(ct);
        if (!(await PaidAsync(db, teamId, "cancel", ct)).Is(out var paid, out var refused)) return refused;

        var free = await targets.FreeAsync(db, paid.Account, ct);
        if (request.When == CancelTimes.Now) return await CancelNowAsync(db, actor, paid, new(ScheduledKind.Cancel, free, clock.Now) { Reason = request.Reason }, ct);

        var wanted = new Wanted(ScheduledKind.Cancel, free, paid.Plan.Period.End) { Reason = request.Reason };
        return (await scheduled.ScheduleAsync(actor, paid.Account.Id, teamId, wanted, ct)).Is(out _, out var unscheduled) ? await ViewAsync(db, paid.Subscription.Id, ct) : unscheduled;
    }

    public async Task<Result<SubscriptionView>> PauseAsync(Actor actor, Guid teamId, PauseRequest request, CancellationToken ct = default)
    {
        if (actor.Deny(Permission.ManageBilling, teamId) is { } denied) return denied;
        if (Problem.In(request) is { } problem) return problem;

        await using var db = await contexts.CreateDbContextAsync(ct);
        if (!(await PaidAsync(db, teamId, "pause", ct)).Is(out var paid, out var refused)) return refused;

        var begins = paid.Plan.Period.End;
        if (request.Until is { } until && (until <= begins || until - begins > LongestPause))
            return Problem.Invalid("until", $"A pause begins when the paid period ends, on {DateWords.Day(DateOnly.FromDateTime(begins))}, and lasts a year at most: name a later day within it.");
        var wanted = new Wanted(ScheduledKind.Pause, await targets.FreeAsync(db, paid.Account, ct), begins) { Reason = request.Reason, ResumesAt = request.Until };
        return (await scheduled.ScheduleAsync(actor, paid.Account.Id, teamId, wanted, ct)).Is(out _, out var unscheduled) ? await ViewAsync(db, paid.Subscription.Id, ct) : unscheduled;
    }

    /// <summary>Undoes what is scheduled, or ends a pause.</summary>
    public async Task<Result<SubscriptionView>> ResumeAsync(Actor actor, Guid teamId, CancellationToken ct = default)
    {
        if (actor.Deny(Permission.ManageBilling, teamId) is { } denied) return denied;

        await using var db = await contexts.CreateDbContextAsync(ct);
        if (await db.AccountOfAsync(teamId, ct) is not { } account) return Problem.NotFound("team");
        if (await scheduled.StandingAsync(db, account.Id, ct) is not { } standing) return Problem.Conflict("There is nothing to resume.", "nothing_scheduled");
        if (standing.Status == ScheduledStatus.Paused)
            return (await pauses.ResumeAsync(actor, account.Id, ct)).Is(out var answer, out var unpaid) ? answer.Subscription! : unpaid;

        if ((await scheduled.WithdrawAsync(actor, account.Id, ct)).Problem is { } problem) return problem;
        return SubscriptionView.Of(await db.Subscriptions.AsNoTracking().SingleAsync(s => s.LivesFor == account.Id, ct));
    }

    /// <summary>Free at once. What was scheduled is given up with it; Stripe is told now, or by the job where it cannot be reached.</summary>
    private async Task<Result<SubscriptionView>> CancelNowAsync(BillingDbContext db, Actor actor, Paid paid, Wanted wanted, CancellationToken ct)
    {
        if (await scheduled.StandingAsync(db, paid.Account.Id, ct) is { Status: ScheduledStatus.Waiting } && (await scheduled.WithdrawAsync(actor, paid.Account.Id, ct)).Problem is { } standing) return standing;
        if (!(await scheduled.StoreAsync(actor, paid.Account.Id, paid.TeamId, wanted, ct)).Is(out var change, out var refused)) return refused;

        try
        {
            await ending.ApplyAsync(change.Id, CancellationToken.None);
        }
        catch (DbUpdateException)
        {
            // Stripe's event was quicker; what is left to do is done by the job. The plan is Free already.
        }
        return await ViewAsync(db, paid.Subscription.Id, ct);
    }

    private async Task<Result<Paid>> PaidAsync(BillingDbContext db, Guid teamId, string verb, CancellationToken ct)
    {
        if (await db.AccountOfAsync(teamId, ct) is not { } account) return Problem.NotFound("team");
        var plan = await plans.AtAsync(db, account.Id, clock.Now, ct);
        if (plan.Version.IsFree) return Problem.Conflict($"The team is on Free: there is nothing to {verb}.", "on_free");
        return await db.Subscriptions.AsNoTracking().FirstOrDefaultAsync(s => s.LivesFor == account.Id, ct) is { } subscription
            ? new Paid(account, teamId, plan, subscription)
            : ScheduledChanges.UnderWay;
    }

    private async Task<Result<SubscriptionView>> ViewAsync(BillingDbContext db, Guid subscriptionId, CancellationToken ct)
    {
        var subscription = await db.Subscriptions.AsNoTracking().SingleAsync(s => s.Id == subscriptionId, ct);
        return SubscriptionView.Of(subscription) with { Scheduled = await scheduled.ViewAsync(db, await scheduled.StandingAsync(db, subscription.AccountId, ct), ct) };
    }

    private sealed record Paid(Account Account, Guid TeamId, PlanInForce Plan, Subscription Subscription);
}
