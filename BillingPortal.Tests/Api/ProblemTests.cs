using System.Net;
using System.Text;
using BillingPortal.Tests.Testing;

namespace BillingPortal.Tests.Api;

/// <summary>However a call goes wrong, the answer is problem details.</summary>
public sealed class ProblemTests(BillingApp app) : IClassFixture<BillingApp>
{
    [Fact]
    public async Task A_method_that_an_address_does_not_take() =>
        (await app.Client.SendAsync(HttpMethod.Delete, "/billing-engine/usage/track", null)).ShouldBeProblem(HttpStatusCode.MethodNotAllowed, "method_not_allowed");

    [Fact]
    public async Task A_body_that_is_not_JSON_at_all() =>
        (await app.Client.SendAsync(HttpMethod.Post, "/identity/login", new StringContent("hello", Encoding.UTF8, "text/plain"))).ShouldBeProblem(HttpStatusCode.UnsupportedMediaType, "unsupported_media_type");

    [Fact]
    public async Task A_body_that_ends_too_early() =>
        (await app.Client.SendAsync(HttpMethod.Post, "/identity/login", Json("""{"email":"a@example.com","""))).ShouldBeProblem(HttpStatusCode.BadRequest, "invalid_request");

    [Fact]
    public async Task A_value_of_the_wrong_kind_is_named()
    {
        var problem = (await app.Client.SendAsync(HttpMethod.Post, "/dev/clock/advance", Json("""{"days":"soon"}"""))).ShouldBeProblem(HttpStatusCode.BadRequest, "invalid_request");

        problem.GetProperty("errors").List("days").ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Nobody_is_told_to_sign_in() =>
        (await app.Client.GetAsync("/billing-engine/usage/0198c0de-0000-7000-8000-000000000000/quota")).ShouldBeProblem(HttpStatusCode.Unauthorized, "unauthorized");

    [Fact]
    public async Task A_browser_that_reads_the_API_gets_the_same_JSON()
    {
        using var http = new HttpClient { BaseAddress = app.Address };
        http.DefaultRequestHeaders.Add("Accept", "text/html");

        using var answer = await http.GetAsync("/billing-engine/nothing");

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
    }

    [Fact]
    public async Task The_token_endpoint_keeps_the_names_that_clients_of_Identity_know()
    {
        var tokens = (await app.Client.PostAsync("/identity/login", new { email = "owner@example.com", password = BillingApp.Password })).Ok();

        tokens.EnumerateObject().Select(field => field.Name).ShouldBe(["tokenType", "accessToken", "expiresIn", "refreshToken"], ignoreOrder: true);
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    [Fact]
    public async Task A_character_that_no_database_stores_is_refused_on_its_field()
    {
        var owner = await app.SignedInAsync();

        var refused = (await owner.PostAsync("/standalone-teams/create", new { name = "Ac\0me", country = "US", region = "NY" })).ShouldBeProblem(HttpStatusCode.BadRequest, "invalid_request");

        refused.GetProperty("errors").TryGetProperty("name", out _).ShouldBeTrue(refused.ToString());
        (await owner.GetAsync("/billing-engine/invoices?cursor=1_%00")).ShouldBeProblem(HttpStatusCode.BadRequest);
    }
}
