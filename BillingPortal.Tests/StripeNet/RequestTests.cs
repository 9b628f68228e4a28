using Stripe;

namespace BillingPortal.Tests.StripeNet;

public sealed class RequestTests
{
    [Fact]
    public async Task Every_request_names_the_key_and_the_pinned_version()
    {
        await using var stripe = await RecordingServer.StartAsync();

        await new InvoiceService(stripe.Client).GetAsync("in_1");

        stripe.Only.Path.ShouldBe("/v1/invoices/in_1");
        stripe.Only.Headers["Authorization"].ShouldBe("Bearer sk_test_123");
        stripe.Only.Headers["Stripe-Version"].ShouldBe("2026-02-25.clover");
        stripe.Only.Headers.Keys.ShouldNotContain("Idempotency-Key");
    }

    [Fact]
    public async Task A_post_keeps_the_callers_idempotency_key_and_two_posts_without_one_get_different_ones()
    {
        await using var stripe = await RecordingServer.StartAsync();
        var invoices = new InvoiceService(stripe.Client);

        await invoices.PayAsync("in_1", new() { OffSession = true }, new() { IdempotencyKey = "inv:1:pay:1" });
        await invoices.FinalizeInvoiceAsync("in_1");
        await invoices.FinalizeInvoiceAsync("in_1");

        stripe.Received[0].Headers["Idempotency-Key"].ShouldBe("inv:1:pay:1");
        stripe.Received[0].Path.ShouldBe("/v1/invoices/in_1/pay");
        stripe.Received[1].Headers["Content-Type"].ShouldBe("application/x-www-form-urlencoded");
        stripe.Received[1].Headers["Idempotency-Key"].ShouldNotBe(stripe.Received[2].Headers["Idempotency-Key"]);
    }

    [Fact]
    public async Task Cancelling_a_subscription_deletes_it_with_its_parameters_in_the_query()
    {
        await using var stripe = await RecordingServer.StartAsync();

        await new SubscriptionService(stripe.Client).CancelAsync("sub_1", new() { InvoiceNow = false, Prorate = false });

        stripe.Only.Method.ShouldBe("DELETE");
        stripe.Only.Path.ShouldBe("/v1/subscriptions/sub_1");
        stripe.Only.Query.ShouldBe("?invoice_now=false&prorate=false");
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(null)]
    public async Task A_missing_id_never_reaches_Stripe(string? id)
    {
        await using var stripe = await RecordingServer.StartAsync();

        await Should.ThrowAsync<ArgumentException>(async () => await new InvoiceService(stripe.Client).GetAsync(id));

        stripe.Received.ShouldBeEmpty();
    }

    [Fact]
    public async Task All_pages_are_read_each_from_where_the_one_before_ended()
    {
        await using var stripe = await RecordingServer.StartAsync();
        stripe.Answers(200, """{"object":"list","data":[{"id":"in_3"},{"id":"in_2"}],"has_more":true}""")
            .Answers(200, """{"object":"list","data":[{"id":"in_1"}],"has_more":false}""");
        var options = new InvoiceListOptions { Limit = 2 };

        var ids = new List<string>();
        await foreach (var invoice in new InvoiceService(stripe.Client).ListAutoPagingAsync(options)) ids.Add(invoice.Id);

        ids.ShouldBe(["in_3", "in_2", "in_1"]);
        stripe.Received.Select(request => request.Query).ShouldBe(["?limit=2", "?limit=2&starting_after=in_2"], ignoreOrder: false);
        options.StartingAfter.ShouldBeNull();
    }

    [Fact]
    public async Task Pages_before_an_object_are_read_towards_the_newest()
    {
        await using var stripe = await RecordingServer.StartAsync();
        stripe.Answers(200, """{"object":"list","data":[{"id":"evt_3"},{"id":"evt_2"}],"has_more":true}""")
            .Answers(200, """{"object":"list","data":[{"id":"evt_4"}],"has_more":false}""");

        var ids = new List<string>();
        await foreach (var happened in new EventService(stripe.Client).ListAutoPagingAsync(new() { EndingBefore = "evt_1" })) ids.Add(happened.Id);

        ids.ShouldBe(["evt_2", "evt_3", "evt_4"]);
        stripe.Received[1].Query.ShouldContain("ending_before=evt_3");
    }

    [Fact]
    public void A_key_that_cannot_be_one_is_refused_at_once()
    {
        Should.Throw<ArgumentException>(() => new StripeClient(""));
        Should.Throw<ArgumentException>(() => new StripeClient("sk test"));
    }
}
