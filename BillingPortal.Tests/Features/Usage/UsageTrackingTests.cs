using System.Text.Json;
using BillingPortal.Features.Plans;
using BillingPortal.Features.Usage;
using BillingPortal.Shared;
using BillingPortal.Tests.Testing;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Tests.Features.Usage;

[OnEveryDatabase]
public sealed class UsageTrackingTests : IAsyncLifetime
{
    private MeteredAccount acme = null!;

    public async ValueTask InitializeAsync() => acme = await MeteredAccount.StartAsync();

    public ValueTask DisposeAsync() => acme.DisposeAsync();

    [Fact]
    public async Task An_event_counts_once_however_often_it_is_sent()
    {
        var call = acme.Event("api_calls", 7, "call-1");
        (await acme.TrackOneAsync(call)).ShouldBe("accepted");
        acme.Advance(TimeSpan.FromMinutes(3));
        (await acme.TrackOneAsync(call)).ShouldBe("duplicate");
        (await acme.TrackAsync(call, call)).Select(MeteredAccount.Said).ShouldBe(["duplicate", "duplicate"]);
        (await acme.MeterAsync(Metric.ApiCalls)).Used.ShouldBe(7);
    }

    [Fact]
    public async Task The_same_id_with_other_content_is_refused_and_counts_nothing()
    {
        await acme.TrackAsync(acme.Event("api_calls", 7, "call-1"));
        (await acme.TrackOneAsync(acme.Event("api_calls", 8, "call-1"))).ShouldBe("event_id_reused");
        (await acme.TrackAsync(acme.Event("api_calls", 1, "call-2"), acme.Event("memories", 1, "call-2"))).Select(MeteredAccount.Said).ShouldBe(["accepted", "event_id_reused"]);
        (await acme.MeterAsync(Metric.ApiCalls)).Used.ShouldBe(8);
    }

    [Fact]
    public async Task Ids_that_differ_only_in_case_are_two_events()
    {
        (await acme.TrackAsync(acme.Event("api_calls", 1, "Call"), acme.Event("api_calls", 1, "call"))).Select(MeteredAccount.Said).ShouldBe(["accepted", "accepted"]);
    }

    [Fact]
    public async Task Every_event_of_a_batch_is_judged_alone()
    {
        var now = acme.Clock.Now;
        var results = await acme.TrackAsync(
            acme.Event("api_calls", 5),
            acme.Event("page_views", 5),
            acme.Event("members", 5),
            acme.Event("api_calls", 0),
            acme.Event("api_calls", -5),
            acme.Event("memories", -1),
            acme.Event("api_calls", 5, at: now.AddMinutes(5).AddSeconds(1)),
            acme.Event("api_calls", 5, at: now.AddTicks(-10)),
            acme.Event("api_calls", 5, id: ""),
            acme.Event("api_calls", 5) with { TeamId = Guid.NewGuid() },
            acme.Event("api_calls", 5) with { Metadata = JsonSerializer.SerializeToElement(new[] { 1 }) },
            acme.Event("api_calls", 5) with { Quantity = null },
            acme.Event("api_calls", 5, at: now.AddMinutes(5)));
        results.Select(MeteredAccount.Said).ShouldBe([
            "accepted", "unknown_metric", "derived_metric", "invalid_quantity", "invalid_quantity", "invalid_quantity", "timestamp_out_of_range", "timestamp_out_of_range",
            "invalid_event_id", "not_found", "invalid_metadata", "invalid_quantity", "accepted",
        ]);
        (await acme.MeterAsync(Metric.ApiCalls)).Used.ShouldBe(10);
    }

    [Fact]
    public async Task Another_teams_usage_is_not_found_and_a_plain_member_may_not_report()
    {
        var stranger = new Actor { UserId = "stranger", Name = "S" };
        var member = acme.Owner with { Memberships = [new(acme.TeamId, acme.AccountId, TeamRole.Member)] };
        (await CodeForAsync(stranger)).ShouldBe("not_found");
        (await CodeForAsync(member)).ShouldBe("forbidden");
        (await CodeForAsync(Actor.System)).ShouldBe("accepted");
        (await acme.Usage.MetersAsync(stranger, acme.TeamId)).Problem!.Kind.ShouldBe(ProblemKind.NotFound);
        (await acme.Usage.QuotaAsync(stranger, acme.TeamId, "api_calls")).Problem!.Kind.ShouldBe(ProblemKind.NotFound);
        (await acme.Usage.MetersAsync(Actor.System, Guid.NewGuid())).Problem!.Kind.ShouldBe(ProblemKind.NotFound);
    }

