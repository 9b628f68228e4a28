using System.Globalization;

namespace BillingPortal.Shared;

/// <summary>Days and periods as people read them: "29 Oct 2026", "29 Oct – 29 Nov 2026".</summary>
public static class DateWords
{
    public static string Day(DateOnly day) => day.ToString("d MMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>The year stands once where both ends share it; what begins and ends on one day, as a one-off does, is that day.</summary>
    public static string Days(Period period)
    {
        if (period.Start.Date == period.End.Date) return Day(DateOnly.FromDateTime(period.End));
        var first = period.Start.ToString(period.Start.Year == period.End.Year ? "d MMM" : "d MMM yyyy", CultureInfo.InvariantCulture);
        return $"{first} – {Day(DateOnly.FromDateTime(period.End))}";
    }
}
