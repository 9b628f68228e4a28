using BillingPortal.Tests.Testing;

namespace BillingPortal.Tests.Scenarios.ManyMonths;

/// <summary>Months of a few teams that do what they like, with staff that gives and takes and a Stripe that is down at times: the books hold after every month. Two years of more teams with BILLING_TEST_LONG=1.</summary>
[OnEveryDatabase]
public sealed class ManyMonthsTests
{
    /// <summary>Many in a row for a hunt: <c>BILLING_TEST_SEEDS=100-199</c>.</summary>
    private static readonly string? Hunt = Environment.GetEnvironmentVariable("BILLING_TEST_SEEDS");

    public static TheoryData<int> Seeds
    {
        get
        {
            if (Hunt?.Split('-') is [var from, var to]) return [.. Enumerable.Range(int.Parse(from), int.Parse(to) - int.Parse(from) + 1)];
            return LongRun.IsOn ? [20260131, 7, 1999, 42] : [20260131];
        }
    }

    private static int Teams => LongRun.IsOn ? 8 : 3;

    private static int Months => LongRun.IsOn ? 24 : 4;

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Whatever_teams_do_every_cent_is_accounted_for_after_every_month(int seed)
    {
        await using var world = await SimulatedWorld.CreateAsync(seed, Teams);
        for (var month = 1; month <= Months; month++) await world.LiveAMonthAsync($"Seed {seed}, month {month}");

        if (Hunt is not null) return;
        var never = SimulatedWorld.Deeds(everything: LongRun.IsOn).Where(deed => world.Done.GetValueOrDefault(deed) == 0);
        never.ShouldBeEmpty($"nobody ever managed to do this, so the run says nothing of it; done: {string.Join(", ", world.Done)}");
    }
}
