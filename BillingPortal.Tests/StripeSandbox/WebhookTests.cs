namespace BillingPortal.Tests.StripeSandbox;

public sealed class WebhookTests : IAsyncLifetime
{
    private Sandbox sandbox = null!;
    private WebhookReceiver receiver = null!;

    public async ValueTask InitializeAsync()
    {
        sandbox = await Sandbox.StartAsync();
        receiver = await WebhookReceiver.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await sandbox.DisposeAsync();
        await receiver.DisposeAsync();
    }

    [Fact]
    public async Task An_event_arrives_signed_with_the_endpoints_secret_and_todays_time()
    {
        var secret = (await EndpointAsync("*")).Text("secret");
        await sandbox.PassAsync(TimeSpan.FromDays(100));
        var customer = await sandbox.PostForIdAsync("/v1/customers", "name=Acme");
        await DeliverAsync();
        var webhook = receiver.Of("customer.created").ShouldHaveSingleItem();
        webhook.IsSignedWith(secret).ShouldBeTrue();
        webhook.IsSignedWith("whsec_other").ShouldBeFalse();
        (DateTimeOffset.UtcNow - webhook.SignedAt).Duration().ShouldBeLessThan(TimeSpan.FromMinutes(2));
        DateTimeOffset.FromUnixTimeSeconds(webhook.Json["created"]!.GetValue<long>()).ShouldBeGreaterThan(DateTimeOffset.UtcNow.AddDays(99));
        ((string)webhook.Json["data"]!["object"]!["id"]!).ShouldBe(customer);
        ((string)webhook.Json["api_version"]!).ShouldBe("2026-02-25.clover");
        webhook.Json.AsObject().ContainsKey("request").ShouldBeTrue();
    }

