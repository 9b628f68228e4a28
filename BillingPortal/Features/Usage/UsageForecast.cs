using BillingPortal.Features.Plans;
using BillingPortal.Shared;

namespace BillingPortal.Features.Usage;

/// <summary>How a metric has gone since its period began.</summary>
/// <param name="Billed">What the period is billed on so far: a counter's sum, a gauge's highest level.</param>
/// <param name="Opening">The level that a gauge came in with; 0 for a counter.</param>
/// <param name="Level">A gauge's level now; a counter's sum.</param>
public sealed record UsageTrend(long Billed, long Opening, long Level);

/// <summary>Where a metric will be when its period ends if it goes on as it did.</summary>
/// <param name="Quantity">What the period will be billed on.</param>
/// <param name="PassesLimitAt">When it will pass the limit; null where it will not, or has.</param>
public sealed record UsageForecast(long Quantity, DateTime? PassesLimitAt)
{
    /// <summary>Less of a period than this says nothing of the rest.</summary>
    public static readonly TimeSpan Early = TimeSpan.FromDays(1);

    /// <summary>
    /// Linear on the share of the period that has passed: a counter goes on at its average pace; a gauge goes on rising at the average pace from the level that it came
    /// in with, or, where it has fallen, stays. Null on the first day, and once the period has ended.
    /// </summary>
    public static UsageForecast? Of(Metric metric, UsageTrend trend, long limit, Period period, DateTime now) =>
        now - period.Start < Early || now >= period.End ? null : new(At(metric, trend, period, now, period.End), PassesAt(metric, trend, limit, period, now));

    /// <summary>What the period will be billed on by a later instant of it.</summary>
    public static long At(Metric metric, UsageTrend trend, Period period, DateTime now, DateTime then)
    {
        var level = (long)Int128.Min(long.MaxValue, trend.Level + Growth(trend) * (then - now).Ticks / Elapsed(period, now));
        return metric.Kind() == MetricKind.Counter ? level : Math.Max(trend.Billed, level);
    }

    private static DateTime? PassesAt(Metric metric, UsageTrend trend, long limit, Period period, DateTime now)
    {
        if (trend.Billed > limit || At(metric, trend, period, now, period.End) <= limit) return null;
        return now.AddTicks((long)((Int128)(limit - trend.Level) * Elapsed(period, now) / Growth(trend)));
    }

    /// <summary>Never negative. In 128 bits, because times a month's ticks it would pass 64.</summary>
    private static Int128 Growth(UsageTrend trend) => Int128.Max(0, (Int128)trend.Level - trend.Opening);

    private static long Elapsed(Period period, DateTime now) => Math.Max(1, (now - period.Start).Ticks);
}

/// <summary>What usage above the limits will have cost by the end of a day, if all goes on as it did.</summary>
public sealed record SpendingDay(DateOnly Day, Money Spent)
{
    /// <summary>From today to the period's last day. Empty where it is too early to tell.</summary>
    public static IReadOnlyList<SpendingDay> Forecast(PlanVersion version, IReadOnlyDictionary<Metric, UsageTrend> trends, Period period, DateTime now)
    {
        if (version.IsFree || now - period.Start < UsageForecast.Early || now >= period.End) return [];
        var days = new List<SpendingDay>();
        for (var day = DateOnly.FromDateTime(now); day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc) < period.End; day = day.AddDays(1))
        {
            var midnight = day.AddDays(1).ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);
            var then = midnight < period.End ? midnight : period.End;
            days.Add(new(day, new PeriodSpending(version, period, trends.ToDictionary(of => of.Key, of => UsageForecast.At(of.Key, of.Value, period, now, then))).Total));
        }
        return days;
    }

    /// <summary>The first day on which a cap will be reached; null where it holds to the end.</summary>
    public static DateOnly? Reaches(IReadOnlyList<SpendingDay> forecast, Money cap) => forecast.FirstOrDefault(day => day.Spent > cap)?.Day;
}
