using System.Net;

namespace BillingPortal.Tests.StripeSandbox;

public sealed class IdempotencyTests
{
    [Fact]
    public async Task A_repeated_key_gets_the_first_answer_and_does_nothing_again()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var first = (await sandbox.PostWithKeyAsync("k", "/v1/customers", "name=Acme")).Ok();
        var second = (await sandbox.PostWithKeyAsync("k", "/v1/customers", "name=Acme")).Ok();
        second.Body.ShouldBe(first.Body);
        second.Headers["Idempotent-Replayed"].ShouldBe("true");
        second.Headers["Original-Request"].ShouldBe(first.Headers["Request-Id"]);
        first.Headers.ShouldNotContainKey("Idempotent-Replayed");
        (await sandbox.GetAsync("/v1/customers")).Json["data"]!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_key_with_other_parameters_is_refused()
    {
        await using var sandbox = await Sandbox.StartAsync();
        (await sandbox.PostWithKeyAsync("k", "/v1/customers", "name=Acme")).Ok();
        var error = (await sandbox.PostWithKeyAsync("k", "/v1/customers", "name=Other")).Refused(HttpStatusCode.BadRequest);
        ((string)error["type"]!).ShouldBe("idempotency_error");
        ((string)error["message"]!).ShouldContain("'k'");
    }

    [Fact]
    public async Task The_order_of_parameters_does_not_make_them_other_ones()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var first = (await sandbox.PostWithKeyAsync("k", "/v1/customers", "name=Acme", "email=a@acme.example")).Ok();
        (await sandbox.PostWithKeyAsync("k", "/v1/customers", "email=a@acme.example", "name=Acme")).Ok().Id.ShouldBe(first.Id);
    }

    [Fact]
    public async Task A_declined_payment_is_replayed_as_the_same_decline()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var invoice = await OpenInvoiceAsync(sandbox, "pm_card_chargeCustomerFail");
        var first = await sandbox.PostWithKeyAsync("pay-1", $"/v1/invoices/{invoice}/pay");
        first.Refused(HttpStatusCode.PaymentRequired);
        var second = await sandbox.PostWithKeyAsync("pay-1", $"/v1/invoices/{invoice}/pay");
        second.Status.ShouldBe(HttpStatusCode.PaymentRequired);
        second.Body.ShouldBe(first.Body);
        second.Headers["Idempotent-Replayed"].ShouldBe("true");
        (await sandbox.GetAsync("/v1/charges")).Json["data"]!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_request_that_was_refused_before_it_ran_can_be_repeated_under_its_key()
    {
        await using var sandbox = await Sandbox.StartAsync();
        (await sandbox.PostWithKeyAsync("k", "/v1/customers", "nonsense=1")).Refused(HttpStatusCode.BadRequest);
        (await sandbox.PostWithKeyAsync("k", "/v1/customers", "name=Acme")).Ok();
    }

    [Fact]
    public async Task Many_at_once_under_one_key_charge_once()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var invoice = await OpenInvoiceAsync(sandbox, "pm_card_visa");
        var replies = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => sandbox.PostWithKeyAsync("pay", $"/v1/invoices/{invoice}/pay")));
        replies.ShouldAllBe(reply => reply.Status == HttpStatusCode.OK || reply.Status == HttpStatusCode.Conflict);
        replies.Where(reply => reply.Status == HttpStatusCode.Conflict).ShouldAllBe(reply => (string)reply.Error["code"]! == "idempotency_key_in_use");
        (await sandbox.GetAsync("/v1/charges")).Json["data"]!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_key_outlives_a_kill()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var first = (await sandbox.PostWithKeyAsync("k", "/v1/customers", "name=Acme")).Ok();
        await using var again = await sandbox.AfterKillAsync();
        (await again.PostWithKeyAsync("k", "/v1/customers", "name=Acme")).Ok().Body.ShouldBe(first.Body);
        (await again.GetAsync("/v1/customers")).Json["data"]!.AsArray().Count.ShouldBe(1);
    }

    private static async Task<string> OpenInvoiceAsync(Sandbox sandbox, string card)
    {
        var customer = await sandbox.CustomerAsync(card);
        var invoice = await sandbox.PostForIdAsync("/v1/invoices", $"customer={customer}", "currency=usd");
        (await sandbox.PostAsync($"/v1/invoices/{invoice}/add_lines", "lines[0][amount]=1000", "lines[0][description]=Work")).Ok();
        return (await sandbox.PostAsync($"/v1/invoices/{invoice}/finalize")).Ok().Id;
    }
}
