using BillingPortal.Shared;
using FsCheck;
using FsCheck.Fluent;

namespace BillingPortal.Tests.Shared;

public sealed class MoneyTests
{
    [Theory]
    [InlineData(122.5, 123)]
    [InlineData(-122.5, -123)]
    [InlineData(6.45, 6)]
    [InlineData(72.65, 73)]
    public void Half_a_cent_is_rounded_away_from_zero(double minor, long cents) => Money.Round((decimal)minor, Currency.Usd).Minor.ShouldBe(cents);

    [Theory]
    [InlineData(500.5, 500)]
    [InlineData(505, 510)]
    [InlineData(-505, -510)]
    public void Thousandths_are_charged_only_in_tens(double minor, long fils) => Money.Round((decimal)minor, new("KWD")).Minor.ShouldBe(fils);

    [Fact]
    public void Shares_of_thousandths_are_tens_too() => new Money(1_000, new("KWD")).Allocate([1, 1, 1]).Select(share => share.Minor).ShouldBe([340, 330, 330]);

    [Fact]
    public void An_allocation_never_loses_a_cent_and_never_strays_by_more_than_one() => Prop.ForAll<int, PositiveInt[]>((minor, weights) =>
    {
        if (weights.Length == 0) return true;
        var shares = Money.Usd(minor).Allocate([.. weights.Select(w => (long)w.Get)]);
        var total = weights.Sum(w => (decimal)w.Get);
        return shares.Sum(s => s.Minor) == minor && shares.Zip(weights).All(pair => Math.Abs(pair.First.Minor - (decimal)minor * pair.Second.Get / total) < 1);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Two_currencies_never_add_up() =>
        Should.Throw<InvalidOperationException>(() => Money.Usd(1) + new Money(1, new Currency("EUR")));

    [Theory]
    [InlineData(123450, "USD", "$1,234.50")]
    [InlineData(-500, "USD", "−$5.00")]
    [InlineData(1200, "JPY", "¥1,200")]
    [InlineData(1234, "KWD", "KWD\u00A01.234")]
    public void An_amount_is_written_with_its_symbol_and_the_digits_of_its_currency(long minor, string code, string text) =>
        new Money(minor, new Currency(code)).ToString().ShouldBe(text);

    [Fact]
    public void A_rate_shows_as_many_digits_as_it_needs()
    {
        Money.Rate(0.0004m, Currency.Usd).ShouldBe("$0.0004");
        Money.Rate(2m, Currency.Usd).ShouldBe("$2.00");
    }

    [Fact]
    public void Amounts_beyond_all_bounds_are_refused_instead_of_wrapping() =>
        Should.Throw<OverflowException>(() => Money.Usd(long.MaxValue) + Money.Usd(1));
}
