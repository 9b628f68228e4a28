using BillingPortal.Features.Plans;
using BillingPortal.Features.Usage;
using BillingPortal.Shared;
using BillingPortal.Tests.Testing;

namespace BillingPortal.Tests.Features.Usage;

[OnEveryDatabase]
public sealed class SpendingCapTests : IAsyncLifetime
{
    private MeteredAccount acme = null!;

    public async ValueTask InitializeAsync()
    {
        acme = await MeteredAccount.StartAsync();
        await acme.StartedOnStarterAsync();
    }

    public ValueTask DisposeAsync() => acme.DisposeAsync();

    [Fact]
    public async Task At_the_cap_what_would_cost_more_is_refused_and_what_costs_nothing_goes_on()
    {
        await acme.CapAsync(4_00);
        (await acme.TrackOneAsync(acme.Event("api_calls", 260_000))).ShouldBe("accepted", "$4.00");
        (await acme.TrackOneAsync(acme.Event("api_calls", 1_000))).ShouldBe("quota_exceeded");
        (await acme.TrackOneAsync(acme.Event("contexts", 251))).ShouldBe("quota_exceeded");
        (await acme.TrackOneAsync(acme.Event("contexts", 250))).ShouldBe("accepted");
        (await acme.TrackOneAsync(acme.Event("memory_tokens", 5_000_000))).ShouldBe("accepted");
        (await acme.MeterAsync(Metric.ApiCalls)).Overage.Amount.ShouldBe(Money.Usd(4_00));
    }

    [Fact]
    public async Task Within_one_batch_each_event_sees_what_those_before_it_cost()
    {
        await acme.CapAsync(30);
        (await acme.TrackAsync(acme.Event("contexts", 252), acme.Event("contexts", 254), acme.Event("contexts", 253), acme.Event("contexts", 240), acme.Event("contexts", 253)))
            .Select(MeteredAccount.Said).ShouldBe(["accepted", "quota_exceeded", "accepted", "accepted", "accepted"]);
    }

    [Fact]
    public async Task Corrections_and_shrinking_are_never_refused_even_far_above_the_cap()
    {
        await acme.TrackAsync(acme.Event("api_calls", 1_000_000, "calls"), acme.Event("contexts", 400));
        await acme.CapAsync(1_00);
        (await acme.TrackAsync(acme.Event("api_calls", -1, corrects: "calls"), acme.Event("contexts", 300), acme.Event("contexts", 400), acme.Event("contexts", 401)))
            .Select(MeteredAccount.Said).ShouldBe(["accepted", "accepted", "accepted", "quota_exceeded"]);
        (await acme.ReleaseAsync("contexts", 5)).Problem.ShouldBeNull();
    }

    [Fact]
    public async Task Half_four_fifths_and_all_of_the_cap_are_told_once_each()
    {
        await acme.CapAsync(10_00);
        foreach (var calls in new[] { 262_400, 100, 1_000, 6_500, 5_000, 1_000 }) await acme.TrackAsync(acme.Event("api_calls", calls));
        (await acme.TrackOneAsync(acme.Event("api_calls", 1_000))).ShouldBe("quota_exceeded");
        (await acme.TrackOneAsync(acme.Event("api_calls", 1_000))).ShouldBe("quota_exceeded");
        await acme.CapAsync(10_00);
        (await acme.AlertsAsync()).ShouldBe(["50 % of your spending cap is used: Acme", "80 % of your spending cap is used: Acme", "Your spending cap is reached: Acme"], ignoreOrder: true);

        acme.Advance(TimeSpan.FromDays(31));
        await acme.TrackAsync(acme.Event("api_calls", 262_500));
        (await acme.AlertsAsync()).Count.ShouldBe(4, "the next period tells again");
    }

