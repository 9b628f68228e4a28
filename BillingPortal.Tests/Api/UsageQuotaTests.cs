using System.Net;
using System.Text;
using BillingPortal.Tests.Testing;

namespace BillingPortal.Tests.Api;

[OnEveryDatabase]
public sealed class UsageQuotaTests(BillingApp app) : IClassFixture<BillingApp>
{
    [Fact]
    public async Task What_is_left_is_reserved_and_given_back()
    {
        var team = await app.TeamAsync("Reserving");
        var reserved = (await AskAsync(team, "reserve", new { metric = "contexts", quantity = 8, event_id = "r-1" })).Ok();
        (reserved.Text("event_id"), reserved.Text("status"), reserved.Number("used"), reserved.Number("remaining")).ShouldBe(("r-1", "accepted", 8, 2));
        (await AskAsync(team, "reserve", new { metric = "contexts", quantity = 8, event_id = "r-1" })).Ok().Text("status").ShouldBe("duplicate");
        (await AskAsync(team, "reserve", new { metric = "contexts", quantity = 3, event_id = "r-2" })).ShouldBeProblem(HttpStatusCode.Conflict, "quota_exceeded");
        (await AskAsync(team, "release", new { metric = "contexts", quantity = 5, event_id = "r-3" })).Ok().Number("used").ShouldBe(3);
        (await AskAsync(team, "reserve", new { metric = "contexts", quantity = 1.5, event_id = "r-4" })).ShouldBeProblem(HttpStatusCode.BadRequest).GetProperty("errors").TryGetProperty("quantity", out _).ShouldBeTrue();
        (await team.Owner.SendAsync(HttpMethod.Post, $"/billing-engine/usage/{team.Id}/quota/reserve", new StringContent("{", Encoding.UTF8, "application/json"))).ShouldBeProblem(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Another_teams_quota_and_cap_do_not_exist()
    {
        var team = await app.TeamAsync("Private");
        using var stranger = await app.SignedInAsync();
        (await stranger.PostAsync($"/billing-engine/usage/{team.Id}/quota/reserve", new { metric = "contexts", quantity = 1, event_id = "x" })).ShouldBeProblem(HttpStatusCode.NotFound);
        (await stranger.GetAsync($"/standalone-teams/{team.Id}/spending-cap")).ShouldBeProblem(HttpStatusCode.NotFound);
        (await stranger.PutAsync($"/standalone-teams/{team.Id}/spending-cap", new { amount = 1, currency = "usd" })).ShouldBeProblem(HttpStatusCode.NotFound);
        (await stranger.DeleteAsync($"/standalone-teams/{team.Id}/spending-cap")).ShouldBeProblem(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_spending_cap_is_set_holds_tells_and_is_removed()
    {
        var team = await app.StarterTeamAsync("Capped");
        var cap = (await CapAsync(team, new { amount = 100, currency = "usd" })).Ok();
        (cap.Number("amount"), cap.Text("currency"), cap.Number("spent")).ShouldBe((100, "usd", 0));
        (await team.TrackAsync("api_calls", 252_500)).Text("status").ShouldBe("accepted");
        (await team.TrackAsync("api_calls", 100)).Text("code").ShouldBe("quota_exceeded");
        await app.AdvanceAsync(TimeSpan.FromHours(1));
        (await team.EmailsAsync()).Where(mail => mail.Text("kind") == "alert").ShouldHaveSingleItem().Text("html").ShouldContain($"/teams/{team.Id}/usage");

        (await team.Owner.DeleteAsync($"/standalone-teams/{team.Id}/spending-cap")).Status.ShouldBe(HttpStatusCode.NoContent);
        (await team.TrackAsync("api_calls", 100)).Text("status").ShouldBe("accepted");
        (await team.Owner.GetAsync($"/standalone-teams/{team.Id}/spending-cap")).Ok().IsNull("amount").ShouldBeTrue();
    }

    [Theory]
    [InlineData("""{"amount":-1,"currency":"usd"}""", "amount")]
    [InlineData("""{"amount":1.5,"currency":"usd"}""", "amount")]
    [InlineData("""{"amount":1e300,"currency":"usd"}""", "amount")]
    [InlineData("""{"amount":"NaN","currency":"usd"}""", "amount")]
    [InlineData("""{"currency":"usd"}""", "amount")]
    [InlineData("""{"amount":100,"currency":"eur"}""", "currency")]
    [InlineData("""{"amount":100,"currency":7}""", "currency")]
    public async Task A_cap_that_makes_no_sense_names_its_field(string json, string field)
    {
        var team = await app.TeamAsync("Senseless");
        var answer = await team.Owner.SendAsync(HttpMethod.Put, $"/standalone-teams/{team.Id}/spending-cap", new StringContent(json, Encoding.UTF8, "application/json"));
        answer.ShouldBeProblem(HttpStatusCode.BadRequest).GetProperty("errors").TryGetProperty(field, out _).ShouldBeTrue(answer.BodyText);
    }

    private static Task<Answer> AskAsync(TestTeam team, string verb, object body) => team.Owner.PostAsync($"/billing-engine/usage/{team.Id}/quota/{verb}", body);

    private static Task<Answer> CapAsync(TestTeam team, object body) => team.Owner.PutAsync($"/standalone-teams/{team.Id}/spending-cap", body);
}
