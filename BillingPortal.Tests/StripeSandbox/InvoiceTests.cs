using System.Net;

namespace BillingPortal.Tests.StripeSandbox;

public sealed class InvoiceTests : IAsyncLifetime
{
    private Sandbox sandbox = null!;
    private string customer = "";

    public async ValueTask InitializeAsync()
    {
        sandbox = await Sandbox.StartAsync();
        customer = await sandbox.CustomerAsync();
    }

    public ValueTask DisposeAsync() => sandbox.DisposeAsync();

    [Fact]
    public async Task Tax_is_rounded_on_each_line_half_away_from_zero()
    {
        var rate = await sandbox.TaxRateAsync(7m);
        var invoice = await DraftAsync();
        var filled = (await sandbox.PostAsync($"/v1/invoices/{invoice}/add_lines", [.. Enumerable.Range(0, 4).SelectMany(i =>
            new[] { $"lines[{i}][amount]=1750", $"lines[{i}][description]=Line", $"lines[{i}][tax_rates][0]={rate}" })])).Ok();
        filled.Number("total_taxes.0.amount").ShouldBe(4 * 123);
        filled.Number("total").ShouldBe(7000 + 492);
    }

    [Fact]
    public async Task Several_rates_on_a_line_are_each_rounded()
    {
        var (first, second) = (await sandbox.TaxRateAsync(4.5m), await sandbox.TaxRateAsync(4.375m));
        var invoice = await DraftAsync();
        var filled = (await sandbox.PostAsync($"/v1/invoices/{invoice}/add_lines", "lines[0][amount]=1000", "lines[0][description]=Plan",
            $"lines[0][tax_rates][0]={first}", $"lines[0][tax_rates][1]={second}")).Ok();
        filled.Json["total_taxes"]!.AsArray().Select(tax => tax!["amount"]!.GetValue<long>()).ShouldBe([45, 44]);
    }

    [Fact]
    public async Task A_fixed_discount_is_spread_without_losing_a_cent_and_spares_what_is_not_discountable()
    {
        var coupon = await sandbox.PostForIdAsync("/v1/coupons", "amount_off=1000", "currency=usd", "duration=once");
        var invoice = await DraftAsync();
        (await sandbox.PostAsync($"/v1/invoices/{invoice}/add_lines",
            "lines[0][amount]=1000", "lines[0][description]=A", "lines[1][amount]=1000", "lines[1][description]=B", "lines[2][amount]=1000", "lines[2][description]=C",
            "lines[3][amount]=500", "lines[3][description]=Overage", "lines[3][discountable]=false")).Ok();
        var cut = (await sandbox.PostAsync($"/v1/invoices/{invoice}", $"discounts[0][coupon]={coupon}")).Ok();
        cut.Json["lines"]!["data"]!.AsArray().Select(line => line!["discount_amounts"]!.AsArray().Sum(amount => amount!["amount"]!.GetValue<long>()))
            .ShouldBe([334, 333, 333, 0]);
        cut.Number("total").ShouldBe(2500);
        cut.Number("total_discount_amounts.0.amount").ShouldBe(1000);
    }

    [Fact]
    public async Task Tax_is_on_what_a_discount_leaves()
    {
        var coupon = await sandbox.PostForIdAsync("/v1/coupons", "percent_off=15", "duration=once");
        var rate = await sandbox.TaxRateAsync(8.875m);
        var invoice = await DraftAsync();
        (await sandbox.PostAsync($"/v1/invoices/{invoice}/add_lines", "lines[0][amount]=1000", "lines[0][description]=Plan", $"lines[0][tax_rates][0]={rate}")).Ok();
        var cut = (await sandbox.PostAsync($"/v1/invoices/{invoice}", $"discounts[0][coupon]={coupon}")).Ok();
        cut.Number("total_taxes.0.taxable_amount").ShouldBe(850);
        cut.Number("total").ShouldBe(850 + 75);
    }

