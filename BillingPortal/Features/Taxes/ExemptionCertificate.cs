namespace BillingPortal.Features.Taxes;

/// <summary>A paper by which a tax office frees an account from one of its taxes. That a non-profit pays less for its plan is another matter.</summary>
public sealed class ExemptionCertificate
{
    public Guid Id { get; private set; } = Guid.CreateVersion7();

    public required Guid AccountId { get; init; }

    public required string Jurisdiction { get; init; }

    /// <summary>Encrypted at rest.</summary>
    public required string Number { get; init; }

    /// <summary>As printed: "Non-profit organization".</summary>
    public required string Reason { get; init; }

    /// <summary>The first day, UTC.</summary>
    public required DateTime ValidFrom { get; init; }

    /// <summary>The first day on which it no longer holds; null where the paper names none.</summary>
    public DateTime? ValidUntil { get; private set; }

    public required DateTime RecordedAt { get; init; }

    public long Version { get; private set; }

    public bool Covers(string jurisdiction, DateTime at) => Jurisdiction == jurisdiction && ValidFrom <= at && (ValidUntil is null || at < ValidUntil);

    /// <summary>Ends early; what was issued before keeps its exemption.</summary>
    public void End(DateTime until) => ValidUntil = until;

    /// <summary>The last day on which it holds can be told when it is made.</summary>
    public ExemptionCertificate Until(DateTime? until)
    {
        ValidUntil = until;
        return this;
    }
}
