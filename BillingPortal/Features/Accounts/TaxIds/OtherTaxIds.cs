using static BillingPortal.Features.Accounts.TaxIds.CheckDigits;

namespace BillingPortal.Features.Accounts.TaxIds;

/// <summary>Tax ids outside the European Union.</summary>
internal static class OtherTaxIds
{
    private const string Base36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

    private const string British = @"\d{9}|\d{12}|GD[0-4]\d{2}|HA[5-9]\d{2}", BritishWords = "GB and 9 or 12 digits";

    private static readonly HashSet<int> UnusedEinPrefixes = [00, 07, 08, 09, 17, 18, 19, 28, 29, 49, 69, 70, 78, 79, 89, 96, 97];

    /// <summary>For goods; it stands beside the GB id of the same company.</summary>
    public static readonly TaxIdRule NorthernIreland = new("GB", "XI", British, "XI and 9 or 12 digits", Britain);

    public static readonly TaxIdRule[] Rules =
    [
        new("GB", "GB", British, BritishWords, Britain),
        new("NO", "NO", @"\d{9}(MVA)?", "9 digits and MVA", n => Weighted(n, 3, 2, 7, 6, 5, 4, 3, 2) is var sum && (11 - sum % 11) % 11 == Digit(n[8])),
        new("CH", "CHE", @"\d{9}(MWST|TVA|IVA|VAT)?", "CHE and 9 digits, with or without MWST, TVA or IVA", Switzerland),
        new("LI", "", @"\d{5}|CHE\d{9}(MWST|TVA|IVA|VAT)?", "5 digits, or a Swiss CHE number", n => n.Length == 5 || Switzerland(n[3..])),
        new("IS", "", @"\d{5,6}", "5 or 6 digits"),
        new("AU", "ABN", @"[1-9]\d{10}", "an ABN of 11 digits", Australia),
        new("NZ", "", @"\d{8,9}", "8 or 9 digits", NewZealand),
        new("IN", "", @"\d{2}[A-Z]{5}\d{4}[A-Z][A-Z0-9]Z[A-Z0-9]", "a GSTIN: 2 digits, a PAN, 1 character, Z and a check character", India),
        new("CA", "", @"\d{9}(R[TCPR]\d{4})?", "a business number of 9 digits, with or without RT0001", n => Luhn(n[..9])),
        new("JP", "T", @"[1-9]\d{12}", "T and 13 digits", Japan),
        new("SG", "", @"M[A-Z0-9]\d{7}[A-Z]|\d{8}[A-Z]|\d{9}[A-Z]|[TSR]\d{2}[A-Z]{2}\d{4}[A-Z]", "a GST number or UEN, for example 200312345A"),
        new("KR", "", @"\d{10}", "a business number of 10 digits", Korea),
        new("US", "", @"\d{9}", "an EIN of 9 digits, for example 84-2917745", n => !UnusedEinPrefixes.Contains((int)Number(n[..2]))),
        new("MX", "", @"[A-Z&Ñ]{3,4}\d{6}[A-Z0-9]{3}", "an RFC of 12 or 13 characters"),
        new("ZA", "", @"4\d{9}", "10 digits, the first a 4"),
        new("IL", "", @"\d{9}", "9 digits", Luhn),
        new("AE", "", @"\d{15}", "a TRN of 15 digits"),
        new("SA", "", @"3\d{13}3", "15 digits, the first and the last a 3"),
    ];

    /// <summary>Numbers from 100 on may leave 42 or 55 instead of 0. Government departments (GD) and health authorities (HA) have no check digits.</summary>
    private static bool Britain(string n)
    {
        if (n[0] is 'G' or 'H') return true;
        var rest = (Weighted(n, 8, 7, 6, 5, 4, 3, 2) + (int)Number(n[7..9])) % 97;
        return rest == 0 || (Number(n[..3]) >= 100 && rest is 42 or 55);
    }

    private static bool Switzerland(string n) => (11 - Weighted(n, 5, 4, 3, 2, 7, 6, 5, 4) % 11) % 11 is var check && check < 10 && check == Digit(n[8]);

    private static bool Australia(string n) =>
        Number(n[..2]) >= 11 && (Weighted(n, 10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19) - 10) % 89 == 0;

    private static bool NewZealand(string n)
    {
        var padded = n.PadLeft(9, '0');
        if (Number(padded) is < 10_000_000 or > 150_000_000) return false;
        var check = (11 - Weighted(padded, 3, 2, 7, 6, 5, 4, 3, 2) % 11) % 11;
        if (check == 10) check = (11 - Weighted(padded, 7, 4, 3, 2, 5, 2, 7, 6) % 11) % 11;
        return check == Digit(padded[8]);
    }

    /// <summary>Luhn over 36 characters.</summary>
    private static bool India(string n)
    {
        var sum = 0;
        for (var at = 0; at < 14; at++)
        {
            var value = Base36.IndexOf(n[at], StringComparison.Ordinal) * (1 + at % 2);
            sum += value / 36 + value % 36;
        }
        return Base36[(36 - sum % 36) % 36] == n[14];
    }

    private static bool Japan(string n)
    {
        var sum = 0;
        for (var at = 1; at < 13; at++) sum += Digit(n[at]) * (at % 2 == 0 ? 1 : 2);
        return 9 - sum % 9 == Digit(n[0]);
    }

    private static bool Korea(string n) =>
        (10 - (Weighted(n, 1, 3, 7, 1, 3, 7, 1, 3, 5) + Digit(n[8]) * 5 / 10) % 10) % 10 == Digit(n[9]);
}
