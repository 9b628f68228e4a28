using System.Net;
using System.Text;
using System.Text.Json;
using BillingPortal.Tests.Testing;

namespace BillingPortal.Tests.Api;

[OnEveryDatabase]
public sealed class UsageTrackingTests(BillingApp app) : IClassFixture<BillingApp>
{
    [Fact]
    public async Task An_event_counts_once_however_often_it_is_sent()
    {
        var team = await app.TeamAsync();

        (await team.TrackAsync("api_calls", 40, "evt-1")).Text("status").ShouldBe("accepted");
        (await team.TrackAsync("api_calls", 40, "evt-1")).Text("status").ShouldBe("duplicate");

        (await team.UsageOfAsync("api_calls")).Number("used").ShouldBe(40);
    }

    [Fact]
    public async Task The_same_id_with_another_quantity_is_refused_not_counted()
    {
        var team = await app.TeamAsync();
        var at = app.Now;

        await team.TrackAsync("api_calls", 40, "evt-1", at);
        var reused = await team.TrackAsync("api_calls", 41, "evt-1", at);

        ShouldBeRefused(reused, "event_id_reused");
        (await team.UsageOfAsync("api_calls")).Number("used").ShouldBe(40);
    }

    [Fact]
    public async Task One_bad_event_does_not_keep_the_others_of_its_batch_out()
    {
        var team = await app.TeamAsync();
        object[] events =
        [
            new { event_id = "a", team_id = team.Id, metric = "api_calls", quantity = 5 },
            new { event_id = "b", team_id = team.Id, metric = "no_such_metric", quantity = 5 },
            new { event_id = "c", team_id = team.Id, metric = "memory_tokens", quantity = 7 },
        ];

        var results = (await team.TrackAsync(new { events })).Ok().List("results");

        results.Select(result => (result.Text("event_id"), result.Text("status"))).ShouldBe([("a", "accepted"), ("b", "refused"), ("c", "accepted")]);
        (await team.UsageOfAsync("api_calls")).Number("used").ShouldBe(5);
        (await team.UsageOfAsync("memory_tokens")).Number("used").ShouldBe(7);
    }

    [Fact]
    public async Task An_unknown_metric_is_refused() => ShouldBeRefused(await (await app.TeamAsync()).TrackAsync("no_such_metric", 1), "unknown_metric");

    [Fact]
    public async Task Members_are_counted_by_the_portal_itself() => ShouldBeRefused(await (await app.TeamAsync()).TrackAsync("members", 1), "derived_metric");

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    public async Task A_quantity_that_adds_nothing_and_corrects_nothing_is_refused(long quantity)
    {
        var team = await app.TeamAsync();
        await team.TrackAsync("api_calls", 10);

        ShouldBeRefused(await team.TrackAsync("api_calls", quantity), "invalid_quantity");

        (await team.UsageOfAsync("api_calls")).Number("used").ShouldBe(10);
    }

    [Fact]
    public async Task A_correction_takes_back_at_most_what_its_event_counted()
    {
        var team = await app.TeamAsync();
        await team.TrackAsync("api_calls", 10, "evt-1");

        var tooMuch = (await team.TrackAsync(new { event_id = "evt-2", team_id = team.Id, metric = "api_calls", quantity = -11, corrects = "evt-1" })).Ok().List("results").Single();
        var right = (await team.TrackAsync(new { event_id = "evt-3", team_id = team.Id, metric = "api_calls", quantity = -4, corrects = "evt-1" })).Ok().List("results").Single();

        ShouldBeRefused(tooMuch, "invalid_quantity");
        right.Text("status").ShouldBe("accepted");
        (await team.UsageOfAsync("api_calls")).Number("used").ShouldBe(6);
    }

    [Fact]
    public async Task What_has_not_happened_yet_is_refused()
    {
        var team = await app.TeamAsync();

        ShouldBeRefused(await team.TrackAsync("api_calls", 1, timestamp: app.Now.AddMinutes(6)), "timestamp_out_of_range");
        (await team.TrackAsync("api_calls", 1, timestamp: app.Now.AddMinutes(4))).Text("status").ShouldBe("accepted");
    }

    [Fact]
    public async Task What_happened_before_there_was_an_account_is_refused() =>
        ShouldBeRefused(await (await app.TeamAsync()).TrackAsync("api_calls", 1, timestamp: app.Now.AddDays(-2)), "timestamp_out_of_range");

    [Fact]
    public async Task Usage_of_a_foreign_team_is_refused_as_if_it_did_not_exist()
    {
        var (mine, theirs) = (await app.TeamAsync(), await app.TeamAsync());

        var result = (await mine.TrackAsync(new { event_id = "x", team_id = theirs.Id, metric = "api_calls", quantity = 1 })).Ok().List("results").Single();

        ShouldBeRefused(result, "not_found");
        (await theirs.UsageOfAsync("api_calls")).Number("used").ShouldBe(0);
    }

    [Fact]
    public async Task On_Free_the_limit_holds()
    {
        var team = await app.TeamAsync();

        (await team.TrackAsync("api_calls", 10_000)).Text("status").ShouldBe("accepted");
        ShouldBeRefused(await team.TrackAsync("api_calls", 1), "quota_exceeded");

        var meter = await team.UsageOfAsync("api_calls");
        meter.Number("used").ShouldBe(10_000);
        meter.Text("level").ShouldBe("red");
    }

    [Theory]
    [InlineData(7_499, "green")]
    [InlineData(7_500, "yellow")]
    [InlineData(8_999, "yellow")]
    [InlineData(9_000, "red")]
    public async Task A_meter_turns_yellow_at_three_quarters_and_red_at_nine_tenths(long used, string level)
    {
        var team = await app.TeamAsync();

        await team.TrackAsync("api_calls", used);

        (await team.UsageOfAsync("api_calls")).Text("level").ShouldBe(level);
    }

    [Fact]
    public async Task A_gauge_is_set_to_its_level_and_bills_by_its_highest()
    {
        var team = await app.TeamAsync();
        var start = app.Now;

        await team.TrackAsync("contexts", 8, timestamp: start);
        await team.TrackAsync("contexts", 3, timestamp: start.AddSeconds(1));

        (await team.UsageOfAsync("contexts")).Number("used").ShouldBe(8);
        (await team.Owner.GetAsync($"/billing-engine/usage/{team.Id}/quota?metric=contexts")).Ok().Number("used").ShouldBe(3);
    }

    [Fact]
    public async Task More_than_a_thousand_events_at_once_are_refused_as_a_whole()
    {
        var team = await app.TeamAsync();
        var events = Enumerable.Range(0, 1_001).Select(n => new { event_id = $"e{n}", team_id = team.Id, metric = "api_calls", quantity = 1 });

        (await team.TrackAsync(new { events })).ShouldBeProblem(HttpStatusCode.BadRequest, "invalid_request");

        (await team.UsageOfAsync("api_calls")).Number("used").ShouldBe(0);
    }

    [Theory]
    [InlineData("[")]
    [InlineData("""{"events": 7}""")]
    public async Task What_cannot_be_read_is_refused_as_a_whole(string body)
    {
        var team = await app.TeamAsync();

        (await team.Owner.SendAsync(HttpMethod.Post, "/billing-engine/usage/track", new StringContent(body, Encoding.UTF8, "application/json")))
            .ShouldBeProblem(HttpStatusCode.BadRequest, "invalid_request");
    }

    private static void ShouldBeRefused(JsonElement result, string code)
    {
        result.Text("status").ShouldBe("refused", result.ToString());
        result.Text("code").ShouldBe(code);
    }
}
