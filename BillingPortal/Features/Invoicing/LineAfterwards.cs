using System.Globalization;
using System.Text.Json;
using BillingPortal.Shared;

namespace BillingPortal.Features.Invoicing;

/// <summary>What was done with a line after its amount was known: discount, then tax by tax.</summary>
internal static class LineAfterwards
{
    public static IReadOnlyList<ExplainedFigure> Of(JsonElement of, Money amount)
    {
        var after = new List<ExplainedFigure>();
        if (of.TryGetProperty("discount", out var discount)) after.Add(new($"Code {discount.GetProperty("code").GetString()}", new Money(-discount.GetProperty("amount").GetInt64(), amount.Currency).ToString()));
        if (of.TryGetProperty("taxes", out var taxes)) after.AddRange(taxes.EnumerateArray().Select(tax => Tax(tax, amount.Currency)));
        return after;
    }

    private static ExplainedFigure Tax(JsonElement tax, Currency currency)
    {
        var percent = tax.GetProperty("percentage").GetDecimal();
        var reason = TaxWording.For(tax.GetProperty("reason").GetString() ?? "");
        var name = $"{tax.GetProperty("name").GetString()}, {percent.ToString("0.######", CultureInfo.InvariantCulture)} %{(reason is null ? "" : $", {reason}")}";
        return new(name, new Money(tax.GetProperty("amount").GetInt64(), currency).ToString());
    }
}
