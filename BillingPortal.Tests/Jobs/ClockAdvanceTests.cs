using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using BillingPortal.Jobs;
using BillingPortal.Shared;
using BillingPortal.Tests.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace BillingPortal.Tests.Jobs;

public sealed class ClockAdvanceTests(BillingApp app) : IClassFixture<BillingApp>
{
    private BillingClock Clock => app.Services.GetRequiredService<BillingClock>();

    [Fact]
    public async Task The_clock_goes_where_it_is_told_and_the_sandbox_goes_along()
    {
        var before = Clock.Now;

        var answer = (await app.Client.PostAsync("/dev/clock/advance", new { days = 31, hours = 2 })).Ok();

        answer.GetProperty("now").GetDateTime().ShouldBe(before.AddDays(31).AddHours(2), TimeSpan.FromMinutes(1));
        answer.Number("jobs_run").ShouldBeGreaterThan(0);
        (await SandboxNowAsync()).ShouldBe(Clock.Now, TimeSpan.FromSeconds(2));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"days":0}""")]
    [InlineData("""{"days":-3}""")]
    [InlineData("""{"days":1e300}""")]
    [InlineData("""{"days":"soon"}""")]
    [InlineData("[]")]
    [InlineData("")]
    public async Task A_step_that_is_none_moves_nothing(string step)
    {
        var before = Clock.Offset;

        (await app.Client.SendAsync(HttpMethod.Post, "/dev/clock/advance", new StringContent(step, null, "application/json"))).ShouldBeProblem(HttpStatusCode.BadRequest, "invalid_request");

        Clock.Offset.ShouldBe(before);
    }

    [Fact]
    public async Task What_falls_due_on_the_way_is_done_at_its_time()
    {
        using var person = await app.SignedInAsync();

        await app.AdvanceAsync(1);

        var mail = (await app.EmailsAsync(person.Email)).ShouldHaveSingleItem();
        mail.IsNull("sent_at").ShouldBeFalse();
    }

    [Fact]
    public async Task One_at_a_time_moves_the_clock()
    {
        var clock = app.Services.GetRequiredService<ClockAdvance>();

        var both = await Task.WhenAll(clock.AdvanceAsync(TimeSpan.FromDays(2)), clock.AdvanceAsync(TimeSpan.FromDays(2)));

        both.Count(result => result.Problem is null).ShouldBe(1);
        both.Single(result => result.Problem is not null).Problem!.Kind.ShouldBe(ProblemKind.Conflict);
    }

    [Fact]
    public async Task After_a_restart_both_clocks_go_on_from_where_the_later_was()
    {
        await using var restarted = await BillingApp.StartAsync();
        await restarted.AdvanceAsync(3);
        using (var http = new HttpClient())
        {
            var sandbox = restarted.Services.SandboxAddress();
            await http.PostAsJsonAsync(new Uri(sandbox!, "/sandbox/clock"), new { now = DateTime.UtcNow.AddDays(5) });
        }

        await restarted.RestartAsync();

        restarted.Services.GetRequiredService<BillingClock>().Now.ShouldBe(DateTime.UtcNow.AddDays(5), TimeSpan.FromMinutes(1));
    }

    private async Task<DateTime> SandboxNowAsync()
    {
        using var http = new HttpClient();
        return (await http.GetFromJsonAsync<JsonElement>(new Uri(app.Services.SandboxAddress()!, "/sandbox/clock"))).GetProperty("now").GetDateTime();
    }
}
