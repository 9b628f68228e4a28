using BillingPortal.Features.Accounts.TaxIds;
using BillingPortal.Features.Invoicing.Pdf;
using BillingPortal.Features.Taxes;
using BillingPortal.Shared;

namespace BillingPortal.Features.Invoicing;

/// <summary>What an invoice must say about its taxes, in words that the law wants (Directive 2006/112/EC art. 226; for others their own).</summary>
public static class TaxWording
{
    private static readonly string[] CalledTaxInvoice = ["AU", "NZ", "SG", "IN"];

    /// <summary>"Reverse charge" as the buyer's own law writes it.</summary>
    private static readonly Dictionary<string, string> ReverseChargeAtHome = new()
    {
        ["DE"] = "Steuerschuldnerschaft des Leistungsempfängers", ["AT"] = "Übergang der Steuerschuld", ["FR"] = "Autoliquidation", ["ES"] = "Inversión del sujeto pasivo",
        ["IT"] = "Inversione contabile", ["NL"] = "Btw verlegd", ["BE"] = "Btw verlegd / Autoliquidation", ["PT"] = "Autoliquidação", ["PL"] = "Odwrotne obciążenie",
    };

    public static string? For(string reason) => reason switch
    {
        TaxReasons.NotCollecting => "not collected here",
        TaxReasons.NotTaxable => "not taxable here",
        TaxReasons.Unsettled => "not settled by law",
        TaxReasons.ReverseCharge => "reverse charge",
        TaxReasons.Exempt => "exempt",
        _ => null,
    };

    /// <summary>Some countries want the words "Tax invoice" wherever their tax is charged.</summary>
    public static string Title(Invoice invoice) => invoice.Taxes.Any(tax => tax.Percentage > 0 && CalledTaxInvoice.Contains(tax.Jurisdiction)) ? "Tax invoice" : "Invoice";

    /// <summary>With the seller's own numbers of the taxes on this invoice.</summary>
    public static PrintedSeller Seller(Invoice invoice, PrintedSeller seller)
    {
        var numbers = BasisOf(invoice)?.SellerNumbers;
        var own = invoice.Taxes.OrderBy(tax => tax.Position).Where(tax => numbers?.ContainsKey(tax.Jurisdiction) == true).Select(tax => $"{tax.Name} {numbers![tax.Jurisdiction]}");
        return seller with { Registrations = [.. seller.Registrations.Concat(own).Distinct()] };
    }

    public static IReadOnlyList<string> Notes(Invoice invoice)
    {
        var basis = BasisOf(invoice);
        var taxes = invoice.Taxes.OrderBy(tax => tax.Position).ToList();
        return
        [
            .. taxes.Exists(tax => tax.Percentage > 0) ? ["Tax is charged at the rate of the billing address."] : Array.Empty<string>(),
            .. taxes.Where(tax => tax.Reason == TaxReasons.ReverseCharge).Select(tax => ReverseChargeOf(tax, basis)),
            .. taxes.Where(tax => tax.Reason == TaxReasons.Exempt).Select(tax => ExemptionOf(tax, basis)),
            .. basis?.TaxId is { IsMissed: true } id ? [Missed(id)] : Array.Empty<string>(),
        ];
    }

    private static string ReverseChargeOf(InvoiceTax tax, TaxBasis? basis)
    {
        var country = tax.Jurisdiction[..2];
        var law = EuropeanUnion.Has(country) ? " (Art. 196, Directive 2006/112/EC)" : "";
        var home = ReverseChargeAtHome.TryGetValue(country, out var words) ? $" {words}." : "";
        return $"Reverse charge: {tax.Name} is to be accounted for by the recipient{law}.{home}{(basis?.TaxId is { } id ? $" Customer's tax id {id.TaxId}." : "")}";
    }

    private static string ExemptionOf(InvoiceTax tax, TaxBasis? basis) => basis?.Certificates.FirstOrDefault(paper => paper.Jurisdiction == tax.Jurisdiction) is { } paper
        ? $"Exempt from {tax.Name}: {paper.Reason}, certificate {paper.Number}{(paper.ValidUntil is { } until ? $", valid until {DateWords.Day(DateOnly.FromDateTime(until.AddDays(-1)))}" : "")}."
        : $"Exempt from {tax.Name}.";

    private static string Missed(TaxIdProof id) => id.State == TaxIdState.Refused
        ? $"The tax id {id.TaxId} is not in force according to VIES, so tax is charged."
        : $"The tax id {id.TaxId} could not be confirmed{(id.State == TaxIdState.WellFormed ? "" : " by VIES")}, so tax is charged.";

    private static TaxBasis? BasisOf(Invoice invoice) => invoice.TaxBasis is { } json ? TaxBasis.Read(json) : null;
}
