using System.Text.Json;
using BillingPortal.Data;
using BillingPortal.Features.Accounts.TaxIds;
using BillingPortal.Features.Auditing;
using BillingPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Accounts;

public sealed class BillingProfileService(IDbContextFactory<BillingDbContext> contexts, TaxIdChecks taxIds, BillingClock clock, LiveChanges changes)
{
    private static readonly Problem Meanwhile = Problem.Conflict("Somebody else changed this meanwhile. Look at it again.");

    public async Task<Result<BillingProfileInput>> GetAsync(Actor actor, Guid teamId, CancellationToken ct = default)
    {
        if (actor.Deny(Permission.ViewBilling, teamId) is { } denied) return denied;

        await using var db = await contexts.CreateDbContextAsync(ct);
        return await OfTeam(db, teamId).AsNoTracking().FirstOrDefaultAsync(ct) is { } account ? BillingProfileInput.Of(account) : Problem.NotFound("team");
    }

    public async Task<Result<BillingProfileInput>> ChangeAsync(Actor actor, Guid teamId, BillingProfileInput input, CancellationToken ct = default)
    {
        if (actor.Deny(Permission.EditBillingProfile, teamId) is { } denied) return denied;
        if (Problem.In(input) is { } problem) return problem;

        await using var db = await contexts.CreateDbContextAsync(ct);
        if (await OfTeam(db, teamId).FirstOrDefaultAsync(ct) is not { } account) return Problem.NotFound("team");

        if (input.Version is { } seen && seen != account.ProfileVersion) return Meanwhile;

        var (before, now) = (BillingProfileInput.Of(account), clock.Now);
        account.ChangeProfile(input.ToProfile(), input.BillingEmail?.Trim() ?? account.BillingEmail, now);
        if (Changed(before, BillingProfileInput.Of(account)) is not { Length: > 0 } changed) return before;

        await db.FollowTaxIdAsync(account, now, ct);
        db.Record(actor, "billingProfile.changed", account.Id, now, changed);
        return await SaveAsync(db, account, ct);
    }

    private async Task<Result<BillingProfileInput>> SaveAsync(BillingDbContext db, Account account, CancellationToken ct)
    {
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException clash) when (clash is DbUpdateConcurrencyException || clash.Entries.Any(entry => entry.Entity is TaxIdStanding))
        {
            return Meanwhile;
        }
        changes.Tell(account.Id);
        // What is saved is saved: VIES may be slow or down, and then its turn comes again.
        await taxIds.AskAsync(account.Id, ct);
        return BillingProfileInput.Of(account);
    }

    /// <summary>The names of the fields that differ, for the audit trail: what was changed, not to what.</summary>
    private static string Changed(BillingProfileInput before, BillingProfileInput after) => string.Join(", ",
        from field in typeof(BillingProfileInput).GetProperties()
        where field.Name != nameof(BillingProfileInput.Version) && !Equals(field.GetValue(before), field.GetValue(after))
        select JsonNamingPolicy.SnakeCaseLower.ConvertName(field.Name));

    private static IQueryable<Account> OfTeam(BillingDbContext db, Guid teamId)
    {
        var teams = db.Teams;
        return db.Accounts.Where(account => teams.Any(team => team.Id == teamId && team.AccountId == account.Id));
    }
}
