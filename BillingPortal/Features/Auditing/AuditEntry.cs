namespace BillingPortal.Features.Auditing;

/// <summary>One action that somebody took, written in the same save as its change. Never altered, never removed.</summary>
public sealed class AuditEntry
{
    public Guid Id { get; private set; } = Guid.CreateVersion7();

    public required DateTime At { get; init; }

    /// <summary>The person, or null for the portal itself.</summary>
    public string? UserId { get; init; }

    public required string ActorName { get; init; }

    /// <summary><c>noun.pastVerb</c>, for example <c>team.created</c>.</summary>
    public required string Action { get; init; }

    public required Guid SubjectId { get; init; }

    /// <summary>What a reader needs besides, as short words; no secrets and no personal values.</summary>
    public string? Details { get; init; }
}
