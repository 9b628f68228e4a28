namespace BillingPortal.Features.Taxes;

/// <summary>The seller's registration with a tax office, kept by finance: there and meanwhile tax is collected.</summary>
public sealed class TaxRegistration
{
    public Guid Id { get; private set; } = Guid.CreateVersion7();

    public required string Jurisdiction { get; init; }

    /// <summary>Printed on invoices that charge this tax.</summary>
    public string? Number { get; init; }

    /// <summary>The first day, UTC.</summary>
    public required DateTime From { get; init; }

    /// <summary>The first day on which it no longer holds; null while it is open.</summary>
    public DateTime? Until { get; private set; }

    public long Version { get; private set; }

    public bool HoldsAt(DateTime at) => From <= at && (Until is null || at < Until);

    public void End(DateTime until) => Until = until;
}
