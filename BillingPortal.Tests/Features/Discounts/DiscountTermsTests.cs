using BillingPortal.Features.Discounts;
using BillingPortal.Shared;
using FsCheck;
using FsCheck.Fluent;

namespace BillingPortal.Tests.Features.Discounts;

public sealed class DiscountTermsTests
{
    [Theory]
    [InlineData(20, 10_00, 2_00)]
    [InlineData(33.33, 10_00, 3_33)]
    [InlineData(50, 1, 1)]
    [InlineData(2.5, 100, 3)]
    [InlineData(100, 9_99, 9_99)]
    [InlineData(0.01, 10_00, 0)]
    public void A_percentage_is_rounded_on_the_line_half_away_from_zero(double percent, long line, long cut) =>
        Cut(Percent((decimal)percent), [line]).ShouldBe([cut]);

    [Fact]
    public void A_percentage_is_rounded_on_each_line_and_not_once_on_the_sum() => Cut(Percent(15m), [3, 3, 3, 3]).ShouldBe([0, 0, 0, 0]);

    [Fact]
    public void An_amount_is_spread_by_line_amount_and_the_odd_cent_goes_to_the_earlier_line()
    {
        Cut(Fixed(5_00), [10_00]).ShouldBe([5_00]);
        Cut(Fixed(1_00), [10_00, 20_00]).ShouldBe([33, 67]);
        Cut(Fixed(1), [10_00, 10_00]).ShouldBe([1, 0]);
        Cut(Fixed(100), [1, 1, 1]).ShouldBe([1, 1, 1]);
    }

    [Fact]
    public void What_an_amount_does_not_use_is_lost() => Cut(Fixed(25_00), [10_00]).ShouldBe([10_00]);

    [Fact]
    public void What_a_plan_change_gives_back_is_never_paid_out_by_a_code()
    {
        Cut(Percent(100m), [9_51], givenBack: 6_34).ShouldBe([3_17]);
        Cut(Percent(20m), [9_51], givenBack: 6_34).ShouldBe([1_90]);
        Cut(Fixed(50_00), [9_51], givenBack: 6_34).ShouldBe([3_17]);
        Cut(Fixed(50_00), [5_00], givenBack: 6_34).ShouldBe([0]);
    }

    [Fact]
    public void An_amount_in_another_currency_is_a_mistake_of_the_caller() =>
        Should.Throw<InvalidOperationException>(() => new DiscountTerms("EURO", null, new Money(5_00, new("EUR")), false, []).Cut([Money.Usd(10_00)], Money.Usd(0)));

    [Fact]
    public void The_name_says_code_and_what_is_off()
    {
        Percent(20m).Name.ShouldBe("LAUNCH, 20 % off");
        Percent(12.5m).Name.ShouldBe("LAUNCH, 12.5 % off");
        Fixed(5_00).Name.ShouldBe("LAUNCH, $5.00 off");
    }

    [Fact]
    public void No_line_is_cut_below_zero_or_above_itself_and_all_together_leave_what_was_given_back() => Prop.ForAll(Any, Gen.Choose(0, 5_000).ToArbitrary(), (terms, givenBack) =>
        Prop.ForAll(Lines, lines =>
        {
            var cuts = Cut(terms, lines, givenBack);
            return cuts.Count == lines.Length && cuts.Zip(lines).All(pair => pair.First >= 0 && pair.First <= pair.Second) && cuts.Sum() <= Math.Max(0, lines.Sum() - givenBack);
        })).QuickCheckThrowOnFailure();

    [Fact]
    public void An_amount_takes_all_of_itself_or_all_that_there_is() => Prop.ForAll(Gen.Choose(1, 50_000).ToArbitrary(), Lines, (off, lines) =>
        Cut(Fixed(off), lines).Sum() == Math.Min(off, lines.Sum())).QuickCheckThrowOnFailure();

    [Fact]
    public void A_hundred_percent_leave_nothing() => Prop.ForAll(Lines, lines => Cut(Percent(100m), lines).SequenceEqual(lines)).QuickCheckThrowOnFailure();

    [Fact]
    public void The_order_of_the_lines_changes_no_total() => Prop.ForAll(Any, Lines, (terms, lines) =>
        Cut(terms, lines).Sum() == Cut(terms, [.. Enumerable.Reverse(lines)]).Sum()).QuickCheckThrowOnFailure();

    private static Arbitrary<long[]> Lines => Gen.Choose(1, 100_000).Select(amount => (long)amount).ArrayOf().ToArbitrary();

    private static Arbitrary<DiscountTerms> Any => Gen.OneOf(Gen.Choose(1, 10_000).Select(basis => Percent(basis / 100m)), Gen.Choose(1, 50_000).Select(off => Fixed(off))).ToArbitrary();

    private static DiscountTerms Percent(decimal percent) => new("LAUNCH", percent, null, false, []);

    private static DiscountTerms Fixed(long off) => new("LAUNCH", null, Money.Usd(off), false, []);

    private static IReadOnlyList<long> Cut(DiscountTerms terms, long[] lines, long givenBack = 0) => [.. terms.Cut([.. lines.Select(Money.Usd)], Money.Usd(givenBack)).Select(cut => cut.Minor)];
}
