using BillingPortal.Shared;

namespace BillingPortal.Features.Access;

/// <summary>One person's place in one team.</summary>
public sealed class Membership
{
    public Guid Id { get; private set; } = Guid.CreateVersion7();

    public required Guid TeamId { get; init; }

    /// <summary>The account that pays for the team; moves with the team.</summary>
    public required Guid AccountId { get; set; }

    public required string UserId { get; init; }

    public TeamRole Role { get; private set; }

    public required DateTime JoinedAt { get; init; }

    public long Version { get; private set; }

    public static Membership Of(Guid teamId, Guid accountId, string userId, TeamRole role, DateTime now) =>
        new() { TeamId = teamId, AccountId = accountId, UserId = userId, Role = role, JoinedAt = now };
}

/// <summary>One person's role in the running of the platform.</summary>
public sealed class PlatformGrant
{
    public required string UserId { get; init; }

    public required PlatformRole Role { get; init; }
}

/// <summary>What the portal knows of a person beside the sign-in.</summary>
public sealed class Person
{
    public required string UserId { get; init; }

    public required string Name { get; set; }

    /// <summary>Where the home page goes; null before the first team.</summary>
    public Guid? LastTeamId { get; set; }

    /// <summary>An IANA zone; times on pages are shown in it.</summary>
    public string TimeZone { get; set; } = "Etc/UTC";
}
