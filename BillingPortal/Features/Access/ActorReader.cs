using System.Security.Claims;
using BillingPortal.Data;
using BillingPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Access;

/// <summary>Builds the actor from what the database says now, whatever the cookie or token once said.</summary>
public sealed class ActorReader(IDbContextFactory<BillingDbContext> contexts)
{
    // One statement, translated once: this is read at every request, and both lists are short.
    private readonly Func<BillingDbContext, string, CancellationToken, Task<KnownUser?>> find = EF.CompileAsyncQuery((BillingDbContext db, string id, CancellationToken _) =>
        db.Users.AsNoTracking().AsSingleQuery().Where(user => user.Id == id)
            .Select(user => new KnownUser
            {
                Email = user.Email,
                Name = db.Set<Person>().Where(p => p.UserId == user.Id).Select(p => p.Name).FirstOrDefault(),
                TimeZone = db.Set<Person>().Where(p => p.UserId == user.Id).Select(p => p.TimeZone).FirstOrDefault(),
                LastTeamId = db.Set<Person>().Where(p => p.UserId == user.Id).Select(p => p.LastTeamId).FirstOrDefault(),
                Roles = db.Set<PlatformGrant>().Where(g => g.UserId == user.Id).Select(g => g.Role).ToList(),
                Memberships = db.Set<Membership>().Where(m => m.UserId == user.Id).Select(m => new ActorMembership(m.TeamId, m.AccountId, m.Role)).ToList(),
            })
            .FirstOrDefault());

    public async Task<Actor> ReadAsync(ClaimsPrincipal? user, CancellationToken ct = default) =>
        user?.FindFirstValue(ClaimTypes.NameIdentifier) is { } userId && user.Identity?.IsAuthenticated == true ? await ReadAsync(userId, ct) : Actor.Nobody;

    private async Task<Actor> ReadAsync(string userId, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await find(db, userId, ct) is { } person
            ? new() { UserId = userId, Name = person.Name ?? person.Email ?? "", Email = person.Email, TimeZone = person.TimeZone ?? "Etc/UTC", LastTeamId = person.LastTeamId, PlatformRoles = person.Roles, Memberships = person.Memberships }
            : Actor.Nobody;
    }

    private sealed class KnownUser
    {
        public string? Email { get; init; }

        public string? Name { get; init; }

        public string? TimeZone { get; init; }

        public Guid? LastTeamId { get; init; }

        public required List<PlatformRole> Roles { get; init; }

        public required List<ActorMembership> Memberships { get; init; }
    }
}
