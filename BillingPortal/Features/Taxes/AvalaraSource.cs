using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using BillingPortal.Features.Accounts;
using BillingPortal.Shared;

namespace BillingPortal.Features.Taxes;

/// <param name="TaxCode">What is sold, in Avalara's catalogue.</param>
public sealed record AvalaraOptions(Uri Address, string AccountId, string LicenseKey, string? CompanyCode, string TaxCode);

/// <summary>Asks AvaTax about an order of 100.00 that is not stored there, and takes rates from the answer, never amounts: rounding per line stays ours.</summary>
public sealed class AvalaraSource(AvalaraOptions options, ProviderCalls calls) : ITaxSource
{
    private const decimal Sale = 100m;

    public bool IsRemote => true;

    public async Task<Result<TaxAnswer>> AskAsync(BillingProfile buyer, DateTime at, CancellationToken ct = default)
    {
        if (TaxProfile.Missing(buyer) is { } missing) return missing;
        if (!(await calls.AskAsync(() => Question(buyer, at), ct)).Is(out var answer, out var problem)) return problem;
        try
        {
            return new TaxAnswer(Components(answer, buyer), "Avalara");
        }
        catch (Exception exception) when (exception is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return ProviderAnswers.Unreadable("Avalara");
        }
    }

    private HttpRequestMessage Question(BillingProfile buyer, DateTime at)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(options.Address, "transactions/create"))
        {
            Content = JsonContent.Create(new
            {
                type = "SalesOrder", companyCode = options.CompanyCode, date = at.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), customerCode = "portal", commit = false,
                addresses = new { singleLocation = new { line1 = buyer.Line1, city = buyer.City, region = buyer.Region, postalCode = buyer.PostalCode, country = buyer.Country } },
                lines = new[] { new { number = "1", quantity = 1, amount = Sale, taxCode = options.TaxCode } },
            }),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{options.AccountId}:{options.LicenseKey}")));
        request.Headers.Add("X-Avalara-Client", "BillingPortal; 1.0; Own; 1.0");
        return request;
    }

    private static TaxComponent[] Components(JsonElement answer, BillingProfile buyer)
    {
        var charged = answer.GetProperty("summary").EnumerateArray().Where(part => part.GetProperty("tax").GetDecimal() > 0).ToList();
        var whole = answer.GetProperty("totalTax").GetDecimal();
        if (charged.Count == 0 && whole == 0) return [new(ProviderAnswers.Jurisdiction(buyer), "Tax", 0, 1, TaxReasons.NotTaxable)];

        var components = charged.Select(part => Component(part, buyer)).ToArray();
        // The parts must be the whole: an answer that does not add up is none.
        return Math.Abs(components.Sum(component => component.Percentage) - whole) <= 0.02m ? components : throw new FormatException("The rates do not add up to the tax.");
    }

    private static TaxComponent Component(JsonElement part, BillingProfile buyer)
    {
        var (place, tax) = (part.GetProperty("jurisName").GetString(), part.GetProperty("taxName").GetString());
        var name = string.IsNullOrWhiteSpace(tax) ? $"{place} tax" : tax.Contains(place ?? "", StringComparison.OrdinalIgnoreCase) ? tax : $"{place} {tax}";
        return ProviderAnswers.Component(ProviderAnswers.Jurisdiction(buyer), Words(name), part.GetProperty("rate").GetDecimal() * 100, Math.Min(part.GetProperty("taxable").GetDecimal() / Sale, 1));
    }

    /// <summary>AvaTax writes places in capitals.</summary>
    private static string Words(string name) => CultureInfo.InvariantCulture.TextInfo.ToTitleCase(name.ToLowerInvariant());
}
