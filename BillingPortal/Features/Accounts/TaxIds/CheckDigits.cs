namespace BillingPortal.Features.Accounts.TaxIds;

/// <summary>The arithmetic by which tax offices catch a mistyped digit.</summary>
internal static class CheckDigits
{
    public static int Digit(char letter) => letter - '0';

    /// <summary>The sum of digits times weights, over as many as there are weights.</summary>
    public static int Weighted(string digits, params ReadOnlySpan<int> weights)
    {
        var sum = 0;
        for (var at = 0; at < weights.Length; at++) sum += weights[at] * Digit(digits[at]);
        return sum;
    }

    public static long Number(string digits) => long.Parse(digits, System.Globalization.CultureInfo.InvariantCulture);

    public static bool Luhn(string digits)
    {
        var sum = 0;
        for (var at = 0; at < digits.Length; at++)
        {
            var value = Digit(digits[^(at + 1)]) * (1 + at % 2);
            sum += value > 9 ? value - 9 : value;
        }
        return sum % 10 == 0;
    }

    /// <summary>ISO 7064 MOD 11,10.</summary>
    public static bool Mod11And10(string digits)
    {
        var product = 10;
        foreach (var digit in digits[..^1])
        {
            var sum = (Digit(digit) + product) % 10;
            product = (sum == 0 ? 10 : sum) * 2 % 11;
        }
        return (product + Digit(digits[^1])) % 10 == 1;
    }

    /// <summary>ISO 7064 MOD 97-10, letters counting from A = 10.</summary>
    public static bool Mod97And10(string text)
    {
        var rest = 0;
        foreach (var letter in text)
            rest = char.IsAsciiDigit(letter) ? (rest * 10 + Digit(letter)) % 97 : (rest * 100 + letter - 'A' + 10) % 97;
        return rest == 1;
    }
}
