using BillingPortal.Data;
using BillingPortal.Features.Accounts;
using BillingPortal.Features.Auditing;
using BillingPortal.Features.Plans;
using BillingPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Subscriptions;

/// <summary>How far a move is, or what came of it.</summary>
/// <param name="Accounts">How many there are to look at; 0 before it has begun.</param>
/// <param name="Scheduled">How many will move at their next renewal.</param>
/// <param name="Skipped">How many were left as they are: something else is scheduled for them, or is under way.</param>
public sealed record VersionMoveView(bool IsUnderWay, int Accounts, int Scheduled, int Skipped);

/// <summary>An earlier version of a plan, whose accounts may be moved.</summary>
/// <param name="Accounts">How many are on it now.</param>
/// <param name="Staying">Of them, those for whom nothing else is scheduled.</param>
/// <param name="Move">The newest move away from it; null where there was none.</param>
public sealed record EarlierVersion(Guid Id, int Number, Money Price, int Accounts, int Staying, VersionMoveView? Move);

/// <summary>Asks that the accounts of one version of a plan move to another, each at its next renewal, and shows how far that is. The work itself is <see cref="VersionMoveWork"/>'s.</summary>
public sealed class PlanVersionMoves(IDbContextFactory<BillingDbContext> contexts, BillingClock clock, LiveChanges changes)
{
    /// <summary>The versions before this one in its currency that somebody is on, or that were moved from, newest first.</summary>
    public async Task<Result<IReadOnlyList<EarlierVersion>>> LookAsync(Actor actor, Guid toVersionId, CancellationToken ct = default)
    {
        if (actor.Deny(Permission.ViewPlatform) is { } denied) return denied;

        await using var db = await contexts.CreateDbContextAsync(ct);
        if (await Known(db, toVersionId).FirstOrDefaultAsync(ct) is not { } to) return Problem.NotFound("plan version");
        var versions = await db.PlanVersions.AsNoTracking().Where(version => version.PlanCode == to.PlanCode && version.Currency == to.Currency && version.Number < to.Number)
            .OrderByDescending(version => version.Number).ToListAsync(ct);
        var (ids, now) = (versions.Select(version => version.Id).ToList(), clock.Now);
        var counts = await db.AccountPlans.Where(plan => ids.Contains(plan.PlanVersionId) && plan.From <= now && (plan.To == null || plan.To > now)).GroupBy(plan => plan.PlanVersionId)
            .Select(of => new { of.Key, Accounts = of.Count(), Staying = of.Sum(plan => plan.To == null ? 1 : 0) }).ToDictionaryAsync(of => of.Key, ct);
        var moves = await db.VersionMoves.AsNoTracking().Where(move => move.ToVersionId == toVersionId).OrderBy(move => move.AskedAt).ToListAsync(ct);
        var rows = from version in versions
                   let count = counts.GetValueOrDefault(version.Id)
                   let move = moves.LastOrDefault(move => move.FromVersionId == version.Id)
                   where count is not null || move is not null
                   select new EarlierVersion(version.Id, version.Number, version.Price, count?.Accounts ?? 0, count?.Staying ?? 0, move is null ? null : View(move));
        return Result<IReadOnlyList<EarlierVersion>>.Of([.. rows]);
    }

    /// <summary>While a move away from a version is under way there is no second: asking again is then no fault and changes nothing.</summary>
    public async Task<Result<Done>> AskAsync(Actor actor, Guid fromVersionId, Guid toVersionId, CancellationToken ct = default)
    {
        if (actor.Deny(Permission.ManagePlans) is { } denied) return denied;

        await using var db = await contexts.CreateDbContextAsync(ct);
        if (await Known(db, fromVersionId).FirstOrDefaultAsync(ct) is not { } from || await Known(db, toVersionId).FirstOrDefaultAsync(ct) is not { } to) return Problem.NotFound("plan version");
        if (from.PlanCode != to.PlanCode || from.Id == to.Id || from.Currency != to.Currency) return Problem.Invalid("to_version_id", "Accounts move between two versions of one plan in one currency.");
        if (await UnderWayAsync(db, fromVersionId, ct)) return Done.It;

        db.Add(VersionMove.Ask(actor, fromVersionId, toVersionId, clock.Now));
        db.Record(actor, "planVersion.moveAsked", toVersionId, clock.Now, $"{to.PlanCode} {from.Number} to {to.Number}");
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException)
        {
            // Somebody else asked at this very moment; the index let one through.
            await using var fresh = await contexts.CreateDbContextAsync(ct);
            if (!await UnderWayAsync(fresh, fromVersionId, ct)) throw;
        }
        changes.Tell(toVersionId);
        return Done.It;
    }

    private static VersionMoveView View(VersionMove move) => new(move.RunsFor is not null, move.Accounts, move.Scheduled, move.Skipped);

    private static Task<bool> UnderWayAsync(BillingDbContext db, Guid fromVersionId, CancellationToken ct) => db.VersionMoves.AnyAsync(move => move.RunsFor == fromVersionId, ct);

    private static IQueryable<PlanVersion> Known(BillingDbContext db, Guid id) => db.PlanVersions.AsNoTracking().Where(version => version.Id == id);
}
