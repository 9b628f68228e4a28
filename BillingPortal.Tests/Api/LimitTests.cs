using System.Net;
using BillingPortal.Tests.Testing;

namespace BillingPortal.Tests.Api;

/// <summary>Each test has a portal of its own: limits are counted by caller.</summary>
public sealed class LimitTests
{
    [Fact]
    public async Task After_thirty_tries_of_a_password_in_a_minute_an_address_has_to_wait()
    {
        await using var app = await BillingApp.StartAsync(("Limits:PasswordTriesAMinute", "30"));
        var answers = new List<HttpStatusCode>();

        for (var n = 0; n < 30; n++) answers.Add((await app.Client.PostAsync("/identity/login", new { email = $"{n}@example.com", password = "wrong" })).Status);
        var refused = await app.Client.PostAsync("/identity/login", new { email = "owner@example.com", password = BillingApp.Password });

        answers.ShouldAllBe(status => status == HttpStatusCode.Unauthorized);
        refused.ShouldBeProblem(HttpStatusCode.TooManyRequests, "rate_limited");
    }

    [Fact]
    public async Task One_caller_s_thousand_calls_at_once_are_served_and_many_more_are_not()
    {
        await using var app = await BillingApp.StartAsync();
        using var busy = await app.SignedInAsync();
        using var other = await app.SignedInAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 2000).Select(_ => busy.GetAsync("/billing-engine/usage/0198c0de-0000-7000-8000-000000000000/quota?metric=api_calls")));
        var meanwhile = await other.GetAsync("/billing-engine/usage/0198c0de-0000-7000-8000-000000000000/quota?metric=api_calls");

        answers.Count(answer => answer.Status == HttpStatusCode.NotFound).ShouldBeGreaterThanOrEqualTo(1000);
        answers.First(answer => answer.Status != HttpStatusCode.NotFound).ShouldBeProblem(HttpStatusCode.TooManyRequests, "rate_limited");
        meanwhile.ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
    }
}
