namespace BillingPortal.Shared;

/// <summary>A half-open span of UTC instants: <c>[Start, End)</c>.</summary>
public readonly record struct Period(DateTime Start, DateTime End)
{
    /// <summary>Number <paramref name="n"/> (from 0) of an anchor's months. Always counted from the anchor, never chained: Jan 31 gives Feb 28, then Mar 31 (Stripe's rule).</summary>
    public static Period Month(DateTime anchor, int n) => new(anchor.AddMonths(n), anchor.AddMonths(n + 1));

    /// <summary>The anchor's month that holds an instant.</summary>
    public static Period MonthAt(DateTime anchor, DateTime at) => Month(anchor, NumberAt(anchor, at));

    /// <summary>The number of the anchor's month that holds an instant; negative before the anchor.</summary>
    public static int NumberAt(DateTime anchor, DateTime at)
    {
        var n = (at.Year - anchor.Year) * 12 + at.Month - anchor.Month;
        while (anchor.AddMonths(n) > at) n--;
        while (anchor.AddMonths(n + 1) <= at) n++;
        return n;
    }

    /// <summary>The calendar month, UTC, that holds an instant: the period of Free.</summary>
    public static Period CalendarMonth(DateTime at)
    {
        var start = new DateTime(at.Year, at.Month, 1, 0, 0, 0, DateTimeKind.Utc);
        return new(start, start.AddMonths(1));
    }

    public bool Contains(DateTime at) => at >= Start && at < End;

    public TimeSpan Length => End - Start;
}
