using System.Globalization;
using BillingPortal.StripeSandbox.Wire;

namespace BillingPortal.StripeSandbox.Catalogue;

/// <summary>How amounts of a currency look on Stripe's wire, and which of them can be charged at all.</summary>
public static class Currencies
{
    private static readonly HashSet<string> WithoutCents =
        ["bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "vnd", "vuv", "xaf", "xof", "xpf"];

    private static readonly HashSet<string> WithThousandths = ["bhd", "jod", "kwd", "omr", "tnd"];

    /// <summary>Without cents in life, but written with two digits for the sake of old integrations.</summary>
    private static readonly HashSet<string> WithEmptyCents = ["isk", "ugx"];

    /// <summary>How many digits of an amount stand behind the decimal point.</summary>
    public static int Digits(string currency) => WithoutCents.Contains(currency) ? 0 : WithThousandths.Contains(currency) ? 3 : 2;

    /// <summary>The smallest amount that can be charged, of which every amount is a multiple: thousandths end in 0, empty cents in 00.</summary>
    public static long Step(string currency) => WithThousandths.Contains(currency) ? 10 : WithEmptyCents.Contains(currency) ? 100 : 1;

    /// <summary>To the nearest amount that can be charged, half away from zero.</summary>
    public static long Round(decimal amount, string currency)
    {
        var step = Step(currency);
        return checked((long)decimal.Round(amount / step, 0, MidpointRounding.AwayFromZero) * step);
    }

    /// <summary>The currency in lower case, if there is such a one.</summary>
    public static string Checked(string currency, string param)
    {
        var code = currency.ToLowerInvariant();
        return code.Length == 3 && code.All(char.IsAsciiLetter) ? code
            : throw StripeError.Invalid($"Invalid currency: {currency}. Stripe supports three-letter ISO 4217 codes.", param);
    }

    public static void CheckAmount(long amount, string currency, string param)
    {
        if (Math.Abs((decimal)amount) > 99_999_999_99)
            throw StripeError.Invalid($"Invalid amount: must be at most {Text(99_999_999_99, currency)}.", param, amount > 0 ? "amount_too_large" : "amount_too_small");
        var step = Step(currency);
        if (amount % step == 0) return;
        var why = step == 100 ? "has become effectively zero-decimal and" : "has three decimals, of which the last is always 0:";
        throw StripeError.Invalid($"Invalid amount. Currency {currency.ToUpperInvariant()} {why} charged amounts must be evenly divisible by {step}.", param);
    }

    /// <summary>An amount for people to read, such as 10.89 USD.</summary>
    public static string Text(long amount, string currency)
    {
        var digits = Digits(currency);
        return $"{Major(amount, digits).ToString("N" + digits, CultureInfo.InvariantCulture)} {currency.ToUpperInvariant()}";
    }

    /// <summary>A price as it stands in the description of a line, such as $10.00.</summary>
    public static string Short(decimal amount, string currency)
    {
        var digits = Digits(currency);
        var symbol = currency switch { "usd" => "$", "eur" => "€", "gbp" => "£", "jpy" => "¥", _ => currency.ToUpperInvariant() + " " };
        return symbol + Major(amount, digits).ToString($"#,##0.{new string('0', digits)}##########", CultureInfo.InvariantCulture);
    }

    private static decimal Major(decimal amount, int digits) => digits switch { 0 => amount, 2 => amount / 100m, _ => amount / 1000m };
}
