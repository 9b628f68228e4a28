using BillingPortal.Data;

namespace BillingPortal.Features.Taxes;

/// <summary>What must be known of a buyer's tax id before the buyer pays the tax itself.</summary>
public enum ReverseChargeNeeds
{
    /// <summary>A confirmation by VIES, or by hand.</summary>
    Vies,

    /// <summary>Right form and check digits are enough, unless VIES has said no.</summary>
    Checksum,
}

public enum TaxProvider
{
    BuiltIn,
    TaxJar,
    Avalara,
}

/// <summary>From the section <c>Tax</c>, and where the seller sits.</summary>
public sealed record TaxOptions(TaxProvider Provider, ReverseChargeNeeds ReverseChargeNeeds, string SellerCountry)
{
    /// <exception cref="ConfigurationProblem">A word that is none of the known ones.</exception>
    public static TaxOptions From(IConfiguration configuration) => new(
        Read(configuration, "Tax:Provider", TaxProvider.BuiltIn), Read(configuration, "Tax:ReverseChargeNeeds", ReverseChargeNeeds.Vies), configuration["Seller:Country"]?.ToUpperInvariant() ?? "");

    private static T Read<T>(IConfiguration configuration, string key, T standard) where T : struct, Enum => configuration[key] is not { Length: > 0 } text
        ? standard
        : Enum.TryParse<T>(text, ignoreCase: true, out var value) && Enum.IsDefined(value) ? value
        : throw new ConfigurationProblem($"{key} is '{text}'; it must be one of {string.Join(", ", Enum.GetNames<T>())}.");
}