    [Fact]
    public async Task Events_go_out_by_themselves()
    {
        await EndpointAsync("customer.created");
        await sandbox.PostAsync("/v1/customers", "name=Acme");
        for (var i = 0; i < 100 && receiver.Received.Count == 0; i++) await Task.Delay(50);
        receiver.Received.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Only_what_was_asked_for_is_sent()
    {
        await EndpointAsync("customer.deleted");
        var customer = await sandbox.PostForIdAsync("/v1/customers", "name=Acme");
        await sandbox.DeleteAsync($"/v1/customers/{customer}");
        await DeliverAsync();
        receiver.Received.Select(webhook => webhook.Type).ShouldBe(["customer.deleted"]);
    }

    [Fact]
    public async Task A_change_says_what_it_was_before_and_who_asked()
    {
        await EndpointAsync("customer.updated");
        var customer = await sandbox.PostForIdAsync("/v1/customers", "name=Before", "metadata[a]=1");
        (await sandbox.PostWithKeyAsync("the-key", $"/v1/customers/{customer}", "name=After", "metadata[a]=2")).Ok();
        await DeliverAsync();
        var happened = receiver.Of("customer.updated").ShouldHaveSingleItem().Json;
        happened["data"]!["previous_attributes"]!.ToJsonString().ShouldBe("""{"name":"Before","metadata":{"a":"1"}}""");
        ((string)happened["request"]!["idempotency_key"]!).ShouldBe("the-key");
    }

    [Fact]
    public async Task What_is_not_accepted_is_sent_again_later_as_the_same_event()
    {
        await EndpointAsync("customer.created");
        receiver.Status = 500;
        await sandbox.PostAsync("/v1/customers", "name=Acme");
        await DeliverAsync();
        receiver.Received.Count.ShouldBe(1);
        (await sandbox.GetAsync("/v1/events?type=customer.created")).Number("data.0.pending_webhooks").ShouldBe(1);
        await sandbox.PassAsync(TimeSpan.FromSeconds(10));
        receiver.Received.Count.ShouldBe(2);
        receiver.Status = 200;
        await sandbox.PassAsync(TimeSpan.FromMinutes(2));
        receiver.Received.Select(webhook => webhook.Id).Distinct().Count().ShouldBe(1);
        receiver.Received.Count.ShouldBe(3);
        (await sandbox.GetAsync("/v1/events?type=customer.created")).Number("data.0.pending_webhooks").ShouldBe(0);
        await sandbox.PassAsync(TimeSpan.FromDays(5));
        receiver.Received.Count.ShouldBe(3);
    }

    [Fact]
    public async Task After_three_days_it_is_given_up()
    {
        await EndpointAsync("customer.created");
        receiver.Status = 500;
        await sandbox.PostAsync("/v1/customers", "name=Acme");
        await sandbox.PassAsync(TimeSpan.FromDays(10));
        var tries = receiver.Received.Count;
        tries.ShouldBeInRange(5, 12);
        receiver.Status = 200;
        await sandbox.PassAsync(TimeSpan.FromDays(10));
        receiver.Received.Count.ShouldBe(tries);
    }

    [Fact]
    public async Task A_draft_waits_for_its_webhook_and_then_an_hour()
    {
        await EndpointAsync("invoice.created");
        var subscription = await sandbox.SubscribeAsync(await sandbox.CustomerAsync(), await sandbox.PriceAsync(1000));
        var end = DateTimeOffset.FromUnixTimeSeconds(subscription.Number("items.data.0.current_period_end"));
        await sandbox.MoveToAsync(end.AddMinutes(-5));
        receiver.Status = 500;
        await sandbox.MoveToAsync(end.AddHours(10));
        (await sandbox.InvoicesAsync(subscription.Id))[0]!["status"]!.ToString().ShouldBe("draft");
        receiver.Status = 200;
        await sandbox.MoveToAsync(end.AddHours(10.5));
        var draft = (await sandbox.InvoicesAsync(subscription.Id))[0]!;
        var delivered = draft["webhooks_delivered_at"]!.GetValue<long>();
        draft["status"]!.ToString().ShouldBe("draft");
        await sandbox.MoveToAsync(DateTimeOffset.FromUnixTimeSeconds(delivered).AddMinutes(61));
        var paid = (await sandbox.InvoicesAsync(subscription.Id))[0]!;
        paid["status"]!.ToString().ShouldBe("paid");
        paid["status_transitions"]!["finalized_at"]!.GetValue<long>().ShouldBe(delivered + 3600);
    }

    [Fact]
    public async Task An_endpoint_that_never_answers_holds_a_draft_for_three_days_only()
    {
        await EndpointAsync("invoice.created");
        var subscription = await sandbox.SubscribeAsync(await sandbox.CustomerAsync(), await sandbox.PriceAsync(1000));
        var end = DateTimeOffset.FromUnixTimeSeconds(subscription.Number("items.data.0.current_period_end"));
        receiver.Status = 500;
        await sandbox.MoveToAsync(end.AddHours(71));
        (await sandbox.InvoicesAsync(subscription.Id))[0]!["status"]!.ToString().ShouldBe("draft");
        await sandbox.MoveToAsync(end.AddHours(73));
        (await sandbox.InvoicesAsync(subscription.Id))[0]!["status"]!.ToString().ShouldBe("paid");
    }

    [Fact]
    public async Task A_deleted_endpoint_is_left_alone()
    {
        var endpoint = await EndpointAsync("*");
        receiver.Status = 500;
        await sandbox.PostAsync("/v1/customers", "name=Acme");
        await DeliverAsync();
        var before = receiver.Received.Count;
        (await sandbox.DeleteAsync($"/v1/webhook_endpoints/{endpoint.Id}")).Ok();
        await sandbox.PassAsync(TimeSpan.FromDays(2));
        receiver.Received.Count.ShouldBe(before);
    }

    [Fact]
    public async Task A_secret_that_is_configured_is_every_endpoints_secret()
    {
        await using var configured = await Sandbox.StartAsync(webhookSecret: "whsec_known");
        var endpoint = (await configured.PostAsync("/v1/webhook_endpoints", $"url={receiver.Address}", "enabled_events[0]=*")).Ok();
        endpoint.Text("secret").ShouldBe("whsec_known");
        await configured.PostAsync("/v1/customers", "name=Acme");
        (await configured.PostAsync("/sandbox/deliver")).Ok();
        receiver.Of("customer.created").ShouldHaveSingleItem().IsSignedWith("whsec_known").ShouldBeTrue();
    }

    private async Task<Reply> EndpointAsync(string events) => (await sandbox.PostAsync("/v1/webhook_endpoints", $"url={receiver.Address}", $"enabled_events[0]={events}")).Ok();

    private async Task DeliverAsync() => (await sandbox.PostAsync("/sandbox/deliver")).Ok();
}
