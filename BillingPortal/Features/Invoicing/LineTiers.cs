using System.Text.Json;
using BillingPortal.Features.Plans;
using BillingPortal.Shared;

namespace BillingPortal.Features.Invoicing;

/// <summary>The tiers of a rate as a line's provenance has them, with what of each the line uses.</summary>
internal static class LineTiers
{
    public static IReadOnlyList<ExplainedTier> Of(JsonElement of, Metric metric, Currency currency)
    {
        if (!of.TryGetProperty("tiers", out var tiers)) return [];
        var (steps, rows, from) = (Steps(of, "steps"), new List<ExplainedTier>(), 1L);
        foreach (var tier in tiers.EnumerateArray())
        {
            var upTo = tier.GetProperty("up_to") is { ValueKind: JsonValueKind.Number } end ? end.GetInt64() : (long?)null;
            var price = tier.GetProperty("price").GetDecimal();
            var step = steps.FirstOrDefault(step => step.Price == price);
            rows.Add(new(Units(metric, from, upTo), Price(of, metric, price, currency), step is null ? "0" : LineExplaining.Number(metric, step.Quantity), Exact(step?.Minor ?? 0, currency), step is not null));
            from = (upTo ?? 0) + 1;
        }
        return rows;
    }

    public static IReadOnlyList<RatingStep> Steps(JsonElement of, string name) => !of.TryGetProperty(name, out var steps) ? [] :
    [
        .. steps.EnumerateArray().Select(step => new RatingStep(step.GetProperty("quantity").GetInt64(), step.GetProperty("price").GetDecimal(), step.GetProperty("per").GetInt64(), step.GetProperty("minor").GetDecimal())
        {
            Packs = step.TryGetProperty("packs", out var packs) && packs.ValueKind == JsonValueKind.Number ? packs.GetInt64() : null,
        }),
    ];

    /// <summary>Before rounding, with the digits that it has.</summary>
    public static string Exact(decimal minor, Currency currency) => Money.Rate(minor * new Money(1, currency).Major, currency);

    private static string Units(Metric metric, long from, long? upTo) => (from, upTo) switch
    {
        (1, null) => "All",
        (_, null) => $"above {LineExplaining.Number(metric, from - 1)}",
        _ => $"{(metric == Metric.StorageBytes ? LineExplaining.Number(metric, from - 1) : LineExplaining.Plain(from))} – {LineExplaining.Number(metric, upTo.Value)}",
    };

    private static string Price(JsonElement of, Metric metric, decimal price, Currency currency)
    {
        var per = of.TryGetProperty("per", out var units) ? units.GetInt64() : 1;
        return per == 1 ? Exact(price, currency) : $"{Exact(price, currency)} per {LineExplaining.Number(metric, per)}";
    }
}
