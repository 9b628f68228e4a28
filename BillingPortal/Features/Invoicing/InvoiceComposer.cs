using System.Globalization;
using System.Text.Json;
using BillingPortal.Features.Plans;
using BillingPortal.Shared;

namespace BillingPortal.Features.Invoicing;

/// <summary>Turns plans and usage into invoice lines. Pure: the same input always gives the same lines, each rounded once.</summary>
public static class InvoiceComposer
{
    internal static readonly JsonSerializerOptions Wire = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static DraftLine PlanLine(PlanVersion version, Period period) => new(
        LineKind.Plan, $"{version.Name} plan", 1, version.Price.Major, version.Price, period,
        JsonSerializer.Serialize(new { Formula = "plan", version.PlanCode, PlanVersionId = version.Id, VersionNumber = version.Number, Price = version.Price.Minor }, Wire))
    { Plan = version.PlanCode };

    /// <summary>One line for each metric that is over its limit, none for the others.</summary>
    public static IEnumerable<DraftLine> OverageLines(PlanVersion version, IReadOnlyDictionary<Metric, long> used, Period period)
    {
        foreach (var metric in Metrics.All)
        {
            var rated = version.RateOverage(metric, used.GetValueOrDefault(metric));
            if (rated.Quantity > 0) yield return OverageLine(version, metric, used[metric], rated, period);
        }
    }

    public static DraftLine OneOffLine(OneOffLine line, Currency currency, Period period) => new(
        LineKind.OneOff, line.Description, line.Quantity, new Money(line.UnitAmount, currency).Major, new(line.Amount, currency), period,
        JsonSerializer.Serialize(new { Formula = "one_off", line.Quantity, line.UnitAmount }, Wire))
    { IsTaxed = line.IsTaxed };

    private static DraftLine OverageLine(PlanVersion version, Metric metric, long used, Rated rated, Period period)
    {
        var rate = version.RateOf(metric)!;
        var limit = version.LimitOf(metric).Quantity;
        var single = rated.Steps.Count == 1 ? rated.Steps[0] : null;
        var quantity = single?.Packs ?? rated.Quantity;
        decimal? unit = single is null ? null : single.Price / (single.Packs is null ? single.Per : 1) * new Money(1, rated.Currency).Major;
        var provenance = new
        {
            Formula = "overage", Metric = metric.Wire(), PlanVersionId = version.Id, VersionNumber = version.Number, Model = rate.Model.ToString(), Used = used, Limit = limit, Over = rated.Quantity, rate.Per, rate.Tiers, rated.Steps,
        };
        return new(LineKind.Overage, $"{metric.Label()} above {Amount(metric, limit)}", quantity, unit, rated.Amount, period, JsonSerializer.Serialize(provenance, Wire)) { Metric = metric, Plan = version.PlanCode };
    }

    internal static string Amount(Metric metric, long limit) => metric == Metric.StorageBytes && limit % (1L << 30) == 0
        ? $"{limit >> 30} GiB"
        : limit.ToString("N0", CultureInfo.InvariantCulture);
}