    [Fact]
    public async Task Lines_are_changed_and_taken_away_together_or_not_at_all()
    {
        var invoice = await DraftAsync();
        var filled = (await sandbox.PostAsync($"/v1/invoices/{invoice}/add_lines", "lines[0][amount]=1000", "lines[0][description]=A",
            "lines[1][amount]=500", "lines[1][description]=B", "invoice_metadata[portal]=7")).Ok();
        var (first, second) = (filled.Text("lines.data.0.id"), filled.Text("lines.data.1.id"));
        filled.Text("metadata.portal").ShouldBe("7");
        (await sandbox.PostAsync($"/v1/invoices/{invoice}/update_lines", $"lines[0][id]={first}", "lines[0][amount]=900")).Ok().Number("total").ShouldBe(1400);
        (await sandbox.PostAsync($"/v1/invoices/{invoice}/update_lines", $"lines[0][id]={first}", "lines[0][amount]=1", "lines[1][id]=il_none", "lines[1][amount]=1"))
            .Refused(HttpStatusCode.BadRequest);
        (await sandbox.GetAsync($"/v1/invoices/{invoice}")).Number("total").ShouldBe(1400);
        (await sandbox.PostAsync($"/v1/invoices/{invoice}/remove_lines", $"lines[0][id]={second}", "lines[0][behavior]=delete")).Ok().Number("total").ShouldBe(900);
    }

