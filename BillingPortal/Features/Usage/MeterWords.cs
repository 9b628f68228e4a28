using System.Globalization;
using BillingPortal.Features.Plans;
using BillingPortal.Shared;

namespace BillingPortal.Features.Usage;

/// <summary>How a meter's figures are written: storage in GiB, millions short, the rest in full. Cut, never rounded up, so that nothing reads full that is not.</summary>
public static class MeterWords
{
    private const decimal GiB = 1L << 30;

    /// <summary>Without its unit, which stands at the limit: "17.4" of "25 GiB".</summary>
    public static string Used(UsageMeter meter) => meter.Metric == Metric.StorageBytes ? Cut(meter.Used / GiB, 1) : Count(meter.Metric, meter.Used);

    public static string Limit(UsageMeter meter) => Quantity(meter.Metric, meter.Limit);

    /// <summary>Where it will be at the period's end.</summary>
    public static string Forecast(UsageMeter meter) => Quantity(meter.Metric, meter.Forecast!.Quantity + meter.Carried);

    /// <summary>Any quantity of a metric, with its unit.</summary>
    public static string Of(Metric metric, long quantity) => Quantity(metric, quantity);

    /// <summary>What a reader wants to know besides: what is over, what is left, what the figure is.</summary>
    public static string Note(UsageMeter meter)
    {
        if (meter.Overage.Quantity > 0) return Over(meter);
        if (meter.Used >= meter.Limit && meter.IsHard) return "Limit reached: more is refused";
        if (meter.Carried > 0) return $"{Quantity(meter.Metric, meter.Carried)} from the Free month, not billed";
        if (meter.Forecast is { PassesLimitAt: not null }) return Passing(meter);
        if (meter.Metric == Metric.Members) return Seats(meter);
        return meter.Metric.Kind() == MetricKind.Gauge ? "Peak of this period" : $"{Quantity(meter.Metric, meter.Limit - meter.Used)} left this period";
    }

    private static string Passing(UsageMeter meter) => meter.ForecastOverage switch
    {
        _ when meter.IsHard => $"Forecast {Forecast(meter)}, above the limit",
        { } extra => $"Forecast {Forecast(meter)}, about {extra} extra",
        null => $"Forecast {Forecast(meter)}, above the included",
    };

    private static string Over(UsageMeter meter)
    {
        var over = Quantity(meter.Metric, meter.Overage.Quantity);
        if (meter.Overage.Steps.Count == 0) return $"{over} over";
        if (meter.Overage.Steps is [{ Packs: { } packs } step]) return $"{Packs(packs, Quantity(meter.Metric, step.Per))} × {Money.Rate(step.Price * new Money(1, meter.Overage.Currency).Major, meter.Overage.Currency)} = {meter.Overage.Amount}";
        return meter.EachOver is { } each ? $"{over} over × {each} = {meter.Overage.Amount}" : $"{over} over, {meter.Overage.Amount} extra";
    }

    // A pack counts from its first unit on, so that what is over, cut, would not explain the amount.
    private static string Packs(decimal packs, string size) => $"{packs.ToString("N0", CultureInfo.InvariantCulture)} {(packs == 1 ? "pack" : "packs")} of {size}";

    private static string Seats(UsageMeter meter)
    {
        var left = Math.Max(0, meter.Limit - meter.Used);
        var seats = left == 1 ? "1 seat left" : $"{left.ToString("N0", CultureInfo.InvariantCulture)} seats left";
        return meter.EachOver is { } each ? $"{seats}, then {each} each" : seats;
    }

    private static string Quantity(Metric metric, long quantity) => metric == Metric.StorageBytes ? $"{Cut(quantity / GiB, 1)} GiB" : Count(metric, quantity);

    private static string Count(Metric metric, long quantity) => metric == Metric.MemoryTokens && quantity >= 1_000_000
        ? $"{Cut(quantity / 1_000_000m, 2)} M"
        : quantity.ToString("N0", CultureInfo.InvariantCulture);

    private static string Cut(decimal value, int digits)
    {
        var scale = digits == 1 ? 10m : 100m;
        return (decimal.Floor(value * scale) / scale).ToString("#,0.##", CultureInfo.InvariantCulture);
    }
}
