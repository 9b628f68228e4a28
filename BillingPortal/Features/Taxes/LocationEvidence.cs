namespace BillingPortal.Features.Taxes;

public enum EvidenceKind
{
    BillingAddress,
    Card,
    TaxId,
}

/// <summary>Something that tells where a buyer is, other than what the buyer says: the newest of its kind.</summary>
public sealed class LocationEvidence
{
    public required Guid AccountId { get; init; }

    public required EvidenceKind Kind { get; init; }

    public required string Country { get; set; }

    public required DateTime SeenAt { get; set; }
}
