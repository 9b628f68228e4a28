using System.Net;
using BillingPortal.Features.Subscriptions;
using BillingPortal.Tests.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace BillingPortal.Tests.Features.Subscriptions;

/// <summary>An upgrade takes longer than its lease, and the janitor of another node goes on with it.</summary>
[OnEveryDatabase]
public sealed class SlowUpgradeTests
{
    [Fact]
    public async Task Whoever_ends_it_the_team_has_paid_and_is_upgraded_or_neither()
    {
        await using var app = await BillingApp.StartAsync(("Billing:Lease", "00:00:00.001"));
        var teams = new List<TestTeam>();
        for (var n = 0; n < 8; n++) teams.Add(await app.TeamAsync($"Slow {n}"));
        var answers = new List<Answer>();
        using var enough = new CancellationTokenSource();
        var janitor = CleanAsync(app.Services.GetRequiredService<UpgradeJanitor>(), enough.Token);

        foreach (var team in teams) answers.Add(await team.UpgradeAsync("pm_card_visa"));
        await enough.CancelAsync();
        await janitor;
        await app.AdvanceAsync(TimeSpan.FromMinutes(30));

        answers.ShouldAllBe(answer => answer.Status == HttpStatusCode.OK || answer.Status == HttpStatusCode.ServiceUnavailable || answer.Status == HttpStatusCode.PaymentRequired);
        foreach (var team in teams)
        {
            var isPaid = await team.PlanAsync() == "starter";
            (await app.ChargedAsync(team)).ShouldBe(isPaid ? [10_40] : []);
            (await app.Stripe.GetAsync($"/v1/invoices?customer={await team.CustomerAsync()}&status=open")).Ok().List("data").ShouldBeEmpty();
        }
    }

    private static async Task CleanAsync(UpgradeJanitor janitor, CancellationToken enough)
    {
        while (!enough.IsCancellationRequested)
        {
            await janitor.CleanAsync(CancellationToken.None);
            await Task.Delay(1, CancellationToken.None);
        }
    }
}
