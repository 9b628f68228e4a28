using System.Text.Json.Serialization;

namespace BillingPortal.Shared;

/// <summary>An ISO 4217 currency, upper case. Its minor digits come from the standard; Stripe's wire format has exponents of its own.</summary>
public readonly record struct Currency
{
    private static readonly Dictionary<string, (int Digits, string? Symbol)> Known = new()
    {
        ["USD"] = (2, "$"), ["EUR"] = (2, "€"), ["GBP"] = (2, "£"), ["CAD"] = (2, "CA$"), ["AUD"] = (2, "A$"), ["NZD"] = (2, "NZ$"),
        ["CHF"] = (2, null), ["NOK"] = (2, null), ["SEK"] = (2, null), ["DKK"] = (2, null), ["PLN"] = (2, null), ["INR"] = (2, "₹"),
        ["SGD"] = (2, "S$"), ["JPY"] = (0, "¥"), ["KRW"] = (0, "₩"), ["KWD"] = (3, null), ["BHD"] = (3, null), ["ISK"] = (0, null),
    };

    public static readonly Currency Usd = new("USD");

    [JsonConstructor]
    public Currency(string code)
    {
        if (!Known.ContainsKey(code)) throw new ArgumentException($"'{code}' is not a currency this portal knows.", nameof(code));
        Code = code;
    }

    /// <summary>Every currency that this portal knows, by code.</summary>
    public static IReadOnlyList<string> Codes => [.. Known.Keys.Order()];

    public string Code { get; }

    public int MinorDigits => Known[Code].Digits;

    /// <summary>What stands before an amount; the code where there is no sign, with a space that no line is broken at.</summary>
    public string Symbol => Known[Code].Symbol ?? Code + "\u00A0";

    /// <summary>What can be charged is a multiple of this many minor units: card networks take thousandths only in tens.</summary>
    public long Step => MinorDigits == 3 ? 10 : 1;

    /// <summary>How many minor units of Stripe make one of ours: Stripe wants ISK with two digits although the króna has none.</summary>
    public long StripeFactor => Code == "ISK" ? 100 : 1;

    /// <summary>The lower-case code of the REST API and of Stripe.</summary>
    public string Wire => Code.ToLowerInvariant();

    public static bool TryParse(string? text, out Currency currency)
    {
        var code = text?.Trim().ToUpperInvariant();
        var known = code is not null && Known.ContainsKey(code);
        currency = known ? new(code!) : default;
        return known;
    }

    public override string ToString() => Code;
}
