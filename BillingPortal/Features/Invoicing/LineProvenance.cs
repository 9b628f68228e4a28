using System.Text.Json.Nodes;
using BillingPortal.Features.Discounts;

namespace BillingPortal.Features.Invoicing;

/// <summary>Completes what a line says of itself by what the invoice made of it: its discount and its taxes. From it alone, beside that of its neighbours, the invoice can be computed again.</summary>
internal static class LineProvenance
{
    /// <summary>As it is written below: the taxes come last, the formula first.</summary>
    public static bool IsUntaxed(string provenance) => provenance.EndsWith("\"taxes\":[]}", StringComparison.Ordinal);

    public static bool IsWaiver(string provenance) => provenance.StartsWith($"{{\"formula\":\"{CreditSpending.Waiver}\"", StringComparison.Ordinal);

    public static string Of(SummedLine summed, DiscountTerms? terms)
    {
        var json = JsonNode.Parse(summed.Line.Provenance)!.AsObject();
        json["currency"] = summed.Line.Amount.Currency.Code;
        json["amount"] = summed.Line.Amount.Minor;
        // Of a covered line also where it takes nothing off: an amount is spread over all covered lines.
        if (terms is not null && summed.Cut.IsCovered)
            json["discount"] = new JsonObject
            {
                ["code"] = terms.Code, ["percent_off"] = terms.PercentOff, ["amount_off"] = terms.AmountOff?.Minor, ["amount"] = summed.Discount.Minor,
            };
        json["taxes"] = new JsonArray([.. summed.Taxes.Select(tax => new JsonObject
        {
            ["jurisdiction"] = tax.Component.Jurisdiction, ["name"] = tax.Component.Name, ["percentage"] = tax.Component.Percentage, ["taxable_share"] = tax.Component.TaxableShare,
            ["reason"] = tax.Component.Reason, ["taxable_amount"] = tax.TaxableAmount.Minor, ["amount"] = tax.Amount.Minor,
        })]);
        return json.ToJsonString();
    }
}
