using BillingPortal.Data;
using BillingPortal.Features.Accounts;
using BillingPortal.Features.Auditing;
using BillingPortal.Features.Emails;
using BillingPortal.Features.Plans;
using BillingPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Subscriptions;

/// <summary>What is wanted from the period's end on.</summary>
public sealed record Wanted(ScheduledKind Kind, PlanVersion To, DateTime EffectiveAt)
{
    public string? Reason { get; init; }

    public DateTime? ResumesAt { get; init; }
}

/// <summary>
/// Changes that wait for the period's end. The plan's rows are written at once, so that the plan moves exactly then whoever is awake; Stripe is told after the
/// save, and told again by the job until it knows.
/// </summary>
public sealed class ScheduledChanges(IDbContextFactory<BillingDbContext> contexts, AccountPlans plans, PlanCatalogue catalogue, StripeChanges stripe, EmailOutbox emails, PlanEmails words, BillingClock clock, LiveChanges changes)
{
    public static readonly Problem UnderWay = Problem.Conflict("A change of this team's plan is under way. Look again in a moment.");

    private static readonly TimeSpan Again = TimeSpan.FromMinutes(1);

    public Task<ScheduledChange?> StandingAsync(BillingDbContext db, Guid accountId, CancellationToken ct = default) =>
        db.ScheduledChanges.FirstOrDefaultAsync(change => change.StandsFor == accountId, ct);

    /// <summary>As pages and the API show it.</summary>
    public async Task<ScheduledView?> ViewAsync(BillingDbContext db, ScheduledChange? change, CancellationToken ct = default)
    {
        if (change is null) return null;
        var (from, to) = (await catalogue.ByIdAsync(db, change.FromVersionId, ct), await catalogue.ByIdAsync(db, change.ToVersionId, ct));
        return new(change.Kind, from.Name, to.PlanCode, to.Name, to.Price.Minor, to.Currency.Wire, change.EffectiveAt, change.ResumesAt, change.Status == ScheduledStatus.Paused);
    }

    /// <summary>Stored here, then told to Stripe. Where Stripe cannot be told, nothing is scheduled.</summary>
    public async Task<Result<ScheduledChange>> ScheduleAsync(Actor actor, Guid accountId, Guid teamId, Wanted wanted, CancellationToken ct = default)
    {
        if (!(await StoreAsync(actor, accountId, teamId, wanted, ct)).Is(out var stored, out var problem)) return problem;
        if ((await TellAsync(accountId, ct)).Problem is not { } untold) return stored;

        await AgainAsync(() => TakeBackAsync(Actor.System, accountId, ct));
        return untold;
    }

    /// <summary>The same, for many at once: Stripe is told by the job.</summary>
    public Task<Result<ScheduledChange>> StoreAsync(Actor actor, Guid accountId, Guid teamId, Wanted wanted, CancellationToken ct = default) =>
        AgainAsync(() => StoreOnceAsync(actor, accountId, teamId, wanted, ct));

    private async Task<Result<ScheduledChange>> StoreOnceAsync(Actor actor, Guid accountId, Guid teamId, Wanted wanted, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var now = clock.Now;
        if (await StandingAsync(db, accountId, ct) is { } standing) return await StandsInTheWayAsync(db, standing, ct);
        var subscription = await db.Subscriptions.FirstOrDefaultAsync(s => s.LivesFor == accountId, ct);
        if (subscription?.BusyWith is not null) return UnderWay;

        var current = await plans.AtAsync(db, accountId, now, ct);
        var at = await db.MovePlanAsync(accountId, wanted.To, wanted.EffectiveAt, wanted.To.IsFree ? null : current.Row.Anchor, ct);
        var change = ScheduledChange.Ask(actor, accountId, teamId, wanted.Kind, current.Version, wanted.To, at, now, wanted.Reason, wanted.ResumesAt);
        db.Add(change);
        subscription?.TellStripe(now);
        db.Record(actor, Action(wanted.Kind), teamId, now, Details(change, current.Version, wanted.To));
        await db.SaveChangesAsync(ct);
        changes.Tell(accountId);
        return change;
    }

    /// <summary>Undone, while its time has not come. Where Stripe cannot be told, it stays.</summary>
    public async Task<Result<Done>> WithdrawAsync(Actor actor, Guid accountId, CancellationToken ct = default)
    {
        if (!(await AgainAsync(() => TakeBackAsync(actor, accountId, ct))).Is(out var taken, out var problem)) return problem;
        if ((await TellAsync(accountId, ct)).Problem is not { } untold) return await SayWithdrawnAsync(taken, ct);

        await using var db = await contexts.CreateDbContextAsync(ct);
        var to = await catalogue.ByIdAsync(db, taken.ToVersionId, ct);
        await StoreAsync(actor, accountId, taken.TeamId, new(taken.Kind, to, taken.EffectiveAt) { Reason = taken.Reason, ResumesAt = taken.ResumesAt }, ct);
        return untold;
    }

    /// <summary>Tells Stripe what was decided. Safe to run twice: it says how things shall be.</summary>
    public async Task<Result<Done>> TellAsync(Guid accountId, CancellationToken ct = default)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        if (await db.Subscriptions.AsNoTracking().FirstOrDefaultAsync(s => s.LivesFor == accountId && s.TellStripeAt != null, ct) is not { BusyWith: null } subscription) return Done.It;

