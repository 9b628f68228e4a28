namespace BillingPortal.Features.Accounts;

/// <summary>A team that uses the product. It keeps its id for life; its account pays.</summary>
public sealed class Team
{
    public Guid Id { get; private set; } = Guid.CreateVersion7();

    public required string Name { get; init; }

    public required Guid AccountId { get; init; }

    public Guid? OrganizationId { get; init; }

    public required DateTime CreatedAt { get; init; }

    public long Version { get; private set; }
}
