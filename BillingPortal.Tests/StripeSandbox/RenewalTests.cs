using System.Text.Json.Nodes;

namespace BillingPortal.Tests.StripeSandbox;

public sealed class RenewalTests : IAsyncLifetime
{
    private Sandbox sandbox = null!;

    public async ValueTask InitializeAsync() => sandbox = await Sandbox.StartAsync();

    public ValueTask DisposeAsync() => sandbox.DisposeAsync();

    [Fact]
    public async Task At_the_end_of_the_period_a_draft_is_born_and_paid_an_hour_later()
    {
        var rate = await sandbox.TaxRateAsync(8.875m);
        var subscription = await sandbox.SubscribeAsync(await sandbox.CustomerAsync(), await sandbox.PriceAsync(1000), $"items[0][tax_rates][0]={rate}");
        var end = End(subscription);
        await sandbox.MoveToAsync(end.AddMinutes(59));
        var draft = (await sandbox.InvoicesAsync(subscription.Id))[0]!;
        Text(draft, "status").ShouldBe("draft");
        Text(draft, "billing_reason").ShouldBe("subscription_cycle");
        draft["auto_advance"]!.GetValue<bool>().ShouldBeTrue();
        Number(draft, "created").ShouldBe(end.ToUnixTimeSeconds());
        Number(draft["lines"]!["data"]![0]!["period"]!, "start").ShouldBe(end.ToUnixTimeSeconds());
        Number(draft, "period_start").ShouldBe(subscription.Number("items.data.0.current_period_start"));
        draft["number"].ShouldBeNull();
        await sandbox.MoveToAsync(end.AddMinutes(61));
        var paid = (await sandbox.InvoicesAsync(subscription.Id))[0]!;
        Text(paid, "status").ShouldBe("paid");
        Number(paid, "total").ShouldBe(1089);
        Number(paid["status_transitions"]!, "finalized_at").ShouldBe(end.AddHours(1).ToUnixTimeSeconds());
    }

    [Fact]
    public async Task Three_months_in_one_stride_give_three_invoices_each_at_its_own_time()
    {
        var subscription = await sandbox.SubscribeAsync(await sandbox.CustomerAsync(), await sandbox.PriceAsync(1000));
        var start = DateTimeOffset.FromUnixTimeSeconds(subscription.Number("billing_cycle_anchor"));
        await sandbox.MoveToAsync(start.AddMonths(3).AddHours(2));
        var invoices = await sandbox.InvoicesAsync(subscription.Id);
        invoices.Select(invoice => Text(invoice!, "status")).ShouldBe(["paid", "paid", "paid", "paid"]);
        invoices.Select(invoice => Number(invoice!, "created")).ShouldBe(new[] { 3, 2, 1, 0 }.Select(n => start.AddMonths(n).ToUnixTimeSeconds()));
    }

    [Fact]
    public async Task The_31st_comes_back_after_February()
    {
        var now = await sandbox.NowAsync();
        var january = new DateTimeOffset(now.Year + 1, 1, 31, 10, 0, 0, TimeSpan.Zero);
        await sandbox.MoveToAsync(january);
        var subscription = await sandbox.SubscribeAsync(await sandbox.CustomerAsync(), await sandbox.PriceAsync(1000));
        await sandbox.MoveToAsync(january.AddMonths(2).AddDays(1));
        var created = (await sandbox.InvoicesAsync(subscription.Id)).Select(invoice => DateTimeOffset.FromUnixTimeSeconds(Number(invoice!, "created")).Day).ToList();
        created.ShouldBe([31, DateTime.DaysInMonth(january.Year, 2), 31]);
    }