    [Theory]
    [InlineData("""{"team_id":"TEAM","metric":"api_calls","quantity":1}""", "invalid_event_id")]
    [InlineData("""{"event_id":7,"team_id":"TEAM","metric":"api_calls","quantity":1}""", "invalid_event_id")]
    [InlineData("""{"event_id":"a\u0000","team_id":"TEAM","metric":"api_calls","quantity":1}""", "invalid_event_id")]
    [InlineData("""{"event_id":"a\ud800","team_id":"TEAM","metric":"api_calls","quantity":1}""", "invalid_event_id")]
    [InlineData("""{"event_id":"a ","team_id":"TEAM","metric":"api_calls","quantity":1}""", "invalid_event_id")]
    [InlineData("""{"event_id":"a","team_id":"acme","metric":"api_calls","quantity":1}""", "not_found")]
    [InlineData("""{"event_id":"a","metric":"api_calls","quantity":1}""", "not_found")]
    [InlineData("""{"event_id":"a","team_id":"TEAM","quantity":1}""", "unknown_metric")]
    [InlineData("""{"event_id":"a","team_id":"TEAM","metric":"api_calls","quantity":"1"}""", "invalid_quantity")]
    [InlineData("""{"event_id":"a","team_id":"TEAM","metric":"api_calls","quantity":1.5}""", "invalid_quantity")]
    [InlineData("""{"event_id":"a","team_id":"TEAM","metric":"api_calls","quantity":1e30}""", "invalid_quantity")]
    [InlineData("""{"event_id":"a","team_id":"TEAM","metric":"api_calls","quantity":1,"corrects":7}""", "invalid_quantity")]
    [InlineData("""{"event_id":"a","team_id":"TEAM","metric":"api_calls","quantity":-1,"corrects":"\u0000"}""", "invalid_quantity")]
    [InlineData("""{"event_id":"a","team_id":"TEAM","metric":"api_calls","quantity":1,"timestamp":"yesterday"}""", "timestamp_out_of_range")]
    [InlineData("""{"event_id":"a","team_id":"TEAM","metric":"api_calls","quantity":1,"timestamp":"9999-12-31T23:59:59Z"}""", "timestamp_out_of_range")]
    [InlineData("""{"event_id":"a","team_id":"TEAM","metric":"api_calls","quantity":1,"timestamp":"0001-01-01T00:00:00Z"}""", "timestamp_out_of_range")]
    [InlineData("""{"event_id":"a","team_id":"TEAM","metric":"api_calls","quantity":1,"metadata":"x"}""", "invalid_metadata")]
    [InlineData("7", "not_found")]
    [InlineData("""{"event_id":"a","team_id":"TEAM","metric":"api_calls","quantity":1,"timestamp":"2026-01-20T13:00:00+01:00","metadata":{"a":"\u0000"}}""", "accepted")]
    public async Task What_cannot_be_understood_of_one_event_is_refused_for_it_alone(string json, string code)
    {
        using var body = JsonDocument.Parse($$"""{"events":[{{json.Replace("TEAM", acme.TeamId.ToString())}},{"event_id":"sound","team_id":"{{acme.TeamId}}","metric":"api_calls","quantity":1}]}""");
        var results = await acme.TrackAsync([.. UsageBatch.Read(body.RootElement).Value!.Events]);
        results.Select(MeteredAccount.Said).ShouldBe([code, "accepted"]);
    }

    [Fact]
    public async Task A_correction_takes_back_at_most_what_its_event_added()
    {
        await acme.TrackAsync(acme.Event("api_calls", 10, "call-1"), acme.Event("memories", 10, "level-1"));
        (await acme.TrackAsync(
            acme.Event("api_calls", -4, corrects: "call-1"),
            acme.Event("api_calls", -7, corrects: "call-1"),
            acme.Event("api_calls", -6, "fix", corrects: "call-1"),
            acme.Event("api_calls", -1, corrects: "fix"),
            acme.Event("api_calls", -1, corrects: "nothing"),
            acme.Event("api_calls", 1, corrects: "call-1"),
            acme.Event("memory_tokens", -1, corrects: "call-1"),
            acme.Event("memories", 4, corrects: "level-1")))
            .Select(MeteredAccount.Said).ShouldBe(["accepted", "invalid_quantity", "accepted", .. Enumerable.Repeat("invalid_quantity", 5)]);
        (await acme.MeterAsync(Metric.ApiCalls)).Used.ShouldBe(0);
    }

