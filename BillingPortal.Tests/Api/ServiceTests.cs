using System.Net;
using System.Text;
using BillingPortal.Tests.Testing;

namespace BillingPortal.Tests.Api;

/// <summary>What every caller of the API can rely on, whatever the route.</summary>
public sealed class ServiceTests(BillingApp app) : IClassFixture<BillingApp>
{
    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task The_health_routes_need_no_sign_in(string path) => (await app.Client.GetAsync(path)).ShouldBe(HttpStatusCode.OK);

    [Fact]
    public async Task The_OpenAPI_document_describes_every_route_of_the_story()
    {
        var paths = (await app.Client.GetAsync("/openapi/v1.json")).Ok().GetProperty("paths").EnumerateObject().Select(path => path.Name).ToList();

        paths.ShouldContain("/standalone-teams/create");
        paths.ShouldContain("/billing-engine/usage/track");
        paths.ShouldContain("/billing-engine/webhooks/stripe");
        paths.ShouldContain(path => path.StartsWith("/standalone-teams/{") && path.EndsWith("/billing/upgrade"));
        paths.ShouldContain(path => path.StartsWith("/billing-engine/invoices/{") && path.EndsWith("/pdf"));
        paths.ShouldNotContain(path => path.StartsWith("/dev/"));
    }

    [Fact]
    public async Task A_route_that_does_not_exist_is_a_problem_too() =>
        (await app.Client.GetAsync("/billing-engine/nothing")).ShouldBeProblem(HttpStatusCode.NotFound, "not_found");

    [Fact]
    public async Task A_body_that_is_no_JSON_is_the_caller_s_fault()
    {
        using var person = await app.SignedInAsync();

        (await person.SendAsync(HttpMethod.Post, "/standalone-teams/create", new StringContent("{\"name\": ", Encoding.UTF8, "application/json")))
            .ShouldBeProblem(HttpStatusCode.BadRequest, "invalid_request");
    }

    [Fact]
    public async Task What_is_wrong_with_a_field_stands_under_its_name()
    {
        using var person = await app.SignedInAsync();

        var problem = (await person.PostAsync("/standalone-teams/create", new { name = "" })).ShouldBeProblem(HttpStatusCode.BadRequest, "invalid_request");

        problem.GetProperty("errors").List("name").ShouldNotBeEmpty();
    }
}
