using System.Globalization;
using BillingPortal.Shared;

namespace BillingPortal.Features.Plans;

/// <summary>What a plan version says about one metric, for people: "25,000", "package: $0.50 per started 1,000".</summary>
public sealed record MetricInWords(string Label, string Included, string Above)
{
    private const long GiB = 1L << 30;

    public static MetricInWords Of(PlanVersion version, Metric metric)
    {
        var limit = version.LimitOf(metric);
        return new(metric.Label(), Quantity(metric, limit.Quantity), limit.IsHard ? "refused" : version.RateOf(metric) is { } rate ? Words(rate) : "free");
    }

    /// <summary>"25 GiB", "250,000".</summary>
    public static string Quantity(Metric metric, long quantity) => metric == Metric.StorageBytes && quantity != 1
        ? (quantity / (decimal)GiB).ToString("#,##0.####", CultureInfo.InvariantCulture) + " GiB"
        : quantity.ToString("N0", CultureInfo.InvariantCulture);

    private static string Words(OverageRate rate) => $"{rate.Model.ToString().ToLowerInvariant()}: {string.Join(", ", rate.Tiers.Select(tier => Tier(rate, tier)))}";

    private static string Tier(OverageRate rate, RateTier tier)
    {
        var price = Money.Rate(tier.Price * new Money(1, rate.Currency).Major, rate.Currency);
        var per = rate.Per == 1 ? "each" : $"per {(rate.Model == RateModel.Package ? "started " : "")}{Pack(rate)}";
        return rate.Tiers.Count == 1 ? $"{price} {per}"
            : tier.UpTo is { } end ? $"{price} {per} {(rate.Model == RateModel.Volume ? "where at most" : "up to")} {Quantity(rate.Metric, end)} over"
            : $"{price} {per} beyond";
    }

    private static string Pack(OverageRate rate) => rate is { Metric: Metric.StorageBytes, Per: GiB } ? "GiB" : Quantity(rate.Metric, rate.Per);
}
