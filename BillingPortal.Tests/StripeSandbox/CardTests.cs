using System.Net;

namespace BillingPortal.Tests.StripeSandbox;

public sealed class CardTests
{
    [Theory]
    [InlineData("pm_card_visa_chargeDeclined", "card_declined", "generic_decline")]
    [InlineData("pm_card_visa_chargeDeclinedInsufficientFunds", "card_declined", "insufficient_funds")]
    [InlineData("pm_card_visa_chargeDeclinedLostCard", "card_declined", "lost_card")]
    [InlineData("pm_card_visa_chargeDeclinedStolenCard", "card_declined", "stolen_card")]
    [InlineData("pm_card_chargeDeclinedExpiredCard", "expired_card", "expired_card")]
    [InlineData("pm_card_chargeDeclinedIncorrectCvc", "incorrect_cvc", "incorrect_cvc")]
    [InlineData("pm_card_chargeDeclinedProcessingError", "processing_error", "processing_error")]
    [InlineData("pm_card_visa_chargeDeclinedVelocityLimitExceeded", "card_declined", "card_velocity_exceeded")]
    [InlineData("pm_card_radarBlock", "card_declined", "fraudulent")]
    public async Task A_card_that_declines_cannot_be_attached(string card, string code, string declineCode)
    {
        await using var sandbox = await Sandbox.StartAsync();
        var customer = await sandbox.PostForIdAsync("/v1/customers", "name=Acme");
        var error = (await sandbox.PostAsync($"/v1/payment_methods/{card}/attach", $"customer={customer}")).Refused(HttpStatusCode.PaymentRequired);
        ((string)error["type"]!).ShouldBe("card_error");
        ((string)error["code"]!).ShouldBe(code);
        ((string)error["decline_code"]!).ShouldBe(declineCode);
        (await sandbox.GetAsync($"/v1/customers/{customer}/payment_methods")).Json["data"]!.AsArray().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("pm_card_visa", "visa", "4242")]
    [InlineData("pm_card_mastercard", "mastercard", "4444")]
    [InlineData("pm_card_amex", "amex", "0005")]
    [InlineData("pm_card_visa_debit", "visa", "5556")]
    public async Task A_good_card_pays(string card, string brand, string last4)
    {
        await using var sandbox = await Sandbox.StartAsync();
        var paid = (await PayAsync(sandbox, await sandbox.CustomerAsync(card))).Ok();
        paid.Text("status").ShouldBe("paid");
        paid.Number("amount_remaining").ShouldBe(0);
        var charge = (await sandbox.GetAsync("/v1/charges")).Ok();
        charge.Text("data.0.payment_method_details.card.brand").ShouldBe(brand);
        charge.Text("data.0.payment_method_details.card.last4").ShouldBe(last4);
    }

    [Theory]
    [InlineData("tok_chargeCustomerFail", "generic_decline")]
    [InlineData("tok_visa_chargeCustomerFailLostCard", "lost_card")]
    [InlineData("tok_visa_chargeCustomerFailStolenCard", "stolen_card")]
    public async Task A_card_that_attaches_can_still_fail_every_charge(string token, string declineCode)
    {
        await using var sandbox = await Sandbox.StartAsync();
        var customer = await sandbox.PostForIdAsync("/v1/customers", "name=Acme");
        var method = await sandbox.PostForIdAsync("/v1/payment_methods", "type=card", $"card[token]={token}");
        (await sandbox.PostAsync($"/v1/payment_methods/{method}/attach", $"customer={customer}")).Ok();
        (await sandbox.PostAsync($"/v1/customers/{customer}", $"invoice_settings[default_payment_method]={method}")).Ok();
        for (var attempt = 1; attempt <= 2; attempt++)
        {
            var refused = await PayAsync(sandbox, customer);
            var error = refused.Refused(HttpStatusCode.PaymentRequired);
            ((string)error["decline_code"]!).ShouldBe(declineCode);
            ((string)error["payment_intent"]!["status"]!).ShouldBe("requires_payment_method");
            ((string)error["payment_intent"]!["last_payment_error"]!["decline_code"]!).ShouldBe(declineCode);
            ((string)error["charge"]!).ShouldStartWith("ch_");
        }
        (await sandbox.GetAsync($"/v1/invoices?customer={customer}&status=open")).Json["data"]!.AsArray().Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_card_that_always_asks_its_holder_is_refused_off_session()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var customer = await sandbox.CustomerAsync("pm_card_authenticationRequired");
        var error = (await PayAsync(sandbox, customer)).Refused(HttpStatusCode.PaymentRequired);
        ((string)error["code"]!).ShouldBe("authentication_required");
        ((string)error["decline_code"]!).ShouldBe("authentication_required");
        ((string)error["payment_intent"]!["status"]!).ShouldBe("requires_payment_method");
        error["payment_intent"]!["next_action"].ShouldBeNull();
    }

