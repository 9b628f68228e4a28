using System.Globalization;

namespace BillingPortal.StripeSandbox.Catalogue;

/// <summary>Stripe's `*_decimal` fields: decimals as strings, without trailing zeros.</summary>
public static class Decimals
{
    public static decimal Parse(string text) => decimal.Parse(text, NumberStyles.Number, CultureInfo.InvariantCulture);

    public static string Text(decimal value) => value.ToString("0.############", CultureInfo.InvariantCulture);

    /// <summary>The whole minor units, or null where the decimal has a fraction of one.</summary>
    public static long? Whole(decimal value) => value == decimal.Truncate(value) ? (long)value : null;
}
