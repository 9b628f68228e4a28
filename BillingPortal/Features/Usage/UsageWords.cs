using System.Globalization;
using BillingPortal.Features.Plans;

namespace BillingPortal.Features.Usage;

/// <summary>What a chart of usage shows, in a sentence, and how high it must be.</summary>
public static class UsageWords
{
    /// <summary>"API calls: 231,400 of the included 250,000 used, forecast 298,900, past the limit around 24 Nov."</summary>
    public static string Finding(UsageReport report)
    {
        var meter = report.Shown;
        var sentence = $"{meter.Metric.Label()}: {MeterWords.Used(meter)} of the included {MeterWords.Limit(meter)} used";
        if (meter.Forecast is { } forecast)
        {
            sentence += $", forecast {MeterWords.Forecast(meter)}";
            if (forecast.PassesLimitAt is { } at) sentence += $", past the limit around {at.ToString("d MMM", CultureInfo.InvariantCulture)}";
        }
        return sentence + ".";
    }

    /// <summary>The next height that divides by four into figures that people read easily: 1, 2, 4 or 8 times a power of ten, storage in GiB.</summary>
    public static double RoundUp(double value, Metric metric)
    {
        var unit = metric == Metric.StorageBytes ? 1L << 30 : 1L;
        var most = Math.Max(4, value / unit);
        var power = Math.Pow(10, Math.Floor(Math.Log10(most)));
        var step = new[] { 1, 2, 4, 6, 8, 10 }.First(times => times * power >= most);
        return step * power * unit;
    }
}
