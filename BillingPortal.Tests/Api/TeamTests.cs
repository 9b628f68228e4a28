using System.Net;
using BillingPortal.Tests.Testing;

namespace BillingPortal.Tests.Api;

[OnEveryDatabase]
public sealed class TeamTests(BillingApp app) : IClassFixture<BillingApp>
{
    [Fact]
    public async Task A_new_team_is_free_has_its_own_account_and_belongs_to_whoever_made_it()
    {
        using var owner = await app.SignedInAsync();

        var created = await owner.PostAsync("/standalone-teams/create", new { name = "Acme", country = "US", region = "NY" });

        var team = created.ShouldBe(HttpStatusCode.Created);
        team.Text("name").ShouldBe("Acme");
        team.Text("kind").ShouldBe("standalone");
        team.Text("plan").ShouldBe("free");
        team.Text("role").ShouldBe("owner");
        team.IsNull("organization_id").ShouldBeTrue();
        team.Id("account_id").ShouldNotBe(Guid.Empty);
        created.Location.ShouldNotBeNull().ToString().ShouldEndWith($"/standalone-teams/{team.Id()}");
    }

    [Fact]
    public async Task The_owner_reads_the_team_back_with_a_tag_of_its_state()
    {
        var team = await app.TeamAsync("Northwind");

        var read = await team.Owner.GetAsync($"/standalone-teams/{team.Id}");

        read.Ok().Text("name").ShouldBe("Northwind");
        read.ETag.ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task The_owner_is_the_first_member()
    {
        var team = await app.TeamAsync();

        var member = (await team.Owner.GetAsync($"/standalone-teams/{team.Id}/members")).Ok().List("data").ShouldHaveSingleItem();

        member.Text("email").ShouldBe(team.Owner.Email);
        member.Text("role").ShouldBe("owner");
    }

    [Fact]
    public async Task The_dashboard_of_a_new_team_shows_the_free_plan_and_a_meter_for_each_metric()
    {
        var billing = await (await app.TeamAsync()).BillingAsync();

        billing.GetProperty("plan").Text("code").ShouldBe("free");
        billing.GetProperty("plan").Number("amount").ShouldBe(0);
        billing.List("usage").Select(usage => usage.Text("metric")).ShouldBe(["members", "memories", "contexts", "storage_bytes", "api_calls", "memory_tokens"], ignoreOrder: true);
        billing.List("usage").Single(usage => usage.Text("metric") == "members").Number("used").ShouldBe(1);
        billing.List("invoices").ShouldBeEmpty();
        billing.IsNull("subscription").ShouldBeTrue();
        billing.IsNull("payment_method").ShouldBeTrue();
    }

    [Fact]
    public async Task Every_team_becomes_a_customer_at_Stripe_once()
    {
        var team = await app.TeamAsync();

        var first = (await team.Owner.PostAsync("/billing-engine/customers/create", new { team_id = team.Id })).Ok().Text("stripe_customer_id");
        var second = (await team.Owner.PostAsync("/billing-engine/customers/create", new { team_id = team.Id })).ShouldBe(HttpStatusCode.OK).Text("stripe_customer_id");

        first.ShouldStartWith("cus_");
        second.ShouldBe(first);
        (await team.Owner.GetAsync($"/standalone-teams/{team.Id}")).Ok().Text("stripe_customer_id").ShouldBe(first);
    }

    [Theory]
    [InlineData("GET", "/standalone-teams/{0}", null)]
    [InlineData("GET", "/standalone-teams/{0}/members", null)]
    [InlineData("GET", "/standalone-teams/{0}/payment-methods", null)]
    [InlineData("GET", "/standalone-teams/{0}/billing", null)]
    [InlineData("POST", "/standalone-teams/{0}/billing/upgrade", """{"plan":"starter"}""")]
    [InlineData("GET", "/standalone-teams/{0}/billing-profile", null)]
    [InlineData("GET", "/billing-engine/usage/{0}/quota?metric=api_calls", null)]
    [InlineData("GET", "/billing-engine/invoices?team_id={0}", null)]
    [InlineData("POST", "/billing-engine/customers/create", """{"team_id":"{0}"}""")]
    [InlineData("POST", "/billing-engine/subscriptions/create", """{"team_id":"{0}","plan":"starter"}""")]
    public async Task To_a_stranger_a_team_does_not_exist(string method, string path, string? body)
    {
        var team = await app.TeamAsync();
        using var stranger = await app.SignedInAsync();
        var id = team.Id.ToString();
        var content = body is null ? null : new StringContent(body.Replace("{0}", id, StringComparison.Ordinal), System.Text.Encoding.UTF8, "application/json");

        (await stranger.SendAsync(new(method), path.Replace("{0}", id, StringComparison.Ordinal), content)).ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
    }

    [Theory]
    [InlineData("country", "ZZ", "NY", "usd")]
    [InlineData("currency", "US", "NY", "xxx")]
    public async Task What_does_not_exist_cannot_be_chosen(string field, string country, string region, string currency)
    {
        using var owner = await app.SignedInAsync();

        var problem = (await owner.PostAsync("/standalone-teams/create", new { name = "Acme", country, region, currency })).ShouldBeProblem(HttpStatusCode.BadRequest, "invalid_request");

        problem.GetProperty("errors").List(field).ShouldNotBeEmpty();
    }
}
