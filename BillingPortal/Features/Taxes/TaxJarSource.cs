using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using BillingPortal.Features.Accounts;
using BillingPortal.Shared;

namespace BillingPortal.Features.Taxes;

/// <param name="ProductCode">What is sold, in TaxJar's catalogue; 30070 is software as a service.</param>
public sealed record TaxJarOptions(Uri Address, string ApiKey, string ProductCode, string FromCountry, string? FromRegion, string? FromPostalCode);

/// <summary>
/// Asks TaxJar what a sale of 100.00 to a place would bear, and takes rates from the answer, never amounts: rounding per line stays ours, and each
/// rate becomes one at Stripe. Where TaxJar knows no nexus nothing is collected.
/// </summary>
public sealed class TaxJarSource(TaxJarOptions options, ProviderCalls calls) : ITaxSource
{
    private const decimal Sale = 100m;

    private static readonly (string Rate, string Taxable, string Place, string Name)[] Levels =
    [
        ("state_tax_rate", "state_taxable_amount", "state", "sales tax"), ("county_tax_rate", "county_taxable_amount", "county", "county tax"),
        ("city_tax_rate", "city_taxable_amount", "city", "city tax"), ("special_tax_rate", "special_district_taxable_amount", "", "special district tax"),
        ("gst_tax_rate", "gst_taxable_amount", "", "GST"), ("pst_tax_rate", "pst_taxable_amount", "", "PST"), ("qst_tax_rate", "qst_taxable_amount", "", "QST"),
        ("country_tax_rate", "country_taxable_amount", "", "VAT"),
    ];

    public bool IsRemote => true;

    public async Task<Result<TaxAnswer>> AskAsync(BillingProfile buyer, DateTime at, CancellationToken ct = default)
    {
        if (TaxProfile.Missing(buyer) is { } missing) return missing;
        if (buyer is { Country: "US", PostalCode: null }) return Problem.Invalid("postal_code", "The billing address needs its postal code: it decides the tax.");
        if (!(await calls.AskAsync(() => Question(buyer), ct)).Is(out var answer, out var problem)) return problem;
        try
        {
            return new TaxAnswer(Components(answer.GetProperty("tax"), buyer), "TaxJar");
        }
        catch (Exception exception) when (exception is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return ProviderAnswers.Unreadable("TaxJar");
        }
    }

    private HttpRequestMessage Question(BillingProfile buyer) => new(HttpMethod.Post, new Uri(options.Address, "taxes"))
    {
        Headers = { Authorization = new AuthenticationHeaderValue("Bearer", options.ApiKey) },
        Content = JsonContent.Create(new
        {
            from_country = options.FromCountry, from_state = options.FromRegion, from_zip = options.FromPostalCode, to_country = buyer.Country, to_state = buyer.Region, to_zip = buyer.PostalCode,
            to_city = buyer.City, to_street = buyer.Line1, shipping = 0, line_items = new[] { new { id = "1", quantity = 1, unit_price = Sale, product_tax_code = options.ProductCode } },
        }),
    };

    private static TaxComponent[] Components(JsonElement tax, BillingProfile buyer)
    {
        var jurisdiction = ProviderAnswers.Jurisdiction(buyer);
        if (!tax.GetProperty("has_nexus").GetBoolean()) return [new(jurisdiction, "Tax", 0, 1, TaxReasons.NotCollecting)];
        if (tax.GetProperty("taxable_amount").GetDecimal() == 0) return [new(jurisdiction, "Tax", 0, 1, TaxReasons.NotTaxable)];

        var (breakdown, places) = (tax.GetProperty("breakdown"), tax.GetProperty("jurisdictions"));
        var components = Levels.Select(level => Component(level, breakdown, places, jurisdiction, buyer)).OfType<TaxComponent>().ToArray();
        // The parts must be the whole: an answer that does not add up is none.
        var whole = tax.GetProperty("amount_to_collect").GetDecimal();
        return Math.Abs(components.Sum(component => component.Percentage) - whole) <= 0.02m ? components : throw new FormatException("The rates do not add up to the tax.");
    }

    private static TaxComponent? Component((string Rate, string Taxable, string Place, string Name) level, JsonElement breakdown, JsonElement places, string jurisdiction, BillingProfile buyer)
    {
        if (!breakdown.TryGetProperty(level.Rate, out var rate) || rate.GetDecimal() <= 0) return null;
        var share = breakdown.TryGetProperty(level.Taxable, out var taxable) ? taxable.GetDecimal() / Sale : 1;
        if (share <= 0) return null;

        var place = level.Place.Length > 0 && places.TryGetProperty(level.Place, out var named) ? named.GetString() : level.Place == "" && level.Name == "VAT" ? Countries.NameOf(buyer.Country!) : buyer.Region;
        var name = level.Place == "state" ? Countries.RegionName(buyer.Country, buyer.Region) ?? place : place;
        return ProviderAnswers.Component(jurisdiction, $"{name} {level.Name}".Trim(), rate.GetDecimal() * 100, Math.Min(share, 1));
    }
}
