using BillingPortal.Data;
using BillingPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Accounts;

public static class AccountQueries
{
    public static Task<Guid?> AccountIdOfAsync(this BillingDbContext db, Guid teamId, CancellationToken ct = default) =>
        db.Teams.Where(team => team.Id == teamId).Select(team => (Guid?)team.AccountId).FirstOrDefaultAsync(ct);

    /// <summary>The same for somebody who looks: members' own teams are known from the actor; only the portal's own callers need a look.</summary>
    public static async Task<Guid?> AccountIdOfAsync(this BillingDbContext db, Actor actor, Guid teamId, CancellationToken ct = default) =>
        actor.Memberships.FirstOrDefault(membership => membership.TeamId == teamId)?.AccountId ?? await db.AccountIdOfAsync(teamId, ct);

    /// <summary>The account that pays for a team, for reading.</summary>
    public static Task<Account?> AccountOfAsync(this BillingDbContext db, Guid teamId, CancellationToken ct = default)
    {
        var teams = db.Teams;
        return db.Accounts.AsNoTracking().FirstOrDefaultAsync(account => teams.Any(team => team.Id == teamId && team.AccountId == account.Id), ct);
    }
}
