using System.Text.Json;
using BillingPortal.Features.Plans;
using BillingPortal.Features.Usage;
using BillingPortal.Shared;
using BillingPortal.Tests.Testing;

namespace BillingPortal.Tests.Features.Usage;

[OnEveryDatabase]
public sealed class ReservationTests : IAsyncLifetime
{
    private MeteredAccount acme = null!;

    public async ValueTask InitializeAsync() => acme = await MeteredAccount.StartAsync();

    public ValueTask DisposeAsync() => acme.DisposeAsync();

    [Fact]
    public async Task A_reservation_adds_to_the_level_and_a_release_takes_from_it_but_never_below_nothing()
    {
        (await acme.ReserveAsync("contexts", 4)).Value!.Remaining.ShouldBe(6);
        (await acme.ReserveAsync("contexts", 3)).Value!.Used.ShouldBe(7);
        (await acme.ReleaseAsync("contexts", 2)).Value!.Used.ShouldBe(5);
        (await acme.ReleaseAsync("contexts", 50)).Value!.Used.ShouldBe(0);
        (await acme.MeterAsync(Metric.Contexts)).Used.ShouldBe(7, "billed on the highest");
    }

    [Fact]
    public async Task The_same_event_id_counts_once_and_is_answered_alike()
    {
        var first = (await acme.ReserveAsync("memories", 10, "r-1")).Value!;
        var again = (await acme.ReserveAsync("memories", 10, "r-1")).Value!;
        (first.Status, again.Status, again.Used).ShouldBe((UsageStatus.Accepted, UsageStatus.Duplicate, 10));
        (await acme.ReserveAsync("memories", 11, "r-1")).Problem!.Code.ShouldBe("event_id_reused");
        (await acme.ReleaseAsync("memories", 10, "r-1")).Problem!.Code.ShouldBe("event_id_reused");
        (await acme.TrackOneAsync(acme.Event("memories", 10, "r-1"))).ShouldBe("event_id_reused");
    }

    [Fact]
    public async Task Of_two_hundred_parallel_reservations_exactly_those_that_fit_are_taken()
    {
        await acme.TrackAsync(acme.Event("contexts", 5));
        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Task.Run(() => acme.ReserveAsync("contexts", 1))));
        answers.Count(answer => answer.Problem is null).ShouldBe(5);
        answers.Where(answer => answer.Problem is not null).ShouldAllBe(answer => answer.Problem!.Kind == ProblemKind.Conflict && answer.Problem.Code == "quota_exceeded");
        (await acme.QuotaAsync("contexts")).ShouldBe(new("contexts", 10, 10, 0, true));
    }

    [Fact]
    public async Task Of_two_hundred_parallel_reservations_exactly_those_that_the_cap_allows_are_taken()
    {
        await acme.StartedOnStarterAsync();
        await acme.TrackAsync(acme.Event("contexts", 250));
        await acme.CapAsync(50);
        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Task.Run(() => acme.ReserveAsync("contexts", 1))));
        answers.Count(answer => answer.Problem is null).ShouldBe(5);
        (await acme.MeterAsync(Metric.Contexts)).Overage.Amount.ShouldBe(Money.Usd(50));
    }

    [Fact]
    public async Task A_reservation_builds_on_a_level_that_was_set_a_little_ahead_of_time()
    {
        await acme.TrackAsync(acme.Event("contexts", 3, at: acme.Clock.Now.AddMinutes(4)));
        (await acme.ReserveAsync("contexts", 2)).Value!.Used.ShouldBe(5);
        (await acme.ReleaseAsync("contexts", 1)).Value!.Used.ShouldBe(4);
    }

    [Fact]
    public async Task On_a_counter_a_reservation_adds_and_a_release_takes_back_what_an_event_added()
    {
        (await acme.ReserveAsync("api_calls", 9_000, "batch")).Value!.Remaining.ShouldBe(1_000);
        (await acme.ReserveAsync("api_calls", 1_001)).Problem!.Code.ShouldBe("quota_exceeded");
        (await acme.ReleaseAsync("api_calls", 400, corrects: "batch")).Value!.Used.ShouldBe(8_600);
        (await acme.ReleaseAsync("api_calls", 8_601, corrects: "batch")).Problem!.Errors.Keys.ShouldBe(["corrects"]);
        (await acme.ReleaseAsync("api_calls", 1)).Problem!.Errors.Keys.ShouldBe(["corrects"]);
        (await acme.QuotaAsync("api_calls")).Used.ShouldBe(8_600);
    }

    [Theory]
    [InlineData("""{"metric":"contexts","quantity":0,"event_id":"a"}""", "quantity")]
    [InlineData("""{"metric":"contexts","quantity":-1,"event_id":"a"}""", "quantity")]
    [InlineData("""{"metric":"contexts","quantity":1.5,"event_id":"a"}""", "quantity")]
    [InlineData("""{"metric":"contexts","quantity":1e30,"event_id":"a"}""", "quantity")]
    [InlineData("""{"metric":"contexts","quantity":9223372036854775807,"event_id":"a"}""", "quantity")]
    [InlineData("""{"metric":"contexts","quantity":"NaN","event_id":"a"}""", "quantity")]
    [InlineData("""{"metric":"contexts","event_id":"a"}""", "quantity")]
    [InlineData("""{"metric":"page_views","quantity":1,"event_id":"a"}""", "metric")]
    [InlineData("""{"metric":"members","quantity":1,"event_id":"a"}""", "metric")]
    [InlineData("""{"quantity":1,"event_id":"a"}""", "metric")]
    [InlineData("""{"metric":"contexts","quantity":1}""", "event_id")]
    [InlineData("""{"metric":"contexts","quantity":1,"event_id":""}""", "event_id")]
    [InlineData("""{"metric":"contexts","quantity":1,"event_id":7}""", "event_id")]
    [InlineData("""{"metric":"contexts","quantity":1,"event_id":"a","corrects":"b"}""", "corrects")]
    [InlineData("[]", "event_id")]
    public async Task What_cannot_be_reserved_names_the_field_and_changes_nothing(string json, string field)
    {
        using var body = JsonDocument.Parse(json);
        foreach (var verb in new[] { UsageVerb.Reserve, UsageVerb.Release })
        {
            var problem = (await ReservationOf(acme).CountAsync(acme.Owner, ReservationService.Read(body.RootElement, acme.TeamId, verb))).Problem!;
            (problem.Kind, problem.Errors.Keys.Single()).ShouldBe((ProblemKind.Invalid, field));
        }
        (await acme.QuotaAsync("contexts")).Used.ShouldBe(0);
    }

    [Fact]
    public async Task Only_who_may_report_usage_reserves_and_a_strangers_team_does_not_exist()
    {
        var member = acme.Owner with { Memberships = [new(acme.TeamId, acme.AccountId, TeamRole.Member)] };
        var stranger = new Actor { UserId = "stranger", Name = "S" };
        var asked = acme.Event("contexts", 1) with { Verb = UsageVerb.Reserve };
        (await ReservationOf(acme).CountAsync(member, asked)).Problem!.Kind.ShouldBe(ProblemKind.Forbidden);
        (await ReservationOf(acme).CountAsync(stranger, asked)).Problem!.Kind.ShouldBe(ProblemKind.NotFound);
    }

    private static ReservationService ReservationOf(MeteredAccount account) => (ReservationService)account.Services.GetService(typeof(ReservationService))!;
}
