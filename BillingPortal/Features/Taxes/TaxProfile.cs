using BillingPortal.Features.Accounts;
using BillingPortal.Shared;

namespace BillingPortal.Features.Taxes;

/// <summary>What must be known of a buyer before anything can be sold.</summary>
public static class TaxProfile
{
    /// <summary>What the profile lacks for the tax to be known, or null.</summary>
    public static Problem? Missing(BillingProfile profile)
    {
        if (profile.Country is not { Length: 2 } country) return Problem.Invalid("country", "The billing address needs a country: it decides the tax.");
        var regions = TaxTable.RegionsOf(country);
        if (regions.Count == 0 || profile.Region is { } region && regions.Contains(region)) return null;

        var kind = country == "US" ? "state" : "province";
        return Problem.Invalid("region", profile.Region is { Length: > 0 } unknown
            ? $"'{unknown}' is not the code of a {kind}."
            : $"The billing address needs a {kind}: it decides the tax.");
    }
}
