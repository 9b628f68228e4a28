namespace BillingPortal.Features.Accounts.TaxIds;

/// <summary>The member states, by ISO code.</summary>
public static class EuropeanUnion
{
    private static readonly HashSet<string> Members =
        ["AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"];

    public static IReadOnlyCollection<string> Codes => Members;

    public static bool Has(string? country) => country is not null && Members.Contains(country);
}
