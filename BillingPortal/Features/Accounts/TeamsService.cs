using BillingPortal.Data;
using BillingPortal.Features.Access;
using BillingPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Accounts;

/// <summary>One of a person's own teams, and what that person is in it.</summary>
public sealed record MyTeam(Guid Id, Guid AccountId, string Name, TeamRole Role);

public sealed class TeamsService(IDbContextFactory<BillingDbContext> contexts)
{
    /// <summary>The actor's teams by name.</summary>
    public async Task<Result<IReadOnlyList<MyTeam>>> MineAsync(Actor actor, CancellationToken ct = default)
    {
        var ids = actor.Memberships.Select(membership => membership.TeamId).ToList();
        await using var db = await contexts.CreateDbContextAsync(ct);
        var teams = await db.Teams.AsNoTracking().Where(team => ids.Contains(team.Id)).OrderBy(team => team.Name)
            .Select(team => new { team.Id, team.AccountId, team.Name }).ToListAsync(ct);
        return Result<IReadOnlyList<MyTeam>>.Of([.. teams.Select(team => new MyTeam(team.Id, team.AccountId, team.Name, actor.RoleIn(team.Id) ?? TeamRole.Member))]);
    }

    /// <summary>Where the start page leads: the team that was open last, else the only team, else none.</summary>
    public static Guid? StartOf(Actor actor) =>
        actor.Memberships is [var only] ? only.TeamId
        : actor.LastTeamId is { } last && actor.RoleIn(last) is not null ? last
        : null;

    /// <summary>Remembers that the actor has this team open.</summary>
    public async Task<Result<Done>> OpenAsync(Actor actor, Guid teamId, CancellationToken ct = default)
    {
        if (actor.Deny(Permission.ViewTeam, teamId) is { } denied) return denied;
        // Most visits are to the team that was open before, and a page that is only looked at must not wait for a writer.
        if (actor.LastTeamId == teamId) return Done.It;
        await using var db = await contexts.CreateDbContextAsync(ct);
        await db.People.Where(person => person.UserId == actor.UserId).ExecuteUpdateAsync(person => person.SetProperty(p => p.LastTeamId, teamId), ct);
        return Done.It;
    }
}
