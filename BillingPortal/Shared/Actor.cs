namespace BillingPortal.Shared;

/// <summary>One team that an actor belongs to, and the account that pays for it.</summary>
public sealed record ActorMembership(Guid TeamId, Guid AccountId, TeamRole Role);

/// <summary>Who acts: a person with memberships and platform roles, or the portal itself. Read from the database at each request.</summary>
public sealed record Actor
{
    /// <summary>The portal's own jobs and event handlers; may do everything.</summary>
    public static readonly Actor System = new() { Name = "BillingPortal", IsSystem = true };

    /// <summary>Somebody who has not signed in; may do nothing.</summary>
    public static readonly Actor Nobody = new() { Name = "" };

    public string? UserId { get; init; }

    public required string Name { get; init; }

    public string? Email { get; init; }

    /// <summary>An IANA zone; times on pages are shown in it.</summary>
    public string TimeZone { get; init; } = "Etc/UTC";

    /// <summary>The team that was open last.</summary>
    public Guid? LastTeamId { get; init; }

    public bool IsSystem { get; init; }

    public bool IsSignedIn => UserId is not null;

    public IReadOnlyList<ActorMembership> Memberships { get; init; } = [];

    public IReadOnlyList<PlatformRole> PlatformRoles { get; init; } = [];

    public bool May(Permission permission) => IsSystem || PlatformRoles.Any(role => role.Allows(permission));

    public bool May(Permission permission, Guid scope) => Deny(permission, scope) is null;

    public TeamRole? RoleIn(Guid scope) => MembershipOf(scope)?.Role;

    /// <summary>Whether this actor is refused something on a team or an account. A stranger is told that it does not exist; a member without the right, that it is forbidden.</summary>
    public Problem? Deny(Permission permission, Guid scope)
    {
        if (May(permission)) return null;
        if (MembershipOf(scope) is not { } membership) return Problem.NotFound("team");
        return membership.Role.Allows(permission) ? null : Problem.Forbidden();
    }

    /// <summary>Whether this actor is refused something that belongs to no team.</summary>
    public Problem? Deny(Permission permission) => May(permission) ? null : Problem.Forbidden();

    private ActorMembership? MembershipOf(Guid scope) => Memberships.FirstOrDefault(m => m.TeamId == scope || m.AccountId == scope);
}
