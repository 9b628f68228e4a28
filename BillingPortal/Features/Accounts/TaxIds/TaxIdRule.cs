using System.Text.RegularExpressions;

namespace BillingPortal.Features.Accounts.TaxIds;

/// <summary>How the tax ids of one country look and what their check digits must be.</summary>
/// <param name="Country">ISO code.</param>
/// <param name="Prefix">What stands before the number when it is written in full; it may be left out when typing.</param>
/// <param name="Form">Of the number without its prefix.</param>
/// <param name="Words">The form, for whoever got it wrong: "DE and 9 digits".</param>
/// <param name="Check">On the number without its prefix; null where there are no check digits, or where the rule is not published.</param>
internal sealed record TaxIdRule(string Country, string Prefix, string Form, string Words, Func<string, bool>? Check = null)
{
    private readonly Regex form = new($"^(?:{Form})$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture);

    /// <summary>What VIES knows: the member states, and Northern Ireland's XI.</summary>
    public bool IsKnownToVies => EuropeanUnion.Has(Country) || Prefix == "XI";

    public bool Fits(string number) => form.IsMatch(number);

    public bool IsRight(string number) => Check?.Invoke(number) ?? true;
}
