using BillingPortal.Features.Plans;
using BillingPortal.Shared;

namespace BillingPortal.Features.Usage;

/// <summary>What a period's overage costs so far: each metric rounded as its invoice line will be, late events included, net of tax. Pure.</summary>
public sealed class PeriodSpending
{
    private readonly PlanVersion version;
    private readonly Dictionary<Metric, long> used;
    private readonly Dictionary<Metric, Money> prices;

    public PeriodSpending(PlanVersion version, Period period, IReadOnlyDictionary<Metric, long> used)
    {
        (this.version, Period, this.used) = (version, period, used.ToDictionary());
        prices = Metrics.All.ToDictionary(metric => metric, metric => Price(metric, used.GetValueOrDefault(metric)) ?? Most);
        Total = Sum();
    }

    public Period Period { get; }

    /// <summary>Kept as it stands: it is asked for at every event.</summary>
    public Money Total { get; private set; }

    private Money Most => new(long.MaxValue / (Metrics.All.Count + 1), version.Price.Currency);

    /// <summary>What everything would cost with this event counted.</summary>
    public Money With(UsageEvent usage) => Total - prices[usage.Metric] + (Price(usage.Metric, After(usage)) ?? Most);

    public void Count(UsageEvent usage)
    {
        used[usage.Metric] = After(usage);
        prices[usage.Metric] = Price(usage.Metric, used[usage.Metric]) ?? Most;
        Total = Sum();
    }

    private long After(UsageEvent usage)
    {
        var before = used.GetValueOrDefault(usage.Metric);
        return usage.Metric.Kind() == MetricKind.Counter ? Math.Max(0, before + usage.Quantity) : Math.Max(before, usage.Quantity);
    }

    /// <summary>Null where it is more than any amount can say.</summary>
    private Money? Price(Metric metric, long quantity)
    {
        try
        {
            return version.RateOverage(metric, quantity).Amount is var price && price < Most ? price : null;
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    private Money Sum() => Money.Sum(prices.Values, version.Price.Currency);
}
