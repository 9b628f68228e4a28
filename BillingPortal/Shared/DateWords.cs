using System.Globalization;

namespace BillingPortal.Shared;

/// <summary>Days and periods as people read them: "29 Oct 2026", "29 Oct – 29 Nov 2026".</summary>
public static class DateWords
{
    public static string Day(DateOnly day) => day.ToString("d MMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>The year stands once where both ends share it.</summary>
    public static string Days(Period period)
    {
        var first = period.Start.ToString(period.Start.Year == period.End.Year ? "d MMM" : "d MMM yyyy", CultureInfo.InvariantCulture);
        return $"{first} – {Day(DateOnly.FromDateTime(period.End))}";
    }
}