        var standing = await StandingAsync(db, accountId, ct);
        var next = standing is { Kind: ScheduledKind.Plan } ? standing.ToVersionId : subscription.PlanVersionId;
        if (!(await stripe.AgreeAsync(subscription, await catalogue.ByIdAsync(db, next, ct), standing is { EndsThePlan: true }, ct)).Is(out var now, out var problem))
        {
            await PostponeAsync(db, subscription.Id, ct);
            return problem;
        }
        await ToldAsync(db, subscription, now, standing, ct);
        return Done.It;
    }

    /// <summary>Those that Stripe has not heard of yet.</summary>
    public async Task TellDueAsync(CancellationToken ct = default)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var now = clock.Now;
        foreach (var accountId in await db.Subscriptions.Where(s => s.LivesFor != null && s.TellStripeAt <= now).OrderBy(s => s.TellStripeAt).Select(s => s.AccountId).Take(200).ToListAsync(ct))
            await TellAsync(accountId, ct);
    }

    private async Task ToldAsync(BillingDbContext db, Subscription told, Stripe.Subscription now, ScheduledChange? standing, CancellationToken ct)
    {
        var subscription = await db.Subscriptions.SingleAsync(s => s.Id == told.Id, ct);
        // What was decided meanwhile is still to be told.
        if (subscription.TellStripeAt == told.TellStripeAt) subscription.StripeKnows();
        subscription.Follow(now);
        if (standing is { Status: ScheduledStatus.Waiting })
        {
            var account = await db.Accounts.AsNoTracking().SingleAsync(a => a.Id == standing.AccountId, ct);
            await emails.QueueAsync(db, words.Scheduled(account, standing, await catalogue.ByIdAsync(db, standing.FromVersionId, ct), await catalogue.ByIdAsync(db, standing.ToVersionId, ct)), ct);
        }
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateConcurrencyException)
        {
            // Stripe's event was quicker. Stripe knows; the job sees so when it says it again.
        }
        changes.Tell(told.AccountId);
    }

    private async Task<Result<ScheduledChange>> TakeBackAsync(Actor actor, Guid accountId, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var now = clock.Now;
        if (await StandingAsync(db, accountId, ct) is not { Status: ScheduledStatus.Waiting } standing || standing.EffectiveAt <= now) return Problem.Conflict("There is nothing to undo.", "nothing_scheduled");

        var subscription = await db.Subscriptions.FirstOrDefaultAsync(s => s.LivesFor == accountId, ct);
        await db.StayOnPlanAsync(accountId, now, ct);
        standing.Withdraw();
        subscription?.TellStripe(now);
        db.Record(actor, "planChange.withdrawn", standing.TeamId, now, $"{standing.Kind} of {standing.EffectiveAt:yyyy-MM-dd}");
        await db.SaveChangesAsync(ct);
        changes.Tell(accountId);
        return standing;
    }

    private async Task<Result<Done>> SayWithdrawnAsync(ScheduledChange withdrawn, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var account = await db.Accounts.AsNoTracking().SingleAsync(a => a.Id == withdrawn.AccountId, ct);
        await emails.QueueAsync(db, words.Withdrawn(account, withdrawn, await catalogue.ByIdAsync(db, withdrawn.FromVersionId, ct)), ct);
        await db.SaveChangesAsync(ct);
        return Done.It;
    }

    /// <summary>Of two at once the versions of plan and subscription let one through; the other looks again, and is told what stands now. Stripe's events write there too.</summary>
    private static async Task<Result<ScheduledChange>> AgainAsync(Func<Task<Result<ScheduledChange>>> act)
    {
        for (var tries = 0; tries < 5; tries++)
        {
            try
            {
                return await act();
            }
            catch (DbUpdateException)
            {
                // Somebody else was quicker.
            }
        }
        return UnderWay;
    }

    private async Task PostponeAsync(BillingDbContext db, Guid subscriptionId, CancellationToken ct)
    {
        DateTime? later = clock.Now + Again;
        await db.Subscriptions.Where(s => s.Id == subscriptionId && s.TellStripeAt != null)
            .ExecuteUpdateAsync(set => set.SetProperty(s => s.TellStripeAt, later).SetProperty(s => s.Version, s => s.Version + 1), ct);
    }

    public async Task<Problem> StandsInTheWayAsync(BillingDbContext db, ScheduledChange standing, CancellationToken ct)
    {
        var from = (await catalogue.ByIdAsync(db, standing.FromVersionId, ct)).Name;
        var day = DateWords.Day(DateOnly.FromDateTime(standing.EffectiveAt));
        return Problem.Conflict(standing switch
        {
            { Status: ScheduledStatus.Paused } => $"{from} is paused. Resume it first.",
            { Kind: ScheduledKind.Pause } => $"{from} pauses on {day}. Undo that first.",
            { Kind: ScheduledKind.Cancel } => $"{from} ends on {day}. Undo that first.",
            _ => $"The plan changes to {(await catalogue.ByIdAsync(db, standing.ToVersionId, ct)).Name} on {day}. Undo that first.",
        }, "change_scheduled");
    }

    private static string Action(ScheduledKind kind) => kind switch { ScheduledKind.Cancel => "plan.cancelScheduled", ScheduledKind.Pause => "plan.pauseScheduled", _ => "plan.changeScheduled" };

    private static string Details(ScheduledChange change, PlanVersion from, PlanVersion to) =>
        $"{from.PlanCode} {from.Number} to {to.PlanCode} {to.Number} on {change.EffectiveAt:yyyy-MM-dd}{(change.Reason is { } reason ? $": {reason}" : "")}";
}
