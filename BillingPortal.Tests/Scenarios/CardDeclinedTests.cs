using System.Net;
using BillingPortal.Tests.Testing;

namespace BillingPortal.Tests.Scenarios;

/// <summary>A card that attaches and then fails every charge: nothing may be left of the attempt.</summary>
[OnEveryDatabase]
public sealed class CardDeclinedTests(BillingApp app) : IClassFixture<BillingApp>
{
    private const string FailingCard = "pm_card_chargeCustomerFail";

    [Fact]
    public async Task A_declined_upgrade_leaves_the_team_on_Free_and_owing_nothing()
    {
        var team = await app.TeamAsync();

        var declined = (await team.UpgradeAsync(FailingCard)).ShouldBeProblem(HttpStatusCode.PaymentRequired, "payment_declined");

        declined.Text("decline_code").ShouldBe("generic_decline");
        var billing = await team.BillingAsync();
        billing.GetProperty("plan").Text("code").ShouldBe("free");
        billing.IsNull("subscription").ShouldBeTrue();
        (await team.InvoicesAsync()).ShouldNotContain(invoice => invoice.Text("status") == "open" || invoice.Text("status") == "paid");
        await StripeShouldCollectNothingMoreFromAsync(team);
    }

    [Fact]
    public async Task Months_later_a_declined_upgrade_has_still_cost_nothing()
    {
        var team = await app.TeamAsync();
        await team.UpgradeAsync(FailingCard);

        await app.AdvanceAsync(days: 62);

        (await team.PlanAsync()).ShouldBe("free");
        (await team.InvoicesAsync()).ShouldNotContain(invoice => invoice.Text("status") == "open" || invoice.Text("status") == "paid");
        await StripeShouldCollectNothingMoreFromAsync(team);
    }

    [Fact]
    public async Task After_a_decline_another_card_pays()
    {
        var team = await app.TeamAsync();
        (await team.UpgradeAsync(FailingCard)).ShouldBe(HttpStatusCode.PaymentRequired);

        (await team.UpgradeAsync("pm_card_visa")).Ok().Text("status").ShouldBe("active");

        (await team.PlanAsync()).ShouldBe("starter");
        (await team.InvoicesAsync()).Where(invoice => invoice.Text("status") == "paid").ShouldHaveSingleItem().Number("amount_paid").ShouldBe(10_40);
    }

    [Fact]
    public async Task A_card_that_the_bank_refuses_at_once_does_not_get_on_file()
    {
        var team = await app.TeamAsync();
        var cards = $"/standalone-teams/{team.Id}/payment-methods";

        (await team.Owner.PostAsync(cards, new { payment_method = "pm_card_visa_chargeDeclined", @default = true })).ShouldBeProblem(HttpStatusCode.PaymentRequired, "payment_declined");
        (await team.Owner.PostAsync(cards, new { payment_method = "pm_card_mastercard", @default = true })).ShouldBe(HttpStatusCode.Created);

        (await team.Owner.GetAsync(cards)).Ok().List("data").ShouldHaveSingleItem().Text("brand").ShouldBe("mastercard");
    }

    [Fact]
    public async Task A_declined_invoice_takes_no_number()
    {
        var team = await app.TeamAsync();
        await team.UpgradeAsync(FailingCard);
        await team.UpgradeAsync("pm_card_visa");
        var next = await app.StarterTeamAsync("Next");

        var first = NumberOf((await team.InvoicesAsync()).Single(invoice => invoice.Text("status") == "paid").Text("number"));

        NumberOf((await next.InvoicesAsync()).Single().Text("number")).ShouldBe(first + 1);
    }

    private async Task StripeShouldCollectNothingMoreFromAsync(TestTeam team)
    {
        var customer = (await team.Owner.GetAsync($"/standalone-teams/{team.Id}")).Ok().Text("stripe_customer_id");

        (await app.Stripe.GetAsync($"/v1/subscriptions?customer={customer}")).Ok().List("data").ShouldAllBe(subscription => subscription.Text("status") == "incomplete_expired");
        (await app.Stripe.GetAsync($"/v1/invoices?customer={customer}")).Ok().List("data").ShouldAllBe(invoice => invoice.Text("status") == "void");
        (await app.Stripe.GetAsync($"/v1/invoiceitems?customer={customer}&pending=true")).Ok().List("data").ShouldBeEmpty();
        (await app.Stripe.GetAsync($"/v1/charges?customer={customer}")).Ok().List("data").ShouldNotContain(charge => charge.Text("status") == "succeeded");
    }

    private static int NumberOf(string number) => int.Parse(number.Split('-')[^1]);
}
