using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using BillingPortal.Tests.Testing;

namespace BillingPortal.Tests.Features.Subscriptions;

/// <summary>Many teams sign up at once while Stripe does not answer.</summary>
[OnEveryDatabase]
public sealed class ParallelSignUpTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Twenty_teams_are_made_at_once_whether_Stripe_is_slow_or_down(bool slow)
    {
        using var stripe = new TcpListener(IPAddress.Loopback, 0);
        stripe.Start();
        var port = ((IPEndPoint)stripe.LocalEndpoint).Port;
        if (!slow) stripe.Stop();
        await using var app = await BillingApp.StartAsync(
            ("StripeSandbox:Enabled", "false"), ("Stripe:ApiKey", ApiClient.SandboxKey), ("Stripe:ApiBase", $"http://127.0.0.1:{port}"), ("Stripe:WebhookSecret", "whsec_of_nobody"));
        var owner = await app.SignedInAsync();

        var began = Stopwatch.GetTimestamp();
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(n => owner.PostAsync("/standalone-teams/create", new { name = $"Team {n}", country = "US", region = "NY" })));

        foreach (var answer in answers) answer.ShouldBe(HttpStatusCode.Created).IsNull("stripe_customer_id").ShouldBeTrue();
        Stopwatch.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromSeconds(20));
        foreach (var answer in answers) (await owner.GetAsync($"/standalone-teams/{answer.Json.Id()}/billing")).Ok().GetProperty("plan").Text("code").ShouldBe("free");
    }
}
