using System.Globalization;
using BillingPortal.Features.Accounts;

namespace BillingPortal.Features.Taxes;

/// <summary>One tax of one jurisdiction from a date on. A rate is null where the law or our sources are unsettled.</summary>
/// <param name="Jurisdiction">Whose tax it is, and where the seller must be registered to collect it.</param>
/// <param name="Name">As printed.</param>
/// <param name="BusinessRate">Percent.</param>
/// <param name="ConsumerRate">Percent.</param>
/// <param name="TaxableShare">The part of the price that is taxed.</param>
public sealed record TaxRow(string Jurisdiction, string Name, decimal? BusinessRate, decimal? ConsumerRate, decimal TaxableShare)
{
    public decimal? RateFor(CustomerKind kind) => kind == CustomerKind.Business ? BusinessRate : ConsumerRate;
}

/// <summary>The rows of Tables/*.tsv, which are part of the program.</summary>
public static class TaxTable
{
    private sealed record Entry(string Country, string Region, DateTime From, IReadOnlyList<TaxRow> Taxes);

    private static readonly ILookup<(string Country, string Region), Entry> Entries =
        UnitedStates().Concat(Elsewhere()).ToLookup(entry => (entry.Country, entry.Region));

    private static readonly ILookup<string, string> Regions =
        Entries.Where(place => place.Key.Region != "").ToLookup(place => place.Key.Country, place => place.Key.Region);

    public static IReadOnlySet<string> Jurisdictions { get; } = Entries.SelectMany(place => place).SelectMany(entry => entry.Taxes).Select(tax => tax.Jurisdiction).ToHashSet();

    /// <summary>The states or provinces that a country's tax depends on; none where it is one for the whole country.</summary>
    public static IReadOnlyCollection<string> RegionsOf(string country) => [.. Regions[country]];

    /// <summary>Which tables these are: a fingerprint of their text, kept with each invoice.</summary>
    public static string Version { get; } = "built-in table " + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData([.. Text("us_saas_tax"), .. Text("intl_tax")]))[..12];

    /// <summary>Every row with the day from which it holds, for whoever looks at the rates.</summary>
    public static IEnumerable<(string Country, string Region, DateTime From, TaxRow Tax)> All =>
        Entries.SelectMany(place => place).SelectMany(entry => entry.Taxes.Select(tax => (entry.Country, entry.Region, entry.From, tax)));

    /// <summary>Every jurisdiction by its code and the name of its tax, to choose from.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Choices { get; } =
        [.. All.GroupBy(row => row.Tax.Jurisdiction).OrderBy(row => row.Key, StringComparer.Ordinal).Select(row => KeyValuePair.Create(row.Key, $"{row.Key} · {(row.Key == "CA" ? "Canada GST/HST" : row.MaxBy(tax => tax.From).Tax.Name)}"))];

    /// <summary>When the law of a place next changes, as far as the table knows.</summary>
    public static DateTime? NextChange(string country, string? region, DateTime after) =>
        Entries[Place(country, region)].Where(entry => entry.From > after).Select(entry => (DateTime?)entry.From).Min();

    public static bool Knows(string country) => Regions.Contains(country) || Jurisdictions.Contains(country);

    /// <summary>What holds in a place at an instant; none where the table does not know the place or the time.</summary>
    public static IReadOnlyList<TaxRow> At(string country, string? region, DateTime at) =>
        Entries[Place(country, region)].Where(entry => entry.From <= at).MaxBy(entry => entry.From)?.Taxes ?? [];

    private static (string, string) Place(string country, string? region) => (country, Regions.Contains(country) ? region ?? "" : "");

    private static IEnumerable<Entry> UnitedStates() =>
        from row in Read("us_saas_tax")
        let share = Number(row["taxable_share"])!.Value
        let name = $"{row["name"]} {row["tax"]}" + (share < 1 ? $" ({row["rate"]} % on {share * 100:0.##} %)" : "")
        select new Entry("US", row["state"], Date(row["effective_from"]),
            [new($"US-{row["state"]}", name, Number(row["saas_rate_b2b"]), Number(row["saas_rate_b2c"]), share)]);

    private static IEnumerable<Entry> Elsewhere() =>
        from row in Read("intl_tax")
        select new Entry(row["country"], row["region"], Date(row["effective_from"]),
            row["components"] == "" ? [National(row)] : [.. row["components"].Split("; ").Select(component => Component(row, component))]);

    private static TaxRow National(Dictionary<string, string> row)
    {
        var rate = Number(row["rate_percent"]);
        return new(row["country"], $"{row["name"]} {row["tax"]}", rate, rate, 1);
    }

    // Canada: GST and HST are federal, so one registration covers both; PST, RST and QST are the province's own.
    private static TaxRow Component(Dictionary<string, string> row, string component)
    {
        var (tax, rate) = (component.Split(' ')[0], Number(component.Split(' ')[1]));
        return tax switch
        {
            "GST" => new(row["country"], "Canada GST", rate, rate, 1),
            "HST" => new(row["country"], $"{row["name"]} HST", rate, rate, 1),
            _ => new($"{row["country"]}-{row["region"]}", $"{row["name"]} {tax}", rate, rate, 1),
        };
    }

    private static List<Dictionary<string, string>> Read(string table)
    {
        var lines = System.Text.Encoding.UTF8.GetString(Text(table)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t')).ToList();
        return [.. lines.Skip(1).Select(cells => lines[0].Zip(cells).ToDictionary(pair => pair.First, pair => pair.Second))];
    }

    private static byte[] Text(string table)
    {
        using var stream = typeof(TaxTable).Assembly.GetManifestResourceStream($"Taxes.{table}.tsv")!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static decimal? Number(string text) => text == "" ? null : decimal.Parse(text, CultureInfo.InvariantCulture);

    private static DateTime Date(string text) =>
        DateTime.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
}
