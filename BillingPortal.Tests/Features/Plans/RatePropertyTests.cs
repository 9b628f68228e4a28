using BillingPortal.Features.Plans;
using BillingPortal.Shared;
using FsCheck;
using FsCheck.Fluent;

namespace BillingPortal.Tests.Features.Plans;

/// <summary>What holds of every rate table that an administrator may publish, whatever its figures.</summary>
public sealed class RatePropertyTests
{
    private static readonly Arbitrary<OverageRate> Rates = Arb.From(
        from model in Gen.Elements(Enum.GetValues<RateModel>())
        from per in Gen.Elements(1L, 3, 1_000, 100_000, 1L << 30)
        from ends in Gen.Choose(1, 1_000_000).ListOf(Tiered(model) ? 3 : 0)
        from prices in Gen.Choose(0, 1_000_000).ListOf(4)
        select Table(model, per, [.. ends.Distinct().Order()], [.. prices]));

    private static readonly Arbitrary<long> Quantities = Arb.From(Gen.OneOf(
        Gen.Choose(0, 100).Select(n => (long)n), Gen.Choose(0, 3_000_000).Select(n => (long)n), Gen.Choose(1, int.MaxValue).Select(n => n * 4_000_000_000L), Gen.Constant(long.MaxValue)));

    [Fact]
    public void More_use_never_costs_less_unless_the_price_falls_for_all_of_it() => Prop.ForAll(Rates, Quantities, (rate, over) =>
        rate.Model == RateModel.Volume || over == long.MaxValue || Rating.Rate(rate, over + 1).Minor >= Rating.Rate(rate, over).Minor).QuickCheckThrowOnFailure();

    [Fact]
    public void No_amount_is_ever_negative_and_the_steps_cover_every_unit_once() => Prop.ForAll(Rates, Quantities, (rate, over) =>
        Rating.Rate(rate, over) is var rated && rated.Minor >= 0 && rated.Steps.All(step => step.Minor >= 0) && rated.Steps.Sum(step => (decimal)step.Quantity) == over).QuickCheckThrowOnFailure();

    [Fact]
    public void A_graduated_price_is_the_sum_of_what_each_unit_costs_in_its_own_tier() => Prop.ForAll(Rates, Arb.From(Gen.Choose(0, 300)), (rate, over) =>
    {
        var narrow = Table(RateModel.Graduated, 1, [10, 100, 200], [.. rate.Tiers.Select(tier => (int)tier.Price), 5, 4, 3, 2]);
        var units = Enumerable.Range(1, over).Sum(unit => narrow.Tiers.First(tier => unit <= (tier.UpTo ?? long.MaxValue)).Price);
        return Rating.Rate(narrow, over).Minor == units;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Pricing_twice_gives_the_same_and_half_the_rate_is_half_the_price() => Prop.ForAll(Rates, Quantities, (rate, over) =>
        Rating.Rate(rate, over).Minor == Rating.Rate(rate, over).Minor && Math.Abs(Rating.Rate(rate.Half(), over).Minor * 2 - Rating.Rate(rate, over).Minor) <= 0.000001m + Rating.Rate(rate, over).Minor / 1e20m).QuickCheckThrowOnFailure();

    [Fact]
    public void An_amount_is_exact_to_half_a_cent_or_refused() => Prop.ForAll(Rates, Quantities, (rate, over) =>
    {
        var rated = Rating.Rate(rate, over);
        if (rated.Minor <= long.MaxValue - 1) return Math.Abs(rated.Amount.Minor - rated.Minor) <= 0.5m;
        return Should.Throw<OverflowException>(() => rated.Amount) is not null;
    }).QuickCheckThrowOnFailure();

    private static bool Tiered(RateModel model) => model is RateModel.Graduated or RateModel.Volume;

    private static OverageRate Table(RateModel model, long per, int[] ends, int[] prices) => new()
    {
        Metric = Metric.ApiCalls, Model = model, Currency = Currency.Usd, Per = per,
        Tiers = [.. ends.Select((end, i) => new RateTier(end, prices[i])), new RateTier(null, prices[ends.Length])],
    };
}