    [Fact]
    public async Task With_its_holder_present_the_same_card_pays_after_authentication()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var customer = await sandbox.CustomerAsync("pm_card_authenticationRequired");
        var error = (await PayAsync(sandbox, customer, "off_session=false")).Refused(HttpStatusCode.PaymentRequired);
        ((string)error["code"]!).ShouldBe("invoice_payment_intent_requires_action");
        ((string)error["payment_intent"]!["status"]!).ShouldBe("requires_action");
        var page = (string)error["payment_intent"]!["next_action"]!["redirect_to_url"]!["url"]!;
        using var holder = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        (await holder.GetStringAsync(page)).ShouldContain("Complete authentication");
        await holder.PostAsync(page, new FormUrlEncodedContent([new("answer", "complete")]));
        (await sandbox.GetAsync($"/v1/invoices?customer={customer}")).Text("data.0.status").ShouldBe("paid");
    }

    [Fact]
    public async Task A_card_can_be_told_to_fail_a_number_of_times()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var customer = await sandbox.CustomerAsync();
        var method = (await sandbox.GetAsync($"/v1/customers/{customer}/payment_methods")).Text("data.0.id");
        (await sandbox.PostAsync($"/v1/payment_methods/{method}", "metadata[sandbox_decline]=insufficient_funds", "metadata[sandbox_declines_left]=1")).Ok();
        var error = (await PayAsync(sandbox, customer)).Refused(HttpStatusCode.PaymentRequired);
        ((string)error["decline_code"]!).ShouldBe("insufficient_funds");
        (await PayAsync(sandbox, customer)).Ok().Text("status").ShouldBe("paid");
    }

    [Fact]
    public async Task A_detached_card_is_nobodys_default_and_never_comes_back()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var customer = await sandbox.CustomerAsync();
        var method = (await sandbox.GetAsync($"/v1/customers/{customer}/payment_methods")).Text("data.0.id");
        (await sandbox.PostAsync($"/v1/payment_methods/{method}/detach")).Ok();
        (await sandbox.GetAsync($"/v1/customers/{customer}")).Text("invoice_settings.default_payment_method").ShouldBe("");
        (await sandbox.PostAsync($"/v1/payment_methods/{method}/attach", $"customer={customer}")).Refused(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_number_is_never_kept()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var method = (await sandbox.PostAsync("/v1/payment_methods", "type=card", "card[number]=4000 0000 0000 0341", "card[exp_month]=12", "card[exp_year]=2040",
            "card[cvc]=123")).Ok();
        method.Text("card.last4").ShouldBe("0341");
        foreach (var file in Directory.GetFiles(Path.GetDirectoryName(sandbox.File)!))
            System.Text.Encoding.Latin1.GetString(await ReadSharedAsync(file)).ShouldNotContain("4000000000000341");
    }

    private static async Task<byte[]> ReadSharedAsync(string file)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy);
        return copy.ToArray();
    }

    private static async Task<Reply> PayAsync(Sandbox sandbox, string customer, params string[] more)
    {
        var invoice = await sandbox.PostForIdAsync("/v1/invoices", $"customer={customer}", "currency=usd");
        (await sandbox.PostAsync($"/v1/invoices/{invoice}/add_lines", "lines[0][amount]=1000", "lines[0][description]=Work")).Ok();
        (await sandbox.PostAsync($"/v1/invoices/{invoice}/finalize", "auto_advance=false")).Ok();
        return await sandbox.PostAsync($"/v1/invoices/{invoice}/pay", more);
    }
}
