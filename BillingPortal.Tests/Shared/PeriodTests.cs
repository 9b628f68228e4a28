using BillingPortal.Shared;

namespace BillingPortal.Tests.Shared;

public sealed class PeriodTests
{
    [Fact]
    public void Months_of_an_anchor_on_the_31st_end_on_each_months_last_day_and_come_back()
    {
        var anchor = new DateTime(2026, 1, 31, 10, 0, 0, DateTimeKind.Utc);
        Enumerable.Range(0, 4).Select(n => Period.Month(anchor, n).Start.ToString("MM-dd")).ShouldBe(["01-31", "02-28", "03-31", "04-30"]);
    }

    [Theory]
    [InlineData("2024-02-29T12:00:00Z")]
    [InlineData("2026-01-29T00:00:00Z")]
    [InlineData("2026-01-30T23:59:59Z")]
    [InlineData("2026-01-31T05:30:00Z")]
    public void Ten_years_of_months_tile_without_gap_or_overlap(string start)
    {
        var anchor = DateTime.Parse(start, null, System.Globalization.DateTimeStyles.AdjustToUniversal);
        for (var n = 0; n < 120; n++)
        {
            var period = Period.Month(anchor, n);
            period.End.ShouldBe(Period.Month(anchor, n + 1).Start);
            Period.NumberAt(anchor, period.Start).ShouldBe(n);
            Period.NumberAt(anchor, period.End.AddTicks(-1)).ShouldBe(n);
        }
    }
}
