using static BillingPortal.Features.Accounts.TaxIds.CheckDigits;

namespace BillingPortal.Features.Accounts.TaxIds;

/// <summary>VAT ids of the European Union.</summary>
internal static class EuropeanTaxIds
{
    private const string IrishLetters = "WABCDEFGHIJKLMNOPQRSTUV", SpanishLetters = "TRWAGMYFPDXBNJZSQVHLCKE", SpanishControls = "JABCDEFGHI";

    private static readonly int[] CyprusOdd = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21];

    public static readonly TaxIdRule[] Rules =
    [
        new("AT", "AT", @"U\d{8}", "ATU and 8 digits", Austria),
        new("BE", "BE", @"[01]\d{9}", "BE and 10 digits, the first 0 or 1", n => 97 - Number(n[..8]) % 97 == Number(n[8..])),
        new("BG", "BG", @"\d{9,10}", "BG and 9 or 10 digits", Bulgaria),
        new("CY", "CY", @"\d{8}[A-Z]", "CY, 8 digits and a letter", Cyprus),
        new("CZ", "CZ", @"\d{8,10}", "CZ and 8 to 10 digits", Czechia),
        new("DE", "DE", @"[1-9]\d{8}", "DE and 9 digits, for example DE136695976", Mod11And10),
        new("DK", "DK", @"[1-9]\d{7}", "DK and 8 digits", n => Weighted(n, 2, 7, 6, 5, 4, 3, 2, 1) % 11 == 0),
        new("EE", "EE", @"\d{9}", "EE and 9 digits", n => Weighted(n, 3, 7, 1, 3, 7, 1, 3, 7, 1) % 10 == 0),
        new("ES", "ES", @"[A-Z]\d{7}[A-Z0-9]|\d{8}[A-Z]", "ES and 9 characters, the first or the last a letter", Spain),
        new("FI", "FI", @"\d{8}", "FI and 8 digits", n => Weighted(n, 7, 9, 10, 5, 8, 4, 2, 1) % 11 == 0),
        new("FR", "FR", @"[A-HJ-NP-Z0-9]{2}\d{9}", "FR, a key of two characters and 9 digits", France),
        new("GR", "EL", @"\d{9}", "EL and 9 digits", n => Weighted(n, 256, 128, 64, 32, 16, 8, 4, 2) % 11 % 10 == Digit(n[8])),
        new("HR", "HR", @"\d{11}", "HR and 11 digits", Mod11And10),
        new("HU", "HU", @"\d{8}", "HU and 8 digits", n => Weighted(n, 9, 7, 3, 1, 9, 7, 3, 1) % 10 == 0),
        new("IE", "IE", @"\d{7}[A-W][A-IW]?|\d[A-Z]\d{5}[A-W]", "IE, 7 digits and one or two letters", Ireland),
        new("IT", "IT", @"\d{11}", "IT and 11 digits", Italy),
        new("LT", "LT", @"\d{7}1\d|\d{10}1\d", "LT and 9 or 12 digits", Lithuania),
        new("LU", "LU", @"\d{8}", "LU and 8 digits", n => Number(n[..6]) % 89 == Number(n[6..])),
        new("LV", "LV", @"\d{11}", "LV and 11 digits", Latvia),
        new("MT", "MT", @"[1-9]\d{7}", "MT and 8 digits", n => (Weighted(n, 3, 4, 6, 7, 8, 9) + Number(n[6..])) % 37 == 0),
        new("NL", "NL", @"\d{9}B\d{2}", "NL, 9 digits, B and 2 digits", Netherlands),
        new("PL", "PL", @"\d{10}", "PL and 10 digits", n => Weighted(n, 6, 5, 7, 2, 3, 4, 5, 6, 7) % 11 == Digit(n[9])),
        new("PT", "PT", @"[1-9]\d{8}", "PT and 9 digits", n => (11 - Weighted(n, 9, 8, 7, 6, 5, 4, 3, 2) % 11) % 11 % 10 == Digit(n[8])),
        new("RO", "RO", @"[1-9]\d{1,9}", "RO and 2 to 10 digits", n => Weighted(n[..^1].PadLeft(9, '0'), 7, 5, 3, 2, 1, 7, 5, 3, 2) * 10 % 11 % 10 == Digit(n[^1])),
        new("SE", "SE", @"\d{10}01", "SE, 10 digits and 01", n => Luhn(n[..10])),
        new("SI", "SI", @"[1-9]\d{7}", "SI and 8 digits", n => (11 - Weighted(n, 8, 7, 6, 5, 4, 3, 2) % 11) switch { 10 => 0, var check => check } == Digit(n[7])),
        new("SK", "SK", @"[1-9]\d[2-46-9]\d{7}", "SK and 10 digits", n => Number(n) % 11 == 0),
    ];

    private static bool Austria(string number)
    {
        var digits = number[1..];
        var sum = 4;
        for (var at = 0; at < 7; at++)
        {
            var value = Digit(digits[at]) * (1 + at % 2);
            sum += value > 9 ? value - 9 : value;
        }
        return (10 - sum % 10) % 10 == Digit(digits[7]);
    }

    /// <summary>Nine digits are a company's; ten a person's number, a foreigner's or another's.</summary>
    private static bool Bulgaria(string n)
    {
        if (n.Length == 9)
        {
            var check = Weighted(n, 1, 2, 3, 4, 5, 6, 7, 8) % 11;
            return (check == 10 ? Weighted(n, 3, 4, 5, 6, 7, 8, 9, 10) % 11 % 10 : check) == Digit(n[8]);
        }
        var last = Digit(n[9]);
        return Weighted(n, 2, 4, 8, 5, 10, 9, 7, 3, 6) % 11 % 10 == last
            || Weighted(n, 21, 19, 17, 13, 11, 9, 7, 3, 1) % 10 == last
            || (11 - Weighted(n, 4, 3, 2, 7, 6, 5, 4, 3, 2) % 11) % 11 == last;
    }

    private static bool Cyprus(string n)
    {
        if (n.StartsWith("12", StringComparison.Ordinal)) return false;
        var sum = 0;
        for (var at = 0; at < 8; at++) sum += at % 2 == 0 ? CyprusOdd[Digit(n[at])] : Digit(n[at]);
        return 'A' + sum % 26 == n[8];
    }

    /// <summary>Eight digits are a company's; nine or ten a person's, whose older numbers have no check digit.</summary>
    private static bool Czechia(string n) => n switch
    {
        { Length: 8 } when n[0] == '9' => false,
        { Length: 8 } => (11 - Weighted(n, 8, 7, 6, 5, 4, 3, 2) % 11) % 11 is var check && (check == 0 ? 1 : check) % 10 == Digit(n[7]),
        { Length: 9 } when n[0] == '6' => 8 - (21 - Weighted(n[1..], 8, 7, 6, 5, 4, 3, 2) % 11) % 11 == Digit(n[8]),
        { Length: 9 } => true,
        _ => Number(n) % 11 == 0 || (Number(n[..9]) % 11 == 10 && n[9] == '0'),
    };

    private static bool Spain(string n)
    {
        if (char.IsAsciiDigit(n[0])) return SpanishLetters[(int)(Number(n[..8]) % 23)] == n[8];
        var middle = n[1..8];
        if (n[0] is 'X' or 'Y' or 'Z') return SpanishLetters[(int)(Number("XYZ".IndexOf(n[0], StringComparison.Ordinal) + middle) % 23)] == n[8];
        if (n[0] is 'K' or 'L' or 'M') return SpanishLetters[(int)(Number(middle) % 23)] == n[8];

        var sum = 0;
        for (var at = 0; at < 7; at++)
        {
            var value = Digit(middle[at]) * (2 - at % 2);
            sum += value > 9 ? value - 9 : value;
        }
        var check = (10 - sum % 10) % 10;
        var letter = SpanishControls[check] == n[8];
        var digit = n[8] == '0' + check;
        return n[0] switch { 'A' or 'B' or 'E' or 'H' => digit, 'N' or 'P' or 'Q' or 'R' or 'S' or 'W' => letter, 'C' or 'D' or 'F' or 'G' or 'J' or 'U' or 'V' => letter || digit, _ => false };
    }

    /// <summary>Monaco's numbers begin with 000 and are no SIREN; keys with letters follow another rule, which is only looked at for its form.</summary>
    private static bool France(string n)
    {
        var siren = n[2..];
        if (!siren.StartsWith("000", StringComparison.Ordinal) && !Luhn(siren)) return false;
        return !n[..2].All(char.IsAsciiDigit) || Number(n[..2]) == (12 + 3 * (Number(siren) % 97)) % 97;
    }

    /// <summary>An older form has a letter in second place; the digits are then put in the order of the newer one.</summary>
    private static bool Ireland(string n)
    {
        var (digits, check, second) = char.IsAsciiDigit(n[1]) ? (n[..7], n[7], n.Length > 8 && n[8] != 'W' ? n[8] - 'A' + 1 : 0) : ($"0{n[2..7]}{n[0]}", n[7], 0);
        return IrishLetters[(Weighted(digits, 8, 7, 6, 5, 4, 3, 2) + 9 * second) % 23] == check;
    }

    private static bool Italy(string n) => Luhn(n) && Number(n[..7]) > 0 && Number(n[7..10]) is >= 1 and <= 100 or 120 or 121 or 888 or 999;

    private static bool Lithuania(string n)
    {
        var check = Enumerable.Range(0, n.Length - 1).Sum(at => (1 + at % 9) * Digit(n[at])) % 11;
        if (check == 10) check = Enumerable.Range(0, n.Length - 1).Sum(at => (1 + (at + 2) % 9) * Digit(n[at])) % 11 % 10;
        return check == Digit(n[^1]);
    }

    private static bool Latvia(string n) => n[0] > '3'
        ? Weighted(n, 9, 1, 4, 8, 3, 10, 2, 5, 7, 6, 1) % 11 == 3
        : (1 + Weighted(n, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9)) % 11 % 10 == Digit(n[10]);

    /// <summary>Companies keep the older test over nine digits; sole traders since 2020 have one over the whole.</summary>
    private static bool Netherlands(string n) =>
        n[10..] != "00" && (Weighted(n, 9, 8, 7, 6, 5, 4, 3, 2) % 11 == Digit(n[8]) || Mod97And10("NL" + n));
}
