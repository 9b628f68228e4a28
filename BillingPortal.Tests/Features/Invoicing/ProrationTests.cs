using BillingPortal.Features.Invoicing;
using BillingPortal.Features.Plans;
using BillingPortal.Shared;
using FsCheck;
using FsCheck.Fluent;

namespace BillingPortal.Tests.Features.Invoicing;

public sealed class ProrationTests
{
    private static readonly DateTime January = new(2026, 1, 31, 0, 0, 0, DateTimeKind.Utc);

    private static readonly Period ToFebruary = Period.Month(January, 0);

    [Fact]
    public void Ten_to_twenty_five_dollars_within_February_gives_back_6_34_and_charges_15_85()
    {
        var change = Change(10_00, 25_00, ToFebruary, new(2026, 2, 10, 6, 0, 0, DateTimeKind.Utc));

        ((double)change.SecondsLeft / change.Seconds).ShouldBe(0.6339285714, 1e-10);
        (change.Unused.Minor, change.Remaining.Minor).ShouldBe((-6_34, 15_85));
        (change.Unused + change.Remaining).Minor.ShouldBe(9_51);
    }

    [Theory]
    [InlineData(10_00, 5_00, -1)]
    [InlineData(5_00, 10_00, 1)]
    public void Each_leg_is_rounded_on_its_own_even_where_the_rounded_difference_would_be_nothing(long from, long to, long net)
    {
        var period = new Period(January, January.AddDays(31));
        var change = Change(from, to, period, period.End.AddSeconds(-1_345));

        (change.Unused + change.Remaining).Minor.ShouldBe(net);
        Money.Round((to - from) * 1_345m / (31 * 86_400), Currency.Usd).Minor.ShouldBe(0);
    }

    [Fact]
    public void Half_a_period_from_ten_to_twenty_costs_five()
    {
        var period = new Period(January, January.AddDays(30));
        var change = Change(10_00, 20_00, period, January.AddDays(15));

        (change.Unused.Minor, change.Remaining.Minor).ShouldBe((-5_00, 10_00));
    }

    [Fact]
    public void At_the_very_start_both_prices_stand_whole_and_at_the_very_end_nothing_is_left()
    {
        var start = Change(10_00, 25_00, ToFebruary, ToFebruary.Start);
        var end = Change(10_00, 25_00, ToFebruary, ToFebruary.End);

        (start.Unused.Minor, start.Remaining.Minor).ShouldBe((-10_00, 25_00));
        (end.Unused.Minor, end.Remaining.Minor).ShouldBe((0, 0));
    }

