using BillingPortal.Features.Plans;
using BillingPortal.Shared;
using BillingPortal.Ui;

namespace BillingPortal.Features.Usage;

/// <summary>How far a metric is used in the current period, and what that will cost.</summary>
/// <param name="Metric">What is counted.</param>
/// <param name="Used">A counter's sum, what was carried over from Free included; a gauge's highest level.</param>
/// <param name="Carried">The part of <paramref name="Used"/> that belongs to the Free month before the upgrade and is never billed.</param>
/// <param name="Limit">What the plan includes.</param>
/// <param name="IsHard">Usage above the limit is refused, not billed.</param>
/// <param name="Overage">What is over the limit, priced.</param>
public sealed record UsageMeter(Metric Metric, long Used, long Carried, long Limit, bool IsHard, Rated Overage)
{
    /// <summary>What one more unit above the limit costs, where every unit costs the same.</summary>
    public Money? EachOver { get; init; }

    /// <summary>Null on the period's first day and after its end.</summary>
    public UsageForecast? Forecast { get; init; }

    /// <summary>What the forecast costs above the limit.</summary>
    public Money? ForecastOverage { get; init; }

    /// <summary>Cut, not rounded, to one decimal: 89.96 % must not read 90.0 % beside a yellow mark.</summary>
    public decimal Percent => Limit == 0 ? (Used > 0 ? 100 : 0) : decimal.Floor(Used * 1000m / Limit) / 10;

    /// <summary>Yellow from 75 %, red from 90 %.</summary>
    public MeterLevel Level => Percent >= 90 ? MeterLevel.Red : Percent >= 75 ? MeterLevel.Yellow : MeterLevel.Green;

    /// <param name="plan">The plan in force.</param>
    /// <param name="metric">What is counted.</param>
    /// <param name="billed">What counts towards the bill.</param>
    /// <param name="carried">What is only shown besides.</param>
    public static UsageMeter Of(PlanVersion plan, Metric metric, long billed, long carried)
    {
        var limit = plan.LimitOf(metric);
        return new(metric, billed + carried, carried, limit.Quantity, limit.IsHard, plan.RateOverage(metric, billed))
        {
            EachOver = plan.RateOf(metric) is { Model: RateModel.Flat } rate ? Rating.Rate(rate, 1).Amount : null,
        };
    }

    /// <summary>With where it is going.</summary>
    /// <param name="plan">The plan in force.</param>
    /// <param name="metric">What is counted.</param>
    /// <param name="trend">How it has gone so far.</param>
    /// <param name="carried">What is only shown besides.</param>
    /// <param name="period">Which period.</param>
    /// <param name="now">Where in it.</param>
    public static UsageMeter Of(PlanVersion plan, Metric metric, UsageTrend trend, long carried, Period period, DateTime now)
    {
        var forecast = UsageForecast.Of(metric, trend, plan.LimitOf(metric).Quantity, period, now);
        return Of(plan, metric, trend.Billed, carried) with { Forecast = forecast, ForecastOverage = forecast is null ? null : plan.RateOverage(metric, forecast.Quantity).Amount };
    }

    /// <summary>For those who may not see amounts.</summary>
    public UsageMeter WithoutAmounts() => this with { EachOver = null, ForecastOverage = null, Overage = Overage with { Steps = [] } };
}

/// <summary>What is left of a metric now.</summary>
/// <param name="Metric">The name in the REST API.</param>
/// <param name="Used">A counter's sum in the current period; a gauge's level now.</param>
/// <param name="Limit">What the plan includes.</param>
/// <param name="Remaining">Never negative.</param>
/// <param name="Hard">Usage above the limit is refused, not billed.</param>
public sealed record UsageQuota(string Metric, long Used, long Limit, long Remaining, bool Hard);