    [Fact]
    public async Task A_correction_counts_in_the_period_of_the_event_that_it_corrects()
    {
        await acme.StartedOnStarterAsync();
        await acme.TrackAsync(acme.Event("api_calls", 100, "january"));
        var january = (await acme.PlanAtAsync(acme.Clock.Now)).Period;
        acme.Advance(january.End - acme.Clock.Now + TimeSpan.FromMinutes(10));
        await acme.TrackAsync(acme.Event("api_calls", -30, corrects: "january"), acme.Event("api_calls", 5));
        (await acme.BilledAsync(Metric.ApiCalls, january)).ShouldBe(70);
        (await acme.MeterAsync(Metric.ApiCalls)).Used.ShouldBe(5);
    }

    [Fact]
    public async Task A_correction_of_what_was_counted_on_Free_stays_there_even_if_the_upgrade_reaches_back_before_it()
    {
        acme.Advance(TimeSpan.FromDays(1));
        await acme.TrackAsync(acme.Event("api_calls", 100, "during-payment"));
        await acme.UpgradeAsync();
        await acme.TrackAsync(acme.Event("api_calls", -30, corrects: "during-payment"));

        var meter = await acme.MeterAsync(Metric.ApiCalls);
        (meter.Used, meter.Carried).ShouldBe((70, 70));
    }

    [Fact]
    public async Task A_gauge_is_billed_on_its_highest_level_and_keeps_its_last_into_the_next_period()
    {
        await acme.StartedOnStarterAsync();
        var start = acme.Clock.Now;
        acme.Advance(TimeSpan.FromDays(2));
        await acme.TrackAsync(acme.Event("contexts", 262, at: start.AddHours(3)), acme.Event("contexts", 200, at: start.AddHours(9)), acme.Event("contexts", 180, at: start.AddHours(6)));

        var meter = await acme.MeterAsync(Metric.Contexts);
        (meter.Used, meter.Overage.Quantity, meter.Overage.Amount).ShouldBe((262, 12, Money.Usd(120)));
        (await acme.QuotaAsync("contexts")).Used.ShouldBe(200);

        acme.Advance(TimeSpan.FromDays(40));
        (await acme.MeterAsync(Metric.Contexts)).Used.ShouldBe(200);
        await acme.TrackAsync(acme.Event("contexts", 150));
        (await acme.MeterAsync(Metric.Contexts)).Used.ShouldBe(200);
        acme.Advance(TimeSpan.FromDays(31));
        (await acme.MeterAsync(Metric.Contexts)).Used.ShouldBe(150);
    }

    [Fact]
    public async Task Free_refuses_what_would_pass_the_limit_even_within_one_batch()
    {
        (await acme.TrackAsync(acme.Event("api_calls", 9_990), acme.Event("api_calls", 11), acme.Event("api_calls", 10, "last"), acme.Event("api_calls", 1)))
            .Select(MeteredAccount.Said).ShouldBe(["accepted", "quota_exceeded", "accepted", "quota_exceeded"]);
        (await acme.QuotaAsync("api_calls")).ShouldBe(new("api_calls", 10_000, 10_000, 0, true));

        (await acme.TrackAsync(acme.Event("api_calls", -1, corrects: "last"), acme.Event("api_calls", 1))).Select(MeteredAccount.Said).ShouldBe(["accepted", "accepted"]);
        acme.Advance(TimeSpan.FromDays(12));
        (await acme.TrackOneAsync(acme.Event("api_calls", 10_000))).ShouldBe("accepted");
    }

    [Fact]
    public async Task A_team_above_the_limit_may_shrink_but_not_grow()
    {
        await acme.StartedOnStarterAsync();
        await acme.TrackAsync(acme.Event("memories", 20_000));
        acme.Advance(TimeSpan.FromDays(1));
        await acme.UpgradeAsync(PlanCodes.Free);
        (await acme.TrackAsync(acme.Event("memories", 20_001), acme.Event("memories", 5_000), acme.Event("memories", 5_001), acme.Event("memories", 900)))
            .Select(MeteredAccount.Said).ShouldBe(["quota_exceeded", "accepted", "quota_exceeded", "accepted"]);
        (await acme.QuotaAsync("memories")).ShouldBe(new("memories", 900, 1_000, 100, true));
    }

    [Fact]
    public async Task Free_usage_is_still_shown_after_the_upgrade_but_never_billed()
    {
        await acme.TrackAsync(acme.Event("api_calls", 10_000), acme.Event("memories", 800));
        acme.Advance(TimeSpan.FromDays(1));
        await acme.UpgradeAsync();
        await acme.TrackAsync(acme.Event("api_calls", 250_100));

        var meter = await acme.MeterAsync(Metric.ApiCalls);
        (meter.Used, meter.Carried, meter.Overage.Quantity).ShouldBe((260_100, 10_000, 100));
        (await acme.MeterAsync(Metric.Memories)).Used.ShouldBe(800);
        (await acme.BilledAsync(Metric.ApiCalls, (await acme.PlanAtAsync(acme.Clock.Now)).Period)).ShouldBe(250_100);

        acme.Advance(TimeSpan.FromDays(32));
        (await acme.MeterAsync(Metric.ApiCalls)).Used.ShouldBe(0);
    }

