using BillingPortal.Features.Plans;
using BillingPortal.Features.Usage;
using BillingPortal.Shared;
using FsCheck;
using FsCheck.Fluent;

namespace BillingPortal.Tests.Features.Usage;

public sealed class UsageForecastTests
{
    private static readonly Period November = new(Utc(1), new(2026, 12, 1, 0, 0, 0, DateTimeKind.Utc));

    private static readonly PlanVersion Starter = FirstPlans.Publish(Utc(1)).Single(plan => plan.PlanCode == PlanCodes.Starter);

    [Fact]
    public void A_counter_goes_on_at_its_average_pace()
    {
        var forecast = UsageForecast.Of(Metric.ApiCalls, new(150_000, 0, 150_000), 250_000, November, Utc(16))!;
        (forecast.Quantity, forecast.PassesLimitAt).ShouldBe((300_000, Utc(26)));
    }

    [Fact]
    public void What_stays_within_the_limit_passes_it_never() =>
        UsageForecast.Of(Metric.ApiCalls, new(100_000, 0, 100_000), 250_000, November, Utc(16))!.ShouldBe(new(200_000, null));

    [Fact]
    public void The_first_day_says_nothing_and_an_ended_period_needs_no_forecast()
    {
        UsageForecast.Of(Metric.ApiCalls, new(9_000, 0, 9_000), 250_000, November, Utc(1).AddHours(23)).ShouldBeNull();
        UsageForecast.Of(Metric.ApiCalls, new(9_000, 0, 9_000), 250_000, November, Utc(2)).ShouldNotBeNull();
        UsageForecast.Of(Metric.ApiCalls, new(9_000, 0, 9_000), 250_000, November, November.End).ShouldBeNull();
    }

    [Theory]
    [InlineData(100, 200, 200, 300)]
    [InlineData(100, 200, 150, 200)]
    [InlineData(100, 300, 50, 300)]
    [InlineData(0, 0, 0, 0)]
    public void A_gauge_goes_on_rising_from_where_it_is_or_stays(long opening, long highest, long level, long expected) =>
        UsageForecast.Of(Metric.Contexts, new(highest, opening, level), 250, November, Utc(16))!.Quantity.ShouldBe(expected);

    [Fact]
    public void Nothing_wraps_however_much_was_used() =>
        UsageForecast.Of(Metric.ApiCalls, new(1_000_000_000_000_000_000, 0, 1_000_000_000_000_000_000), 250_000, November, Utc(2))!.Quantity.ShouldBe(long.MaxValue);

    [Fact]
    public void A_forecast_is_never_below_what_is_counted_and_grows_with_time() => Prop.ForAll(
        Gen.Choose(0, 1_000_000).Three().Zip(Gen.Choose(1, 29)).ToArbitrary(), given =>
        {
            var ((opening, highest, level), day) = given;
            var trend = new UsageTrend(Math.Max(opening, Math.Max(highest, level)), opening, level);
            var (sooner, later) = (UsageForecast.At(Metric.Memories, trend, November, Utc(day + 1), Utc(day + 1).AddHours(5)), UsageForecast.At(Metric.Memories, trend, November, Utc(day + 1), November.End));
            return sooner >= trend.Billed && later >= sooner;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_cap_is_reached_on_the_day_on_which_the_forecast_passes_it()
    {
        var trends = Metrics.All.ToDictionary(metric => metric, metric => metric == Metric.ApiCalls ? new UsageTrend(250_000, 0, 250_000) : new UsageTrend(0, 0, 0));
        var days = SpendingDay.Forecast(Starter, trends, November, Utc(11));
        (days.Count, days[0].Day, days[^1].Day).ShouldBe((20, new(2026, 11, 11), new(2026, 11, 30)));
        (days[0].Spent, days[^1].Spent).ShouldBe((Money.Usd(10_00), Money.Usd(200_00)));
        SpendingDay.Reaches(days, Money.Usd(10_00)).ShouldBe(new(2026, 11, 12));
        SpendingDay.Reaches(days, Money.Usd(9_99)).ShouldBe(new(2026, 11, 11));
        SpendingDay.Reaches(days, Money.Usd(200_00)).ShouldBeNull();
    }

    private static DateTime Utc(int day) => new(2026, 11, day, 0, 0, 0, DateTimeKind.Utc);
}
