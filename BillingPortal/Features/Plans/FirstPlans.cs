using BillingPortal.Shared;

namespace BillingPortal.Features.Plans;

/// <summary>The plans that a new installation starts with. Later versions are published by administrators.</summary>
public static class FirstPlans
{
    private const long GiB = 1L << 30;

    public static IReadOnlyList<PlanVersion> Publish(DateTime now) =>
    [
        new()
        {
            PlanCode = PlanCodes.Free, Name = "Free", Number = 1, Price = Money.Usd(0), PublishedAt = now, SoldFrom = now,
            Limits = Limits(hard: true, members: 3, memories: 1_000, contexts: 10, storage: GiB, apiCalls: 10_000, memoryTokens: 100_000),
        },
        new()
        {
            PlanCode = PlanCodes.Starter, Name = "Starter", Number = 1, Price = Money.Usd(10_00), PublishedAt = now, SoldFrom = now,
            Limits = PaidLimits(), OverageRates = StarterRates(),
        },
        new()
        {
            PlanCode = PlanCodes.Nonprofit, Name = "Non-Profit", Number = 1, Price = Money.Usd(5_00), PublishedAt = now, SoldFrom = now,
            Limits = PaidLimits(), OverageRates = [.. StarterRates().Select(rate => rate.Half())],
        },
    ];

    private static PlanLimit[] PaidLimits() =>
        Limits(hard: false, members: 10, memories: 25_000, contexts: 250, storage: 25 * GiB, apiCalls: 250_000, memoryTokens: 5_000_000);

    private static PlanLimit[] Limits(bool hard, long members, long memories, long contexts, long storage, long apiCalls, long memoryTokens) =>
    [
        new() { Metric = Metric.Members, Quantity = members, IsHard = hard },
        new() { Metric = Metric.Memories, Quantity = memories, IsHard = hard },
        new() { Metric = Metric.Contexts, Quantity = contexts, IsHard = hard },
        new() { Metric = Metric.StorageBytes, Quantity = storage, IsHard = hard },
        new() { Metric = Metric.ApiCalls, Quantity = apiCalls, IsHard = hard },
        new() { Metric = Metric.MemoryTokens, Quantity = memoryTokens, IsHard = hard },
    ];

    private static OverageRate[] StarterRates() =>
    [
        Rate(Metric.Members, RateModel.Flat, per: 1, new RateTier(null, 2_00)),
        Rate(Metric.Memories, RateModel.Package, per: 1_000, new RateTier(null, 50)),
        Rate(Metric.Contexts, RateModel.Flat, per: 1, new RateTier(null, 10)),
        Rate(Metric.StorageBytes, RateModel.Package, per: GiB, new RateTier(null, 25)),
        Rate(Metric.ApiCalls, RateModel.Graduated, per: 1_000, new RateTier(1_000_000, 40), new RateTier(null, 20)),
        Rate(Metric.MemoryTokens, RateModel.Volume, per: 100_000, new RateTier(50_000_000, 8), new RateTier(null, 5)),
    ];

    private static OverageRate Rate(Metric metric, RateModel model, long per, params RateTier[] tiers) =>
        new() { Metric = metric, Model = model, Currency = Currency.Usd, Per = per, Tiers = tiers };
}
