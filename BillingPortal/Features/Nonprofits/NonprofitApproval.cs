namespace BillingPortal.Features.Nonprofits;

/// <summary>That an account was found to be a non-profit organization, from when and until when.</summary>
public sealed class NonprofitApproval
{
    public Guid Id { get; private set; } = Guid.CreateVersion7();

    public required Guid AccountId { get; init; }

    public required DateTime ApprovedAt { get; init; }

    /// <summary>Exclusive.</summary>
    public required DateTime Until { get; init; }
}