    [Fact]
    public async Task A_final_invoice_cannot_be_changed_and_is_paid_exactly_once()
    {
        var invoice = await OpenAsync(1000);
        var late = (await sandbox.PostAsync($"/v1/invoices/{invoice}/add_lines", "lines[0][amount]=1", "lines[0][description]=More")).Refused(HttpStatusCode.BadRequest);
        ((string)late["code"]!).ShouldBe("invoice_not_editable");
        (await sandbox.PostAsync($"/v1/invoices/{invoice}/pay")).Ok();
        ((string)(await sandbox.PostAsync($"/v1/invoices/{invoice}/pay")).Refused(HttpStatusCode.BadRequest)["message"]!).ShouldBe("Invoice is already paid");
        (await sandbox.GetAsync("/v1/charges")).Json["data"]!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_invoice_of_nothing_is_paid_when_it_is_finalized()
    {
        var invoice = await DraftAsync();
        var final = (await sandbox.PostAsync($"/v1/invoices/{invoice}/finalize")).Ok();
        final.Text("status").ShouldBe("paid");
        (await sandbox.GetAsync($"/v1/invoice_payments?invoice={invoice}")).Json["data"]!.AsArray().ShouldBeEmpty();
        (await sandbox.GetAsync("/v1/events?type=invoice.paid")).Json["data"]!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task Less_than_the_minimum_is_carried_to_the_next_invoice()
    {
        await OpenAsync(49);
        (await sandbox.GetAsync($"/v1/invoices?customer={customer}")).Text("data.0.status").ShouldBe("paid");
        (await sandbox.GetAsync($"/v1/customers/{customer}")).Number("balance").ShouldBe(49);
        var next = (await sandbox.GetAsync($"/v1/invoices/{await OpenAsync(1000)}")).Ok();
        next.Number("total").ShouldBe(1000);
        next.Number("amount_due").ShouldBe(1049);
        (await sandbox.GetAsync($"/v1/customers/{customer}")).Number("balance").ShouldBe(0);
    }

    [Fact]
    public async Task A_negative_invoice_becomes_credit_that_the_next_one_uses()
    {
        await OpenAsync(-700);
        (await sandbox.GetAsync($"/v1/customers/{customer}")).Number("balance").ShouldBe(-700);
        var next = (await sandbox.GetAsync($"/v1/invoices/{await OpenAsync(1000)}")).Ok();
        next.Number("amount_due").ShouldBe(300);
        next.Number("starting_balance").ShouldBe(-700);
        next.Number("ending_balance").ShouldBe(0);
    }

    [Fact]
    public async Task Yen_have_no_cents()
    {
        var other = await sandbox.CustomerAsync();
        var rate = await sandbox.TaxRateAsync(10m);
        var subscription = await sandbox.SubscribeAsync(other, await sandbox.PriceAsync(1505, currency: "jpy"), $"items[0][tax_rates][0]={rate}");
        subscription.Number("latest_invoice.total").ShouldBe(1505 + 151);
    }

    [Fact]
    public async Task A_preview_shows_the_amounts_and_changes_nothing()
    {
        var rate = await sandbox.TaxRateAsync(8.875m);
        var price = await sandbox.PriceAsync(1000);
        var preview = (await sandbox.PostAsync("/v1/invoices/create_preview", $"customer={customer}", $"subscription_details[items][0][price]={price}",
            $"subscription_details[items][0][tax_rates][0]={rate}", "invoice_items[0][amount]=-300", "invoice_items[0][currency]=usd",
            $"invoice_items[0][tax_rates][0]={rate}")).Ok();
        preview.Id.ShouldStartWith("upcoming_in_");
        preview.Number("total").ShouldBe(1000 - 300 + 89 - 27);
        (await sandbox.GetAsync($"/v1/subscriptions?customer={customer}&status=all")).Json["data"]!.AsArray().ShouldBeEmpty();
        (await sandbox.GetAsync($"/v1/invoices?customer={customer}")).Json["data"]!.AsArray().ShouldBeEmpty();
        (await sandbox.GetAsync("/v1/events?type=customer.subscription.created")).Json["data"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_draft_of_ones_own_can_be_deleted_one_of_a_subscription_cannot()
    {
        var own = await DraftAsync();
        (await sandbox.DeleteAsync($"/v1/invoices/{own}")).Ok().Text("deleted").ShouldBe("true");
        (await sandbox.GetAsync($"/v1/invoices/{own}")).Refused(HttpStatusCode.NotFound);
        var subscription = await sandbox.SubscribeAsync(customer, await sandbox.PriceAsync(1000));
        await sandbox.MoveToAsync(DateTimeOffset.FromUnixTimeSeconds(subscription.Number("items.data.0.current_period_end") + 60));
        (await sandbox.DeleteAsync($"/v1/invoices/{(string)(await sandbox.InvoicesAsync(subscription.Id))[0]!["id"]!}")).Refused(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Money_can_come_by_another_way()
    {
        var invoice = await OpenAsync(1000);
        (await sandbox.PostAsync($"/v1/invoices/{invoice}/pay", "paid_out_of_band=true")).Ok().Text("status").ShouldBe("paid");
        (await sandbox.GetAsync("/v1/charges")).Json["data"]!.AsArray().ShouldBeEmpty();
        var events = (await sandbox.GetAsync("/v1/events?types[]=invoice.paid&types[]=invoice.payment_succeeded")).Json["data"]!.AsArray();
        events.Select(item => (string)item!["type"]!).ShouldBe(["invoice.paid"]);
    }

    [Fact]
    public async Task A_charge_can_be_refunded_in_parts_up_to_what_was_paid()
    {
        (await sandbox.PostAsync($"/v1/invoices/{await OpenAsync(1000)}/pay")).Ok();
        var charge = (await sandbox.GetAsync("/v1/charges")).Text("data.0.id");
        (await sandbox.PostAsync("/v1/refunds", $"charge={charge}", "amount=400", "reason=requested_by_customer")).Ok().Text("status").ShouldBe("succeeded");
        (await sandbox.PostAsync("/v1/refunds", $"charge={charge}", "amount=700")).Refused(HttpStatusCode.BadRequest);
        (await sandbox.PostAsync("/v1/refunds", $"charge={charge}")).Ok().Number("amount").ShouldBe(600);
        (await sandbox.GetAsync($"/v1/charges/{charge}")).Text("refunded").ShouldBe("true");
    }

    [Fact]
    public async Task A_payer_pays_on_the_hosted_page_with_a_card_that_asks_for_them()
    {
        var method = await sandbox.PostForIdAsync("/v1/payment_methods/pm_card_authenticationRequired/attach", $"customer={customer}");
        var invoice = (await sandbox.GetAsync($"/v1/invoices/{await OpenAsync(1089)}")).Ok();
        using var payer = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        (await payer.GetStringAsync(invoice.Text("hosted_invoice_url"))).ShouldContain("10.89 USD");
        var asked = await payer.PostAsync(invoice.Text("hosted_invoice_url"), new FormUrlEncodedContent([new("payment_method", method)]));
        var answer = await payer.PostAsync(asked.Headers.Location!, new FormUrlEncodedContent([new("answer", "complete")]));
        answer.Headers.Location!.ToString().ShouldBe(invoice.Text("hosted_invoice_url"));
        (await sandbox.GetAsync($"/v1/invoices/{invoice.Id}")).Text("status").ShouldBe("paid");
    }

    private Task<string> DraftAsync() => sandbox.PostForIdAsync("/v1/invoices", $"customer={customer}", "currency=usd", "auto_advance=false");

    private async Task<string> OpenAsync(long amount)
    {
        var invoice = await DraftAsync();
        (await sandbox.PostAsync($"/v1/invoices/{invoice}/add_lines", $"lines[0][amount]={amount}", "lines[0][description]=Work")).Ok();
        return (await sandbox.PostAsync($"/v1/invoices/{invoice}/finalize", "auto_advance=false")).Ok().Id;
    }
}
