using BillingPortal.Features.Plans;
using BillingPortal.Shared;

namespace BillingPortal.Tests.Features.Plans;

/// <summary>Every model at each edge, one before and one after it, worked out by hand. Amounts are in cents.</summary>
public sealed class RateTableTests
{
    private static readonly RateTier[] Tiers = [new(10, 100), new(20, 50), new(null, 10)];

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 7)]
    [InlineData(2, 14)]
    [InlineData(1_000_000, 7_000_000)]
    [InlineData(1_000_000_000_000_000_000, 7_000_000_000_000_000_000)]
    public void Flat_takes_the_same_for_every_unit(long over, long cents) => Minor(Rate(RateModel.Flat, 1, new RateTier(null, 7)), over).ShouldBe(cents);

    [Theory]
    [InlineData(1, 0.0125)]
    [InlineData(799, 9.9875)]
    [InlineData(800, 10)]
    [InlineData(801, 10.0125)]
    public void Flat_with_a_unit_of_many_is_linear_and_never_a_started_pack(long over, double cents) => Minor(Rate(RateModel.Flat, 800, new RateTier(null, 10)), over).ShouldBe((decimal)cents);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 50)]
    [InlineData(999, 50)]
    [InlineData(1_000, 50)]
    [InlineData(1_001, 100)]
    [InlineData(1_999, 100)]
    [InlineData(2_000, 100)]
    [InlineData(2_001, 150)]
    [InlineData(9_223_372_036_854_775_807, 461_168_601_842_738_800)]
    public void Package_takes_every_started_pack(long over, long cents) => Minor(Rate(RateModel.Package, 1_000, new RateTier(null, 50)), over).ShouldBe(cents);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 100)]
    [InlineData(9, 900)]
    [InlineData(10, 1_000)]
    [InlineData(11, 1_050)]
    [InlineData(19, 1_450)]
    [InlineData(20, 1_500)]
    [InlineData(21, 1_510)]
    [InlineData(1_000_000, 10_001_300)]
    public void Graduated_takes_each_tier_at_its_own_price(long over, long cents) => Minor(Rate(RateModel.Graduated, 1, Tiers), over).ShouldBe(cents);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 100)]
    [InlineData(9, 900)]
    [InlineData(10, 1_000)]
    [InlineData(11, 550)]
    [InlineData(19, 950)]
    [InlineData(20, 1_000)]
    [InlineData(21, 210)]
    [InlineData(1_000_000, 10_000_000)]
    public void Volume_takes_all_at_the_price_of_the_tier_that_is_reached(long over, long cents) => Minor(Rate(RateModel.Volume, 1, Tiers), over).ShouldBe(cents);

    [Fact]
    public void What_is_too_large_for_an_amount_is_still_exact_and_is_refused_as_money_instead_of_wrapping()
    {
        var rated = Rating.Rate(Rate(RateModel.Graduated, 1, Tiers), long.MaxValue);

        rated.Minor.ShouldBe(92_233_720_368_547_759_370m);
        Should.Throw<OverflowException>(() => rated.Amount);
    }

    [Fact]
    public void Less_than_nothing_has_no_price() => Should.Throw<ArgumentOutOfRangeException>(() => Rating.Rate(Rate(RateModel.Flat, 1, new RateTier(null, 7)), -1));

    [Theory]
    [InlineData("JPY", "25", "3 at ¥25 each", 75)]
    [InlineData("KWD", "250", "3 at KWD\u00A00.250 each", 750)]
    [InlineData("USD", "2.5", "3 at $0.025 each", 8)]
    public void A_rate_is_read_in_the_minor_units_of_its_currency(string code, string price, string words, long minor)
    {
        var (currency, tier) = (new Currency(code), new RateTier(null, decimal.Parse(price, System.Globalization.CultureInfo.InvariantCulture)));
        var rate = new OverageRate { Metric = Metric.Contexts, Model = RateModel.Flat, Currency = currency, Per = 1, Tiers = [tier] };

        var rated = Rating.Rate(rate, 3);
        rated.Steps.Single().Describe(currency).ShouldBe(words);
        rated.Amount.ShouldBe(new Money(minor, currency));
        Rating.Rate(rate.Half(), 3).Minor.ShouldBe(rated.Minor / 2);
    }

    private static decimal Minor(OverageRate rate, long over) => Rating.Rate(rate, over).Minor;

    private static OverageRate Rate(RateModel model, long per, params RateTier[] tiers) => new() { Metric = Metric.Contexts, Model = model, Currency = Currency.Usd, Per = per, Tiers = tiers };
}
