using System.Net;
using System.Text;
using BillingPortal.Api;
using BillingPortal.Tests.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace BillingPortal.Tests.Api;

[OnEveryDatabase]
public sealed class IdempotencyTests(BillingApp app) : IClassFixture<BillingApp>
{
    private const string Track = "/billing-engine/usage/track";

    [Fact]
    public async Task The_same_request_with_the_same_key_gets_the_first_answer_again()
    {
        using var person = await app.SignedInAsync();

        var first = await SendAsync(person, "key-1", Event("a"));
        var second = await SendAsync(person, "key-1", Event("a"));

        second.Status.ShouldBe(first.Status);
        second.Body.ShouldBe(first.Body);
        (first.Replayed, second.Replayed).ShouldBe((false, true));
    }

    [Fact]
    public async Task The_same_key_with_another_request_is_a_mismatch()
    {
        using var person = await app.SignedInAsync();
        await SendAsync(person, "key-1", Event("a"));

        var other = await SendAsync(person, "key-1", Event("b"));

        other.Status.ShouldBe(HttpStatusCode.Conflict);
        other.Body.ShouldContain("idempotency_mismatch");
    }

    [Fact]
    public async Task Two_people_may_use_the_same_key()
    {
        using var one = await app.SignedInAsync();
        using var another = await app.SignedInAsync();
        await SendAsync(one, "key-1", Event("a"));

        (await SendAsync(another, "key-1", Event("b"))).Replayed.ShouldBeFalse();
    }

    [Fact]
    public async Task A_faulty_request_may_be_put_right_under_its_key()
    {
        using var person = await app.SignedInAsync();

        (await SendAsync(person, "key-1", "{")).Status.ShouldBe(HttpStatusCode.BadRequest);

        (await SendAsync(person, "key-1", Event("a"))).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_key_that_is_too_long_is_refused()
    {
        using var person = await app.SignedInAsync();

        (await SendAsync(person, new string('k', 256), Event("a"))).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Of_many_at_once_with_one_key_one_is_worked_on()
    {
        var store = app.Services.GetRequiredService<IdempotencyStore>();
        var user = Guid.NewGuid().ToString();

        var claims = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => store.ClaimAsync(user, "key-1", "hash", default))));

        claims.Count(earlier => earlier is null).ShouldBe(1);
    }

    [Fact]
    public async Task While_the_first_is_worked_on_the_second_is_told_to_wait()
    {
        var store = app.Services.GetRequiredService<IdempotencyStore>();
        var user = Guid.NewGuid().ToString();

        await store.ClaimAsync(user, "key-1", "hash", default);

        (await store.ClaimAsync(user, "key-1", "hash", default)).ShouldNotBeNull().StatusCode.ShouldBeNull();
    }

    private static string Event(string id) => $$"""{"event_id":"{{id}}","team_id":"0198c0de-0000-7000-8000-000000000000","metric":"api_calls","quantity":1}""";

    private async Task<(HttpStatusCode Status, string Body, bool Replayed)> SendAsync(ApiClient person, string key, string body)
    {
        using var http = new HttpClient { BaseAddress = app.Address };
        using var request = new HttpRequestMessage(HttpMethod.Post, Track) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Authorization = person.Authorization;
        request.Headers.Add(Idempotency.Header, key);
        using var answer = await http.SendAsync(request);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(), answer.Headers.Contains("Idempotency-Replayed"));
    }
}
