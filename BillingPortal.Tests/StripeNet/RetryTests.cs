using System.Net;
using Stripe;

namespace BillingPortal.Tests.StripeNet;

public sealed class RetryTests
{
    [Fact]
    public async Task A_passing_failure_is_tried_again_under_the_same_idempotency_key()
    {
        await using var stripe = await RecordingServer.StartAsync();
        stripe.Answers(500).HangsUp().Answers(200, """{"id":"cus_1","object":"customer"}""");

        var customer = await new CustomerService(stripe.Client).CreateAsync(new() { Name = "Acme" });

        customer.Id.ShouldBe("cus_1");
        stripe.Received.Count.ShouldBe(3);
        stripe.Received.Select(request => request.Headers["Idempotency-Key"]).Distinct().ShouldHaveSingleItem().ShouldNotBeEmpty();
        stripe.Received.ShouldAllBe(request => request.Body == "name=Acme");
    }

    [Fact]
    public async Task After_two_retries_the_failure_is_told()
    {
        await using var stripe = await RecordingServer.StartAsync();
        stripe.Answers(409, """{"error":{"type":"idempotency_error","code":"idempotency_key_in_use","message":"Busy."}}""");

        var refusal = await Should.ThrowAsync<StripeException>(() => new CustomerService(stripe.Client).CreateAsync(new()));

        refusal.HttpStatusCode.ShouldBe(HttpStatusCode.Conflict);
        refusal.StripeError.Code.ShouldBe("idempotency_key_in_use");
        stripe.Received.Count.ShouldBe(3);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(402)]
    [InlineData(404)]
    [InlineData(429)]
    public async Task What_would_only_fail_again_is_not_repeated(int status)
    {
        await using var stripe = await RecordingServer.StartAsync();
        stripe.Answers(status, """{"error":{"type":"invalid_request_error","message":"No."}}""");

        await Should.ThrowAsync<StripeException>(() => new CustomerService(stripe.Client).GetAsync("cus_1"));

        stripe.Received.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Stripes_advice_to_retry_or_not_decides()
    {
        await using var stripe = await RecordingServer.StartAsync();
        stripe.Answers(429, "{}", shouldRetry: "true").Answers(500, """{"error":{"message":"Stored."}}""", shouldRetry: "false");

        await Should.ThrowAsync<StripeException>(() => new CustomerService(stripe.Client).GetAsync("cus_1"));

        stripe.Received.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_server_that_cannot_be_reached_is_an_http_failure_after_the_retries()
    {
        var nobody = await RecordingServer.StartAsync();
        var client = nobody.Client;
        await nobody.DisposeAsync();

        await Should.ThrowAsync<HttpRequestException>(() => new CustomerService(client).GetAsync("cus_1"));
    }

    [Fact]
    public async Task A_caller_that_gives_up_is_not_kept_waiting_for_retries()
    {
        await using var stripe = await RecordingServer.StartAsync();
        stripe.Answers(500);
        using var patience = new CancellationTokenSource();
        patience.Cancel();

        await Should.ThrowAsync<OperationCanceledException>(
            () => new CustomerService(stripe.Client).GetAsync("cus_1", cancellationToken: patience.Token));

        stripe.Received.ShouldBeEmpty();
    }
}