    [Fact]
    public async Task What_arrives_after_the_grace_is_kept_for_the_next_invoice_under_its_own_period()
    {
        await acme.StartedOnStarterAsync();
        var period = (await acme.PlanAtAsync(acme.Clock.Now)).Period;
        acme.Advance(period.End - acme.Clock.Now + TimeSpan.FromMinutes(59));
        await acme.TrackAsync(acme.Event("api_calls", 300_000, at: period.End.AddDays(-1)), acme.Event("contexts", 10, at: period.End.AddDays(-1)));
        acme.Advance(TimeSpan.FromMinutes(1));
        await acme.TrackAsync(acme.Event("api_calls", 500, "late", at: period.End.AddDays(-1)), acme.Event("contexts", 300, at: period.End.AddDays(-2)));

        (await acme.BilledAsync(Metric.ApiCalls, period)).ShouldBe(300_000);
        (await acme.BilledAsync(Metric.Contexts, period)).ShouldBe(10);
        (await acme.MeterAsync(Metric.ApiCalls)).Used.ShouldBe(0);
        await using var db = acme.Open();
        var late = await db.UsageEvents.SingleAsync(usage => usage.EventId == "late");
        (late.IsLate, late.PeriodStart).ShouldBe((true, period.Start));
    }

    [Fact]
    public async Task A_plan_that_is_cancelled_at_once_closes_its_period_at_once()
    {
        await acme.StartedOnStarterAsync();
        var period = (await acme.PlanAtAsync(acme.Clock.Now)).Period;
        acme.Advance(TimeSpan.FromDays(3));
        await acme.TrackAsync(acme.Event("api_calls", 300_000));
        acme.Advance(TimeSpan.FromMinutes(1));
        await acme.UpgradeAsync(PlanCodes.Free);
        (await acme.TrackOneAsync(acme.Event("api_calls", 70, at: acme.Clock.Now.AddSeconds(-1)))).ShouldBe("accepted");
        (await acme.BilledAsync(Metric.ApiCalls, period)).ShouldBe(300_000);
    }

    [Fact]
    public async Task Members_are_the_distinct_people_of_the_account()
    {
        await acme.JoinAsync();
        await acme.JoinAsync();
        var meter = await acme.MeterAsync(Metric.Members);
        (meter.Used, meter.Limit, meter.Percent, meter.Level.ToString()).ShouldBe((3, 3, 100, "Red"));
        (await acme.QuotaAsync("members")).Remaining.ShouldBe(0);
    }

    [Theory]
    [InlineData(7_499, "Green", 74.9)]
    [InlineData(7_500, "Yellow", 75)]
    [InlineData(8_999, "Yellow", 89.9)]
    [InlineData(9_000, "Red", 90)]
    public async Task A_meter_turns_yellow_at_75_and_red_at_90_percent(long calls, string level, double percent)
    {
        await acme.TrackAsync(acme.Event("api_calls", calls));
        var meter = await acme.MeterAsync(Metric.ApiCalls);
        (meter.Level.ToString(), meter.Percent).ShouldBe((level, (decimal)percent));
    }

    [Fact]
    public async Task A_quota_of_no_metric_is_a_problem_on_that_field()
    {
        var problem = (await acme.Usage.QuotaAsync(acme.Owner, acme.TeamId, "page_views")).Problem!;
        (problem.Kind, problem.Errors.Keys.Single()).ShouldBe((ProblemKind.Invalid, "metric"));
    }

    [Fact]
    public async Task One_batch_may_hold_the_teams_of_many_accounts()
    {
        var (team, _) = await acme.OpenAccountAsync("Other");
        var results = await acme.Usage.TrackAsync(Actor.System, new([acme.Event("api_calls", 1), acme.Event("api_calls", 2) with { TeamId = team }, acme.Event("api_calls", 3)]));
        results.Value!.Results.Select(MeteredAccount.Said).ShouldBe(["accepted", "accepted", "accepted"]);
        (await acme.MeterAsync(Metric.ApiCalls)).Used.ShouldBe(4);
    }

    private async Task<string> CodeForAsync(Actor actor) =>
        MeteredAccount.Said((await acme.Usage.TrackAsync(actor, new([acme.Event("api_calls", 1)]))).Value!.Results.Single());
}