    [Fact]
    public async Task A_claimed_draft_is_never_finalized_by_itself()
    {
        var subscription = await sandbox.SubscribeAsync(await sandbox.CustomerAsync(), await sandbox.PriceAsync(1000));
        await sandbox.MoveToAsync(End(subscription).AddMinutes(5));
        var draft = Text((await sandbox.InvoicesAsync(subscription.Id))[0]!, "id");
        (await sandbox.PostAsync($"/v1/invoices/{draft}", "auto_advance=false", "metadata[portal_state]=rating")).Ok();
        await sandbox.MoveToAsync(End(subscription).AddDays(20));
        var claimed = (await sandbox.GetAsync($"/v1/invoices/{draft}")).Ok();
        claimed.Text("status").ShouldBe("draft");
        claimed.Text("automatically_finalizes_at").ShouldBe("");
        (await sandbox.PostAsync($"/v1/invoices/{draft}/finalize", "auto_advance=false")).Ok().Text("status").ShouldBe("open");
        await sandbox.MoveToAsync(End(subscription).AddDays(25));
        (await sandbox.GetAsync($"/v1/invoices/{draft}")).Text("status").ShouldBe("open");
        (await sandbox.PostAsync($"/v1/invoices/{draft}/pay")).Ok().Text("status").ShouldBe("paid");
    }

    [Fact]
    public async Task What_waited_for_the_customer_goes_on_the_cycle_draft()
    {
        var customer = await sandbox.CustomerAsync();
        var subscription = await sandbox.SubscribeAsync(customer, await sandbox.PriceAsync(1000));
        (await sandbox.PostAsync("/v1/invoiceitems", $"customer={customer}", "amount=250", "currency=usd", "description=Late usage", $"subscription={subscription.Id}")).Ok();
        await sandbox.MoveToAsync(End(subscription).AddMinutes(5));
        Number((await sandbox.InvoicesAsync(subscription.Id))[0]!, "total").ShouldBe(1250);
    }

    [Fact]
    public async Task A_card_that_fails_at_renewal_makes_it_past_due_until_it_is_paid()
    {
        var customer = await sandbox.CustomerAsync();
        var subscription = await sandbox.SubscribeAsync(customer, await sandbox.PriceAsync(1000));
        var failing = await sandbox.PostForIdAsync("/v1/payment_methods/pm_card_chargeCustomerFail/attach", $"customer={customer}");
        (await sandbox.PostAsync($"/v1/customers/{customer}", $"invoice_settings[default_payment_method]={failing}")).Ok();
        await sandbox.MoveToAsync(End(subscription).AddHours(2));
        (await sandbox.GetAsync($"/v1/subscriptions/{subscription.Id}")).Text("status").ShouldBe("past_due");
        (await sandbox.GetAsync($"/v1/customers/{customer}")).Text("delinquent").ShouldBe("true");
        var invoice = (await sandbox.InvoicesAsync(subscription.Id))[0]!;
        Number(invoice, "attempt_count").ShouldBe(1);
        (await sandbox.PostAsync($"/v1/invoices/{Text(invoice, "id")}/pay", "payment_method=pm_card_visa")).Ok();
        (await sandbox.GetAsync($"/v1/subscriptions/{subscription.Id}")).Text("status").ShouldBe("active");
        (await sandbox.GetAsync($"/v1/customers/{customer}")).Text("delinquent").ShouldBe("false");
    }

    [Fact]
    public async Task The_clock_never_goes_back()
    {
        var before = await sandbox.NowAsync();
        await sandbox.PassAsync(TimeSpan.FromDays(10));
        (await sandbox.MoveToAsync(before)).ShouldBeGreaterThan(before.AddDays(9.9));
    }

    [Fact]
    public async Task The_clock_names_what_comes_next()
    {
        (await sandbox.GetAsync("/sandbox/clock")).Json["next_due"].ShouldBeNull();
        var subscription = await sandbox.SubscribeAsync(await sandbox.CustomerAsync(), await sandbox.PriceAsync(1000));
        DateTimeOffset.Parse((await sandbox.GetAsync("/sandbox/clock")).Text("next_due"), null).ShouldBe(End(subscription));
    }

    private static DateTimeOffset End(Reply subscription) => DateTimeOffset.FromUnixTimeSeconds(subscription.Number("items.data.0.current_period_end"));

    private static string Text(JsonNode node, string name) => (string)node[name]!;

    private static long Number(JsonNode node, string name) => node[name]!.GetValue<long>();
}
