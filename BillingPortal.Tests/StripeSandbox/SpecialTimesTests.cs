using System.Net;

namespace BillingPortal.Tests.StripeSandbox;

/// <summary>Trials, pauses and ends: the less usual times of a subscription.</summary>
public sealed class SpecialTimesTests : IAsyncLifetime
{
    private Sandbox sandbox = null!;

    public async ValueTask InitializeAsync() => sandbox = await Sandbox.StartAsync();

    public ValueTask DisposeAsync() => sandbox.DisposeAsync();

    [Fact]
    public async Task A_trial_costs_nothing_and_its_end_is_the_anchor()
    {
        var subscription = await sandbox.SubscribeAsync(await sandbox.CustomerAsync(), await sandbox.PriceAsync(1000), "trial_period_days=14");
        subscription.Text("status").ShouldBe("trialing");
        subscription.Number("latest_invoice.total").ShouldBe(0);
        subscription.Text("latest_invoice.status").ShouldBe("paid");
        await sandbox.PassAsync(TimeSpan.FromDays(14) + TimeSpan.FromHours(2));
        var active = (await sandbox.GetAsync($"/v1/subscriptions/{subscription.Id}?expand[]=latest_invoice")).Ok();
        active.Text("status").ShouldBe("active");
        active.Number("latest_invoice.total").ShouldBe(1000);
        active.Number("items.data.0.current_period_start").ShouldBe(subscription.Number("trial_end"));
        active.Number("billing_cycle_anchor").ShouldBe(subscription.Number("trial_end"));
    }

    [Fact]
    public async Task A_paused_subscription_only_drafts_until_its_pause_is_over()
    {
        var subscription = await sandbox.SubscribeAsync(await sandbox.CustomerAsync(), await sandbox.PriceAsync(1000));
        var start = DateTimeOffset.FromUnixTimeSeconds(subscription.Number("billing_cycle_anchor"));
        var resumes = start.AddMonths(1).AddDays(3).ToUnixTimeSeconds();
        (await sandbox.PostAsync($"/v1/subscriptions/{subscription.Id}", "pause_collection[behavior]=keep_as_draft", $"pause_collection[resumes_at]={resumes}")).Ok();
        await sandbox.MoveToAsync(start.AddMonths(2).AddHours(2));
        (await sandbox.GetAsync($"/v1/subscriptions/{subscription.Id}")).Json["pause_collection"].ShouldBeNull();
        (await sandbox.InvoicesAsync(subscription.Id)).Select(invoice => (string)invoice!["status"]!).ShouldBe(["paid", "draft", "paid"]);
    }

    [Fact]
    public async Task A_pause_that_voids_leaves_nothing_to_pay()
    {
        var subscription = await sandbox.SubscribeAsync(await sandbox.CustomerAsync(), await sandbox.PriceAsync(1000));
        (await sandbox.PostAsync($"/v1/subscriptions/{subscription.Id}", "pause_collection[behavior]=void")).Ok();
        await sandbox.PassAsync(TimeSpan.FromDays(32));
        (await sandbox.InvoicesAsync(subscription.Id))[0]!["status"]!.ToString().ShouldBe("void");
        (await sandbox.GetAsync($"/v1/subscriptions/{subscription.Id}")).Text("status").ShouldBe("active");
    }

    [Fact]
    public async Task A_year_is_a_year()
    {
        var subscription = await sandbox.SubscribeAsync(await sandbox.CustomerAsync(), await sandbox.PriceAsync(12_000, "year"));
        var start = DateTimeOffset.FromUnixTimeSeconds(subscription.Number("billing_cycle_anchor"));
        DateTimeOffset.FromUnixTimeSeconds(subscription.Number("items.data.0.current_period_end")).ShouldBe(start.AddYears(1));
    }

    [Fact]
    public async Task A_deleted_customer_takes_subscriptions_and_cards_along_and_is_remembered_as_deleted()
    {
        var customer = await sandbox.CustomerAsync();
        var subscription = await sandbox.SubscribeAsync(customer, await sandbox.PriceAsync(1000));
        (await sandbox.DeleteAsync($"/v1/customers/{customer}")).Ok().Text("deleted").ShouldBe("true");
        (await sandbox.GetAsync($"/v1/customers/{customer}")).Ok().Text("deleted").ShouldBe("true");
        (await sandbox.GetAsync($"/v1/subscriptions/{subscription.Id}")).Text("status").ShouldBe("canceled");
        (await sandbox.PostAsync("/v1/invoices", $"customer={customer}")).Refused(HttpStatusCode.BadRequest);
        await using var again = await sandbox.AfterKillAsync();
        (await again.GetAsync($"/v1/customers/{customer}")).Ok().Text("deleted").ShouldBe("true");
    }

    [Fact]
    public async Task Another_method_on_a_known_address_is_an_unknown_address()
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, "/v1/customers");
        ((string)(await sandbox.SendAsync(request)).Refused(HttpStatusCode.NotFound)["message"]!).ShouldContain("PUT");
    }
}
