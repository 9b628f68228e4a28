using System.Net;
using BillingPortal.Tests.Testing;

namespace BillingPortal.Tests.Api;

[OnEveryDatabase]
public sealed class SignUpTests(BillingApp app) : IClassFixture<BillingApp>
{
    [Fact]
    public async Task Whoever_registers_can_sign_in_and_call_the_API()
    {
        using var person = await app.SignedInAsync();

        (await person.PostAsync("/standalone-teams/create", new { name = "Acme", country = "US", region = "NY" })).ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task An_address_registers_once()
    {
        var again = new { email = "twice@example.com", password = BillingApp.Password };

        (await app.Client.PostAsync("/identity/register", again)).Ok();
        (await app.Client.PostAsync("/identity/register", again)).ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_password_that_is_too_short_is_refused_with_the_reason()
    {
        var refused = (await app.Client.PostAsync("/identity/register", new { email = "short@example.com", password = "abc1" })).ShouldBe(HttpStatusCode.BadRequest);

        refused.GetProperty("errors").TryGetProperty("PasswordTooShort", out _).ShouldBeTrue(refused.ToString());
    }

    [Fact]
    public async Task A_wrong_password_and_an_unknown_address_get_the_same_answer()
    {
        using var person = await app.SignedInAsync("known@example.com");

        var wrong = await app.Client.PostAsync("/identity/login", new { email = "known@example.com", password = "Not-The-One-1!" });
        var unknown = await app.Client.PostAsync("/identity/login", new { email = "stranger@example.com", password = "Not-The-One-1!" });

        wrong.ShouldBe(HttpStatusCode.Unauthorized);
        unknown.ShouldBe(HttpStatusCode.Unauthorized);
        wrong.Json.Text("detail").ShouldBe(unknown.Json.Text("detail"));
    }

    [Theory]
    [InlineData("owner@example.com")]
    [InlineData("admin@example.com")]
    [InlineData("finance@example.com")]
    [InlineData("reviewer@example.com")]
    public async Task In_Development_the_demo_people_can_sign_in(string email) =>
        (await app.Client.PostAsync("/identity/login", new { email, password = BillingApp.Password })).Ok().Text("tokenType").ShouldBe("Bearer");

    [Theory]
    [InlineData("GET", "/standalone-teams/0198c0de-0000-7000-8000-000000000000")]
    [InlineData("GET", "/standalone-teams/0198c0de-0000-7000-8000-000000000000/billing")]
    [InlineData("POST", "/standalone-teams/create")]
    [InlineData("POST", "/billing-engine/usage/track")]
    [InlineData("GET", "/billing-engine/invoices")]
    public async Task Nobody_gets_in_without_a_token(string method, string path)
    {
        var content = method == "POST" ? System.Net.Http.Json.JsonContent.Create(new { name = "Acme" }) : null;

        (await app.Client.SendAsync(new(method), path, content)).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_token_that_was_tampered_with_is_no_token()
    {
        using var person = await app.SignedInAsync();
        using var forger = new ApiClient(app.Address, person.Authorization!.Parameter![..^3] + "AAA");

        (await forger.GetAsync("/billing-engine/invoices")).ShouldBe(HttpStatusCode.Unauthorized);
    }
}
