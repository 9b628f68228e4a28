using System.Net;
using BillingPortal.Tests.Testing;

namespace BillingPortal.Tests.Api;

[OnEveryDatabase]
public sealed class UpgradeTests(BillingApp app) : IClassFixture<BillingApp>
{
    [Fact]
    public async Task Without_a_country_the_answer_names_that_field()
    {
        var team = await app.TeamAsync(country: null, region: null);

        var problem = (await team.UpgradeAsync("pm_card_visa")).ShouldBeProblem(HttpStatusCode.BadRequest, "invalid_request");

        problem.GetProperty("errors").List("country").ShouldNotBeEmpty();
        (await team.PlanAsync()).ShouldBe("free");
    }

    [Fact]
    public async Task In_the_United_States_the_state_is_needed_too()
    {
        var team = await app.TeamAsync(country: "US", region: null);

        (await team.UpgradeAsync("pm_card_visa")).ShouldBeProblem(HttpStatusCode.BadRequest, "invalid_request").GetProperty("errors").List("region").ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("platinum")]
    [InlineData("")]
    public async Task A_plan_that_does_not_exist_cannot_be_chosen(string plan)
    {
        var team = await app.TeamAsync();

        var problem = (await team.UpgradeAsync("pm_card_visa", plan)).ShouldBeProblem(HttpStatusCode.BadRequest, "invalid_request");

        problem.GetProperty("errors").List("plan").ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Without_a_card_the_answer_says_where_to_enter_one()
    {
        var team = await app.TeamAsync();

        var answer = (await team.UpgradeAsync()).Ok();

        answer.Text("status").ShouldBe("requires_payment_method");
        answer.Text("checkout_url").ShouldStartWith("http");
        (await team.PlanAsync()).ShouldBe("free");
        (await team.InvoicesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Upgrading_to_the_plan_one_is_on_is_a_conflict()
    {
        var team = await app.StarterTeamAsync();

        (await team.UpgradeAsync("pm_card_visa")).ShouldBeProblem(HttpStatusCode.Conflict, "conflict");

        (await team.InvoicesAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Two_clicks_at_once_buy_once()
    {
        var team = await app.TeamAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => team.UpgradeAsync("pm_card_visa")));

        answers.Count(answer => answer.Status == HttpStatusCode.OK).ShouldBeGreaterThanOrEqualTo(1, string.Join('\n', answers.Select(answer => answer.BodyText)));
        answers.Where(answer => answer.Status != HttpStatusCode.OK).ShouldAllBe(answer => answer.Status == HttpStatusCode.Conflict);
        (await team.InvoicesAsync()).ShouldHaveSingleItem();
        var customer = (await team.Owner.GetAsync($"/standalone-teams/{team.Id}")).Ok().Text("stripe_customer_id");
        (await app.Stripe.GetAsync($"/v1/charges?customer={customer}")).Ok().List("data").ShouldHaveSingleItem();
    }

    [Fact]
    public async Task The_same_idempotency_key_buys_once_and_answers_the_same()
    {
        var team = await app.TeamAsync();
        var upgrade = $"/standalone-teams/{team.Id}/billing/upgrade";
        Task<Answer> BuyAsync(string plan) => team.Owner.SendAsync(
            HttpMethod.Post, upgrade, System.Net.Http.Json.JsonContent.Create(new { plan, payment_method = "pm_card_visa" }), ("Idempotency-Key", "order-" + team.Id));

        var first = (await BuyAsync("starter")).Ok();
        var second = (await BuyAsync("starter")).Ok();
        var other = await BuyAsync("nonprofit");

        second.ToString().ShouldBe(first.ToString());
        other.ShouldBeProblem(HttpStatusCode.Conflict, "idempotency_mismatch");
    }

    [Fact]
    public async Task A_subscription_can_be_made_over_the_billing_engine_once()
    {
        var team = await app.TeamAsync();
        var body = new { team_id = team.Id, plan = "starter", payment_method = "pm_card_visa" };

        var subscription = (await team.Owner.PostAsync("/billing-engine/subscriptions/create", body)).ShouldBe(HttpStatusCode.Created);
        var again = await team.Owner.PostAsync("/billing-engine/subscriptions/create", body);

        subscription.Text("status").ShouldBe("active");
        again.ShouldBeProblem(HttpStatusCode.Conflict, "conflict");
    }
}