    [Fact]
    public async Task A_step_reached_by_many_requests_at_once_is_told_once()
    {
        await acme.CapAsync(1_00);
        await acme.TrackAsync(acme.Event("api_calls", 250_000));
        await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => Task.Run(() => acme.TrackOneAsync(acme.Event("api_calls", 100)))));
        (await acme.AlertsAsync()).Distinct().Count().ShouldBe((await acme.AlertsAsync()).Count);
        (await acme.AlertsAsync()).ShouldContain("Your spending cap is reached: Acme");
        (await acme.MeterAsync(Metric.ApiCalls)).Used.ShouldBe(252_500);
    }

    [Fact]
    public async Task A_jump_over_several_steps_tells_only_the_highest()
    {
        await acme.CapAsync(10_00);
        await acme.TrackAsync(acme.Event("api_calls", 250_000 + 22_000));
        (await acme.AlertsAsync()).ShouldBe(["80 % of your spending cap is used: Acme"]);
    }

    [Fact]
    public async Task A_cap_below_what_was_spent_stops_at_once_and_says_so_and_a_removed_one_lets_go()
    {
        await acme.TrackAsync(acme.Event("api_calls", 300_000));
        await acme.CapAsync(5_00);
        (await acme.AlertsAsync()).ShouldBe(["Your spending cap is reached: Acme"]);
        (await acme.TrackOneAsync(acme.Event("api_calls", 1_000))).ShouldBe("quota_exceeded");
        var cap = (await acme.Caps.GetAsync(acme.Owner, acme.TeamId)).Value!;
        (cap.Amount, cap.Currency, cap.Spent).ShouldBe((5_00, "usd", 20_00));

        (await acme.Caps.RemoveAsync(acme.Owner, acme.TeamId)).Problem.ShouldBeNull();
        (await acme.Caps.RemoveAsync(acme.Owner, acme.TeamId)).Problem.ShouldBeNull();
        (await acme.TrackOneAsync(acme.Event("api_calls", 1_000))).ShouldBe("accepted");
        (await acme.Caps.GetAsync(acme.Owner, acme.TeamId)).Value!.Amount.ShouldBeNull();
    }

    [Fact]
    public async Task Each_period_is_held_to_the_cap_by_itself_late_events_included()
    {
        await acme.CapAsync(4_00);
        var period = (await acme.PlanAtAsync(acme.Clock.Now)).Period;
        await acme.TrackAsync(acme.Event("api_calls", 255_000));
        acme.Advance(period.End - acme.Clock.Now + TimeSpan.FromHours(2));
        (await acme.TrackOneAsync(acme.Event("api_calls", 260_000))).ShouldBe("accepted");
        (await acme.TrackOneAsync(acme.Event("api_calls", 5_000, at: period.End.AddDays(-1)))).ShouldBe("accepted");
        (await acme.TrackOneAsync(acme.Event("api_calls", 1_000, at: period.End.AddDays(-1)))).ShouldBe("quota_exceeded");
    }

    [Fact]
    public async Task A_cap_of_nothing_makes_the_limits_hard()
    {
        await acme.CapAsync(0);
        (await acme.AlertsAsync()).ShouldBeEmpty();
        (await acme.TrackAsync(acme.Event("contexts", 250), acme.Event("contexts", 251))).Select(MeteredAccount.Said).ShouldBe(["accepted", "quota_exceeded"]);
    }

    [Theory]
    [InlineData(-1.0, "usd", "amount")]
    [InlineData(0.5, "usd", "amount")]
    [InlineData(1e20, "usd", "amount")]
    [InlineData(100.0, "eur", "currency")]
    [InlineData(100.0, "dollars", "currency")]
    [InlineData(null, "usd", "amount")]
    public async Task A_cap_that_makes_no_sense_names_the_field(double? amount, string currency, string field)
    {
        var problem = (await acme.Caps.SetAsync(acme.Owner, acme.TeamId, new() { Amount = (decimal?)amount, Currency = currency })).Problem!;
        (problem.Kind, problem.Errors.Keys.Single()).ShouldBe((ProblemKind.Invalid, field));
        (await acme.Caps.GetAsync(acme.Owner, acme.TeamId)).Value!.Amount.ShouldBeNull();
    }

    [Fact]
    public async Task Members_may_neither_see_nor_set_it_and_strangers_find_no_team()
    {
        var member = acme.Owner with { Memberships = [new(acme.TeamId, acme.AccountId, TeamRole.Member)] };
        var stranger = new Actor { UserId = "stranger", Name = "S" };
        (await acme.Caps.SetAsync(member, acme.TeamId, new() { Amount = 1 })).Problem!.Kind.ShouldBe(ProblemKind.Forbidden);
        (await acme.Caps.GetAsync(member, acme.TeamId)).Problem!.Kind.ShouldBe(ProblemKind.Forbidden);
        (await acme.Caps.RemoveAsync(stranger, acme.TeamId)).Problem!.Kind.ShouldBe(ProblemKind.NotFound);
    }
}