    [Fact]
    public void Outside_the_period_there_is_no_change()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => Change(10_00, 25_00, ToFebruary, ToFebruary.Start.AddSeconds(-1)));
        Should.Throw<ArgumentOutOfRangeException>(() => Change(10_00, 25_00, ToFebruary, ToFebruary.End.AddSeconds(1)));
    }

    [Fact]
    public void What_a_discount_took_off_is_not_paid_out()
    {
        var change = new Proration(Plan(10_00), new(Money.Usd(5_00), ToFebruary), Plan(20_00), ToFebruary, ToFebruary.Start.AddDays(14));

        (change.Unused.Minor, change.Remaining.Minor).ShouldBe((-2_50, 10_00));
    }

    [Fact]
    public void A_second_change_gives_back_what_the_first_one_charged()
    {
        var (first, second) = (ToFebruary.Start.AddDays(7), ToFebruary.Start.AddDays(14));
        var change = new Proration(Plan(10_00), new(Money.Usd(7_50), new(first, ToFebruary.End)), Plan(20_00), ToFebruary, second);

        (change.Unused.Minor, change.Remaining.Minor).ShouldBe((-5_00, 10_00));
    }

    [Fact]
    public void Yen_have_no_cents_to_round_to()
    {
        var yen = new Currency("JPY");
        Proration.Share(new(1_000, yen), 1, 3).ShouldBe(new(333, yen));
        Proration.Share(new(1_001, yen), 1, 2).ShouldBe(new(501, yen));
    }

    [Fact]
    public void Both_lines_are_kept_and_say_how_they_were_computed()
    {
        var change = Change(10_00, 25_00, ToFebruary, new(2026, 2, 10, 6, 0, 0, DateTimeKind.Utc));

        change.Lines.Select(line => (line.Kind, line.Amount.Minor)).ShouldBe([(LineKind.Proration, 15_85), (LineKind.Proration, -6_34)]);
        change.Lines.ShouldAllBe(line => line.Period == new Period(change.At, ToFebruary.End));
        foreach (var line in change.Lines)
        {
            var told = System.Text.Json.JsonDocument.Parse(line.Provenance).RootElement;
            var exact = (decimal)told.GetProperty("price").GetInt64() * told.GetProperty("seconds_left").GetInt64() / told.GetProperty("period_seconds").GetInt64();
            var sign = told.GetProperty("leg").GetString() == "unused" ? -1 : 1;
            line.Amount.ShouldBe(Money.Round(sign * exact, Currency.Usd));
            told.GetProperty("from_plan_version_id").GetGuid().ShouldBe(change.From.Id);
            told.GetProperty("to_plan_version_id").GetGuid().ShouldBe(change.To.Id);
            told.GetProperty("at").GetDateTime().ShouldBe(change.At);
        }
    }

    [Fact]
    public void No_leg_is_more_than_its_price_or_less_than_nothing_and_the_net_is_within_a_cent() => ForAll((from, to, second) =>
    {
        var period = Period.Month(January, (int)(second % 1_200));
        var seconds = (long)period.Length.TotalSeconds;
        var left = second % (seconds + 1);

        var change = Change(from, to, period, period.End.AddSeconds(-left));

        (-change.Unused.Minor).ShouldBeInRange(0, from);
        change.Remaining.Minor.ShouldBeInRange(0, to);
        var exact = ((decimal)to - from) * left / seconds;
        Math.Abs((change.Unused + change.Remaining).Minor - exact).ShouldBeLessThanOrEqualTo(1);
    });

    [Fact]
    public void Time_used_and_time_left_add_up_to_the_price() => ForAll((price, second, _) =>
    {
        var seconds = (long)ToFebruary.Length.TotalSeconds;
        var left = second % (seconds + 1);

        var whole = Proration.Share(Money.Usd(price), left, seconds) + Proration.Share(Money.Usd(price), seconds - left, seconds);

        (whole.Minor - price).ShouldBeInRange(0, 1, "two halves of a cent are both rounded up");
    });

    [Fact]
    public void Later_is_never_dearer() => ForAll((price, first, second) =>
    {
        var seconds = (long)ToFebruary.Length.TotalSeconds;
        var (less, more) = (Math.Min(first, second) % (seconds + 1), Math.Max(first, second) % (seconds + 1));
        if (less > more) (less, more) = (more, less);

        Proration.Share(Money.Usd(price), less, seconds).ShouldBeLessThanOrEqualTo(Proration.Share(Money.Usd(price), more, seconds));
    });

    [Fact]
    public void Months_of_every_late_anchor_tile_ten_years_leap_years_and_summer_time_included()
    {
        foreach (var day in new[] { "2024-02-29T00:00:00Z", "2026-01-29T03:00:00Z", "2026-01-30T23:59:59Z", "2026-01-31T00:00:00Z", "2027-12-31T12:34:56Z" })
        {
            var anchor = DateTime.Parse(day, null, System.Globalization.DateTimeStyles.AdjustToUniversal);
            for (var n = 0; n < 120; n++)
            {
                var period = Period.Month(anchor, n);
                period.End.ShouldBe(Period.Month(anchor, n + 1).Start);
                period.Length.TotalDays.ShouldBeInRange(28, 31);
                (period.Length.Ticks % TimeSpan.TicksPerSecond).ShouldBe(0);
                Period.MonthAt(anchor, period.Start).ShouldBe(period);
                Period.MonthAt(anchor, period.End.AddTicks(-1)).ShouldBe(period);
                Proration.Share(Money.Usd(10_00), (long)period.Length.TotalSeconds, (long)period.Length.TotalSeconds).Minor.ShouldBe(10_00);
            }
        }
    }

    private static void ForAll(Action<uint, uint, uint> holds) =>
        Prop.ForAll<uint, uint, uint>((a, b, c) => holds(a, b, c)).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000).WithEndSize(int.MaxValue));

    private static Proration Change(long from, long to, Period period, DateTime at) => new(Plan(from), new(Money.Usd(from), period), Plan(to), period, at);

    private static PlanVersion Plan(long cents) => new() { PlanCode = "plan", Name = "Plan", Number = 1, Price = Money.Usd(cents), PublishedAt = January, SoldFrom = January };
}
