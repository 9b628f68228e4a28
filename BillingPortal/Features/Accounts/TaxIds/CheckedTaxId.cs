namespace BillingPortal.Features.Accounts.TaxIds;

/// <summary>A tax id whose form and check digits are right, as it is stored and printed: upper case, without spaces, with its country's prefix.</summary>
/// <param name="Text">"DE136695976"</param>
/// <param name="Country">ISO code of the country whose id it is.</param>
/// <param name="Number">What VIES is asked with: the text without its prefix.</param>
public sealed record CheckedTaxId(string Text, string Country, string Prefix, string Number, bool IsKnownToVies)
{
    private const string Ignored = " \t\u00a0.-/_·";

    private static readonly Dictionary<string, TaxIdRule> ByCountry = EuropeanTaxIds.Rules.Concat(OtherTaxIds.Rules).ToDictionary(rule => rule.Country);

    private static readonly TaxIdRule[] Prefixed = [.. ByCountry.Values.Where(rule => rule.Prefix.Length > 1), OtherTaxIds.NorthernIreland];

    /// <summary>Reads what somebody typed as the tax id of a buyer in a country; a registration in another country is told by its prefix.</summary>
    /// <returns>The rule that it breaks, or null.</returns>
    public static string? Read(string typed, string? country, out CheckedTaxId? id)
    {
        id = null;
        var text = string.Concat(typed.Where(letter => !Ignored.Contains(letter, StringComparison.Ordinal))).ToUpperInvariant();
        var home = country is null ? null : ByCountry.GetValueOrDefault(country);
        var own = home is null ? null : Match(home, text);
        // The key of a French id may look like another country's prefix: then the id that is right as a whole wins.
        if (own is not null && (own != text || home!.Prefix == "" || !text.Take(2).All(char.IsAsciiLetter))) return Take(home!, own, out id);
        var others = Prefixed.Where(rule => rule != home && text.StartsWith(rule.Prefix, StringComparison.Ordinal) && rule.Fits(text[rule.Prefix.Length..])).ToList();
        if (others.Find(rule => rule.IsRight(text[rule.Prefix.Length..])) is { } right) return Take(right, text[right.Prefix.Length..], out id);
        if (own is not null) return Take(home!, own, out id);
        if (others.Count > 0) return Take(others[0], text[others[0].Prefix.Length..], out id);
        if (home is not null) return $"A tax id of {Countries.NameOf(home.Country)} is {home.Words}.";

        if (text.Length is < 3 or > 30 || !text.All(char.IsAsciiLetterOrDigit)) return "A tax id has 3 to 30 letters and digits.";
        id = new(text, country ?? "", "", text, IsKnownToVies: false);
        return null;
    }

    /// <summary>One that was found right before.</summary>
    public static CheckedTaxId? Stored(string? text, string? country) => text is not null && Read(text, country, out var id) is null ? id : null;

    private static string? Match(TaxIdRule rule, string text)
    {
        var bare = rule.Prefix.Length > 0 && text.StartsWith(rule.Prefix, StringComparison.Ordinal) ? text[rule.Prefix.Length..] : null;
        return bare is not null && rule.Fits(bare) ? bare : rule.Fits(text) ? text : null;
    }

    private static string? Take(TaxIdRule rule, string number, out CheckedTaxId? id)
    {
        id = rule.IsRight(number) ? new(rule.Prefix + number, rule.Country, rule.Prefix, number, rule.IsKnownToVies) : null;
        return id is null ? $"The check digits of this tax id of {Countries.NameOf(rule.Country)} do not fit: look for a mistyped digit." : null;
    }
}
