using System.Text.Json;
using BillingPortal.Features.Accounts;
using BillingPortal.Tests.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace BillingPortal.Tests.Features.Accounts;

/// <summary>Stripe's customer says what the billing profile says, but nobody waits for it.</summary>
[OnEveryDatabase]
public sealed class StripeCustomerTests(BillingApp app) : IClassFixture<BillingApp>
{
    [Fact]
    public async Task A_new_customer_is_known_to_Stripe_by_name_email_and_place()
    {
        var team = await app.TeamAsync("Northwind");

        await CatchUpAsync();

        var customer = await CustomerAsync(team);
        customer.Text("name").ShouldBe("Northwind");
        customer.Text("email").ShouldBe(team.Owner.Email);
        customer.GetProperty("address").Text("country").ShouldBe("US");
        customer.GetProperty("address").Text("state").ShouldBe("NY");
    }

    [Fact]
    public async Task A_changed_profile_reaches_the_customer_and_what_was_emptied_is_emptied_there()
    {
        var team = await app.TeamAsync();
        (await team.Owner.PutAsync(BillingProfileTests.Path(team), BillingProfileTests.Munich)).Ok();
        await CatchUpAsync();

        var moved = await CustomerAsync(team);
        moved.Text("name").ShouldBe("Nordlicht GmbH");
        moved.Text("email").ShouldBe("rechnung@example.com");
        moved.GetProperty("address").Text("line1").ShouldBe("Isarstr. 12");
        moved.GetProperty("address").Text("postal_code").ShouldBe("80469");
        moved.GetProperty("address").IsNull("state").ShouldBeTrue();

        (await team.Owner.PutAsync(BillingProfileTests.Path(team), new { address = new { country = "FR" } })).Ok();
        await CatchUpAsync();

        var emptied = await CustomerAsync(team);
        emptied.Text("name").ShouldBe("Acme");
        emptied.Text("email").ShouldBe("rechnung@example.com");
        emptied.GetProperty("address").IsNull("line1").ShouldBeTrue();
        emptied.GetProperty("address").Text("country").ShouldBe("FR");
    }

    [Fact]
    public async Task Once_Stripe_knows_it_is_not_told_again()
    {
        var team = await app.TeamAsync();
        await CatchUpAsync();

        await CatchUpAsync();

        (await Customers.NextDueAsync()).ShouldBeNull();
        (await UpdatesAsync(team)).ShouldBe(1);
    }

    [Fact]
    public async Task Two_servers_that_catch_up_at_once_tell_Stripe_once()
    {
        var team = await app.TeamAsync();

        await Task.WhenAll(CatchUpAsync(), CatchUpAsync());

        (await UpdatesAsync(team)).ShouldBe(1);
    }

    private StripeCustomers Customers => app.Services.GetRequiredService<StripeCustomers>();

    private Task CatchUpAsync() => Customers.CatchUpAsync();

    private async Task<JsonElement> CustomerAsync(TestTeam team) => (await app.Stripe.GetAsync($"/v1/customers/{await IdAsync(team)}")).Ok();

    private async Task<int> UpdatesAsync(TestTeam team)
    {
        var id = await IdAsync(team);
        var events = (await app.Stripe.GetAsync("/v1/events?type=customer.updated&limit=100")).Ok().List("data");
        return events.Count(happened => happened.GetProperty("data").GetProperty("object").Text("id") == id);
    }

    private static async Task<string> IdAsync(TestTeam team) => (await team.Owner.GetAsync($"/standalone-teams/{team.Id}")).Ok().Text("stripe_customer_id");
}
