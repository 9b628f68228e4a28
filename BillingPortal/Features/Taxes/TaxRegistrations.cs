using BillingPortal.Data;

namespace BillingPortal.Features.Taxes;

/// <summary>Where the seller is registered and therefore collects: <c>Seller:TaxRegistrations</c>, jurisdictions separated by commas, or <c>*</c> for all of the built-in table.</summary>
public sealed class TaxRegistrations
{
    private const string Everywhere = "*";

    private readonly HashSet<string> jurisdictions;

    /// <exception cref="ConfigurationProblem">A jurisdiction that the table does not know.</exception>
    public TaxRegistrations(string configured)
    {
        jurisdictions = [.. configured.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
        if (jurisdictions.FirstOrDefault(j => j != Everywhere && !TaxTable.Jurisdictions.Contains(j)) is { } unknown)
            throw new ConfigurationProblem($"Seller:TaxRegistrations names '{unknown}', which is not in the tax table; it takes codes such as US-NY, CA, CA-QC or DE, or *.");
    }

    public bool Include(string jurisdiction) =>
        jurisdictions.Contains(jurisdiction) || jurisdictions.Contains(Everywhere) && TaxTable.Jurisdictions.Contains(jurisdiction);
}
