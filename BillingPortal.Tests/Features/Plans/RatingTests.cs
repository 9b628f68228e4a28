using BillingPortal.Features.Plans;
using BillingPortal.Shared;
using FsCheck;
using FsCheck.Fluent;

namespace BillingPortal.Tests.Features.Plans;

/// <summary>Every rate of the first plans at each edge and one beside it, worked out by hand.</summary>
public sealed class RatingTests
{
    private const long GiB = 1L << 30;

    private static readonly PlanVersion[] Published = [.. FirstPlans.Publish(new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc))];

    [Theory]
    [InlineData(Metric.Members, 0, 0)]
    [InlineData(Metric.Members, 1, 200)]
    [InlineData(Metric.Members, 2, 400)]
    [InlineData(Metric.Memories, 0, 0)]
    [InlineData(Metric.Memories, 1, 50)]
    [InlineData(Metric.Memories, 999, 50)]
    [InlineData(Metric.Memories, 1_000, 50)]
    [InlineData(Metric.Memories, 1_001, 100)]
    [InlineData(Metric.Contexts, 1, 10)]
    [InlineData(Metric.Contexts, 12, 120)]
    [InlineData(Metric.StorageBytes, 1, 25)]
    [InlineData(Metric.StorageBytes, GiB - 1, 25)]
    [InlineData(Metric.StorageBytes, GiB, 25)]
    [InlineData(Metric.StorageBytes, GiB + 1, 50)]
    [InlineData(Metric.ApiCalls, 1, 0.04)]
    [InlineData(Metric.ApiCalls, 48_900, 1_956)]
    [InlineData(Metric.ApiCalls, 999_999, 39_999.96)]
    [InlineData(Metric.ApiCalls, 1_000_000, 40_000)]
    [InlineData(Metric.ApiCalls, 1_000_001, 40_000.02)]
    [InlineData(Metric.ApiCalls, 3_000_000, 80_000)]
    [InlineData(Metric.MemoryTokens, 1, 0.00008)]
    [InlineData(Metric.MemoryTokens, 49_999_999, 3_999.99992)]
    [InlineData(Metric.MemoryTokens, 50_000_000, 4_000)]
    [InlineData(Metric.MemoryTokens, 50_000_001, 2_500.00005)]
    public void Starter_charges_what_the_price_list_says_and_nonprofits_half_of_it(Metric metric, long over, double cents)
    {
        Over("starter", metric, over).Minor.ShouldBe((decimal)cents);
        Over("nonprofit", metric, over).Minor.ShouldBe((decimal)cents / 2);
    }

    [Theory]
    [InlineData(12, 0)]
    [InlineData(13, 1)]
    public void Fractions_of_a_cent_are_rounded_once_and_half_up(long calls, long cents) => Over("starter", Metric.ApiCalls, calls).Amount.ShouldBe(Money.Usd(cents));

    [Fact]
    public void A_graduated_price_is_explained_tier_by_tier()
    {
        var rated = Over("starter", Metric.ApiCalls, 1_250_000);
        rated.Steps.Select(step => step.Describe(rated.Currency)).ShouldBe(["1,000,000 at $0.40 per 1,000", "250,000 at $0.20 per 1,000"]);
        rated.Amount.ShouldBe(Money.Usd(450_00));
    }

    [Fact]
    public void Prices_by_the_pack_the_piece_and_the_volume_are_explained_too()
    {
        Explained(Metric.Memories, 1_001).ShouldBe("1,001 in 2 started packs of 1,000 at $0.50");
        Explained(Metric.Members, 2).ShouldBe("2 at $2.00 each");
        Explained(Metric.MemoryTokens, 60_000_000).ShouldBe("60,000,000 at $0.05 per 100,000");
    }

    [Fact]
    public void Free_refuses_what_is_over_and_never_bills_it()
    {
        var free = Plan("free");
        free.Limits.ShouldAllBe(limit => limit.IsHard);
        Metrics.All.ShouldAllBe(metric => free.RateOverage(metric, 1_000_000_000).Amount.IsZero);
    }

    [Fact]
    public void The_steps_cover_every_unit_exactly_once_and_more_usage_of_a_tiered_rate_never_costs_less() => Prop.ForAll<NonNegativeInt>(units =>
        Metrics.All.All(metric =>
        {
            var rated = Over("starter", metric, units.Get * 3L);
            var graduatedGrows = metric == Metric.MemoryTokens || Over("starter", metric, units.Get * 3L + 1).Minor >= rated.Minor;
            return rated.Steps.Sum(step => step.Quantity) == rated.Quantity && rated.Minor >= 0 && graduatedGrows;
        })).QuickCheckThrowOnFailure();

    private static string Explained(Metric metric, long over) => Over("starter", metric, over).Steps.Single().Describe(Currency.Usd);

    private static Rated Over(string plan, Metric metric, long over) => Plan(plan).RateOverage(metric, Plan(plan).LimitOf(metric).Quantity + over);

    private static PlanVersion Plan(string code) => Published.Single(plan => plan.PlanCode == code);
}
