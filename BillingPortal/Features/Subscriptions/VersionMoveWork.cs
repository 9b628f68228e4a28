using BillingPortal.Data;
using BillingPortal.Features.Accounts;
using BillingPortal.Features.Invoicing;
using BillingPortal.Features.Plans;
using BillingPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Subscriptions;

/// <summary>
/// Works off the moves that were asked for, account by account. Each account's part is a save of its own, so a crash loses none: whoever goes on finds those that
/// have moved no longer among those to move.
/// </summary>
public sealed class VersionMoveWork(
    IDbContextFactory<BillingDbContext> contexts, ScheduledChanges scheduled, AccountPlans plans, PlanCatalogue catalogue, BillingOptions billing, BillingClock clock, TimeProvider system, LiveChanges changes, ILogger<VersionMoveWork> log)
{
    private const int Batch = 50;

    // Stripe hears of it from the job. A renewal that is nearer than this is left alone, so that Stripe knows the price before it drafts.
    private static readonly TimeSpan Notice = TimeSpan.FromHours(1);

    public async Task RunDueAsync(CancellationToken ct = default)
    {
        while (await ClaimAsync(ct) is { } moveId)
        {
            try
            {
                await RunAsync(moveId, ct);
            }
            catch (DbUpdateConcurrencyException)
            {
                // The lease ran out on the way and another goes on; what was scheduled here counts there.
            }
        }
    }

    public async Task<DateTime?> NextDueAsync(CancellationToken ct = default)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await db.VersionMoves.Where(move => move.RunsFor != null).MinAsync(move => (DateTime?)move.AskedAt, ct);
    }

    private DateTime LeaseUntil => system.GetUtcNow().UtcDateTime + billing.Lease;

    private async Task<Guid?> ClaimAsync(CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var (now, until) = (system.GetUtcNow().UtcDateTime, (DateTime?)LeaseUntil);
        var free = db.VersionMoves.Where(move => move.RunsFor != null && (move.LeaseUntil == null || move.LeaseUntil < now));
        var id = await free.OrderBy(move => move.AskedAt).Select(move => (Guid?)move.Id).FirstOrDefaultAsync(ct);
        if (id is null) return null;
        return await free.Where(move => move.Id == id).ExecuteUpdateAsync(set => set.SetProperty(move => move.LeaseUntil, until).SetProperty(move => move.Version, move => move.Version + 1), ct) == 1 ? id : null;
    }

    private async Task RunAsync(Guid moveId, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var move = await db.VersionMoves.SingleAsync(move => move.Id == moveId, ct);
        var to = await catalogue.ByIdAsync(db, move.ToVersionId, ct);
        var left = await db.AccountPlans.Where(plan => plan.PlanVersionId == move.FromVersionId && plan.To == null).OrderBy(plan => plan.AccountId).Select(plan => plan.AccountId).ToListAsync(ct);
        move.Begin(await ScheduledAsync(db, move, ct), left.Count, LeaseUntil);
        await SaveAsync(db, move, ct);

        foreach (var accounts in left.Chunk(Batch))
        {
            var (moved, skipped) = (0, 0);
            foreach (var accountId in accounts)
                if (await MoveAsync(accountId, to, ct)) moved++;
                else skipped++;
            move.Advance(moved, skipped, LeaseUntil);
            await SaveAsync(db, move, ct);
        }
        move.Finish();
        await SaveAsync(db, move, ct);
    }

    /// <summary>What an earlier attempt at this move has done already.</summary>
    private static Task<int> ScheduledAsync(BillingDbContext db, VersionMove move, CancellationToken ct) =>
        db.ScheduledChanges.CountAsync(change => change.FromVersionId == move.FromVersionId && change.ToVersionId == move.ToVersionId && change.AskedAt >= move.AskedAt && change.Status != ScheduledStatus.Withdrawn, ct);

    private async Task SaveAsync(BillingDbContext db, VersionMove move, CancellationToken ct)
    {
        await db.SaveChangesAsync(ct);
        changes.Tell(move.ToVersionId);
    }

    /// <summary>One account that breaks holds up no other.</summary>
    private async Task<bool> MoveAsync(Guid accountId, PlanVersion to, CancellationToken ct)
    {
        try
        {
            return await ScheduleAsync(accountId, to, ct);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !ct.IsCancellationRequested)
        {
            log.LogWarning(exception, "Account {Account} could not be moved to version {Version} of {Plan}.", accountId, to.Number, to.PlanCode);
            return false;
        }
    }

    private async Task<bool> ScheduleAsync(Guid accountId, PlanVersion to, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var current = await plans.AtAsync(db, accountId, clock.Now, ct);
        var end = current.Period.End;
        if (end - clock.Now < Notice) end = current.Row.Anchor is { } anchor ? Period.MonthAt(anchor, end).End : Period.CalendarMonth(end).End;
        var teamId = await db.Teams.Where(team => team.AccountId == accountId).OrderBy(team => team.CreatedAt).Select(team => team.Id).FirstAsync(ct);
        var moved = await scheduled.StoreAsync(Actor.System, accountId, teamId, new(ScheduledKind.Plan, to, end) { Reason = "A new version of the plan." }, ct);
        return moved.Problem is null;
    }
}
