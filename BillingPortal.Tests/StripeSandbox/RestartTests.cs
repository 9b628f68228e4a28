namespace BillingPortal.Tests.StripeSandbox;

public sealed class RestartTests
{
    [Fact]
    public async Task A_kill_loses_nothing_that_was_answered_and_the_clock_does_not_go_back()
    {
        await using var sandbox = await Sandbox.StartAsync();
        await sandbox.PassAsync(TimeSpan.FromDays(400));
        var rate = await sandbox.TaxRateAsync(8.875m);
        var subscription = await sandbox.SubscribeAsync(await sandbox.CustomerAsync(), await sandbox.PriceAsync(1000), $"items[0][tax_rates][0]={rate}");
        var before = await sandbox.GetAsync($"/v1/subscriptions/{subscription.Id}?expand[]=latest_invoice.payments");
        await using var again = await sandbox.AfterKillAsync();
        var after = await again.GetAsync($"/v1/subscriptions/{subscription.Id}?expand[]=latest_invoice.payments");
        after.Body.ShouldBe(before.Body);
        (await again.NowAsync()).ShouldBeGreaterThan(DateTimeOffset.UtcNow.AddDays(399));
        (await again.GetAsync("/v1/events?limit=100")).Body.ShouldBe((await sandbox.GetAsync("/v1/events?limit=100")).Body);
    }

    [Fact]
    public async Task What_was_due_happens_after_a_restart()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var subscription = await sandbox.SubscribeAsync(await sandbox.CustomerAsync(), await sandbox.PriceAsync(1000));
        await using var again = await sandbox.AfterKillAsync();
        var start = DateTimeOffset.FromUnixTimeSeconds(subscription.Number("billing_cycle_anchor"));
        await again.MoveToAsync(start.AddMonths(2).AddHours(2));
        (await again.InvoicesAsync(subscription.Id)).Select(invoice => (string)invoice!["status"]!).ShouldBe(["paid", "paid", "paid"]);
        (await again.PostAsync("/v1/customers", "name=New")).Ok();
    }

    [Fact]
    public async Task A_webhook_that_was_not_accepted_is_sent_after_a_restart()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.Status = 503;
        await using var sandbox = await Sandbox.StartAsync();
        await sandbox.PostAsync("/v1/webhook_endpoints", $"url={receiver.Address}", "enabled_events[0]=customer.created");
        await sandbox.PostAsync("/v1/customers", "name=Acme");
        await sandbox.PostAsync("/sandbox/deliver");
        await using var again = await sandbox.AfterKillAsync();
        await sandbox.DisposeAsync();
        receiver.Status = 200;
        var before = receiver.Received.Count;
        await again.PassAsync(TimeSpan.FromMinutes(2));
        receiver.Received.Count.ShouldBe(before + 1);
    }

    [Fact]
    public async Task A_kill_at_any_moment_leaves_whole_requests_behind()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var price = await sandbox.PriceAsync(1000);
        var work = Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            for (var i = 0; i < 15; i++) await sandbox.SubscribeAsync(await sandbox.CustomerAsync(), price);
        }));
        for (var kill = 0; kill < 5; kill++)
        {
            await Task.Delay(20);
            await using var survivor = await sandbox.AfterKillAsync();
            var invoices = (await survivor.GetAsync("/v1/invoices?limit=100&expand[]=data.payments")).Ok().Json["data"]!.AsArray();
            invoices.ShouldAllBe(invoice => (string)invoice!["status"]! == "paid" && invoice["payments"]!["data"]!.AsArray().Count == 1);
            var paid = (await survivor.GetAsync("/v1/events?type=invoice.paid&limit=100")).Ok().Json["data"]!.AsArray();
            paid.Count.ShouldBe(invoices.Count);
            (await survivor.GetAsync("/v1/subscriptions?status=active&limit=100")).Ok().Json["data"]!.AsArray().Count.ShouldBe(invoices.Count);
        }
        await work;
    }
}
