using BillingPortal.Data;
using BillingPortal.Features.Accounts;
using BillingPortal.Features.Plans;
using BillingPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Subscriptions;

/// <summary>How many accounts will move at their next renewal, and how many were left as they are: something else is scheduled for them, or is under way.</summary>
public sealed record VersionMove(int Scheduled, int Skipped);

/// <summary>Moves the accounts of one version of a plan to another version of it, each at its next renewal.</summary>
public sealed class PlanVersionMoves(IDbContextFactory<BillingDbContext> contexts, ScheduledChanges scheduled, AccountPlans plans, PlanCatalogue catalogue, BillingClock clock)
{
    private const int Batch = 500;

    // Stripe hears of it from the job. A renewal that is nearer than this is left alone, so that Stripe knows the price before it drafts.
    private static readonly TimeSpan Notice = TimeSpan.FromHours(1);

    public async Task<Result<VersionMove>> MoveAsync(Actor actor, Guid fromVersionId, Guid toVersionId, CancellationToken ct = default)
    {
        if (actor.Deny(Permission.ManagePlans) is { } denied) return denied;

        await using var db = await contexts.CreateDbContextAsync(ct);
        if (await Known(db, fromVersionId).FirstOrDefaultAsync(ct) is not { } from || await Known(db, toVersionId).FirstOrDefaultAsync(ct) is not { } to) return Problem.NotFound("plan version");
        if (from.PlanCode != to.PlanCode || from.Id == to.Id || from.Currency != to.Currency) return Problem.Invalid("to_version_id", "Accounts move between two versions of one plan in one currency.");

        var (moved, skipped) = (0, 0);
        while (await AccountsAsync(db, fromVersionId, skipped, ct) is { Count: > 0 } accounts)
            foreach (var accountId in accounts)
                if (await MoveOneAsync(actor, db, accountId, to, ct)) moved++;
                else skipped++;
        return new VersionMove(moved, skipped);
    }

    private static IQueryable<PlanVersion> Known(BillingDbContext db, Guid id) => db.PlanVersions.AsNoTracking().Where(version => version.Id == id);

    /// <summary>Those that have moved are no longer among them; those that could not are stepped over.</summary>
    private static Task<List<Guid>> AccountsAsync(BillingDbContext db, Guid versionId, int skip, CancellationToken ct) =>
        db.AccountPlans.Where(plan => plan.PlanVersionId == versionId && plan.To == null).OrderBy(plan => plan.AccountId).Select(plan => plan.AccountId).Skip(skip).Take(Batch).ToListAsync(ct);

    private async Task<bool> MoveOneAsync(Actor actor, BillingDbContext db, Guid accountId, PlanVersion to, CancellationToken ct)
    {
        var current = await plans.AtAsync(db, accountId, clock.Now, ct);
        var end = current.Period.End;
        if (end - clock.Now < Notice) end = current.Row.Anchor is { } anchor ? Period.MonthAt(anchor, end).End : Period.CalendarMonth(end).End;
        var teamId = await db.Teams.Where(team => team.AccountId == accountId).OrderBy(team => team.CreatedAt).Select(team => team.Id).FirstAsync(ct);
        var moved = await scheduled.StoreAsync(actor, accountId, teamId, new(ScheduledKind.Plan, await catalogue.ByIdAsync(db, to.Id, ct), end) { Reason = "A new version of the plan." }, ct);
        return moved.Problem is null;
    }
}
