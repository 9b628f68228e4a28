using System.Net;

namespace BillingPortal.Tests.StripeSandbox;

public sealed class SubscriptionTests : IAsyncLifetime
{
    private Sandbox sandbox = null!;

    public async ValueTask InitializeAsync() => sandbox = await Sandbox.StartAsync();

    public ValueTask DisposeAsync() => sandbox.DisposeAsync();

    [Fact]
    public async Task The_first_invoice_is_taxed_to_the_cent_and_waits_to_be_paid()
    {
        var customer = await sandbox.CustomerAsync();
        var rate = await sandbox.TaxRateAsync(8.875m);
        var subscription = await DefaultIncompleteAsync(customer, 1000, $"items[0][tax_rates][0]={rate}");
        subscription.Text("status").ShouldBe("incomplete");
        subscription.Text("latest_invoice.status").ShouldBe("open");
        subscription.Text("latest_invoice.billing_reason").ShouldBe("subscription_create");
        subscription.Text("latest_invoice.auto_advance").ShouldBe("false");
        subscription.Number("latest_invoice.subtotal").ShouldBe(1000);
        subscription.Number("latest_invoice.total_taxes.0.amount").ShouldBe(89);
        subscription.Number("latest_invoice.total").ShouldBe(1089);
        subscription.Number("latest_invoice.lines.data.0.taxes.0.taxable_amount").ShouldBe(1000);
        subscription.Text("latest_invoice.parent.subscription_details.subscription").ShouldBe(subscription.Id);
        var paid = (await sandbox.PostAsync($"/v1/invoices/{subscription.Text("latest_invoice.id")}/pay")).Ok();
        paid.Text("status").ShouldBe("paid");
        (await sandbox.GetAsync($"/v1/subscriptions/{subscription.Id}")).Text("status").ShouldBe("active");
    }

    [Fact]
    public async Task Waiting_items_go_on_the_first_invoice_and_credits_lower_what_is_taxed()
    {
        var customer = await sandbox.CustomerAsync();
        var rate = await sandbox.TaxRateAsync(10m);
        (await sandbox.PostAsync("/v1/invoiceitems", $"customer={customer}", "amount=-305", "currency=usd", $"tax_rates[0]={rate}", "description=Credit")).Ok();
        (await sandbox.PostAsync("/v1/invoiceitems", $"customer={customer}", "amount=-200", "currency=usd", "description=Prepaid")).Ok();
        var subscription = await DefaultIncompleteAsync(customer, 1000, $"items[0][tax_rates][0]={rate}");
        subscription.Number("latest_invoice.subtotal").ShouldBe(495);
        subscription.Number("latest_invoice.total_taxes.0.amount").ShouldBe(100 - 31);
        subscription.Number("latest_invoice.total").ShouldBe(495 + 69);
        (await sandbox.GetAsync($"/v1/invoiceitems?customer={customer}&pending=true")).Json["data"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_declined_first_payment_leaves_it_incomplete_and_the_next_card_can_pay()
    {
        var customer = await sandbox.CustomerAsync("pm_card_chargeCustomerFail");
        var subscription = await DefaultIncompleteAsync(customer, 1000);
        var invoice = subscription.Text("latest_invoice.id");
        (await sandbox.PostAsync($"/v1/invoices/{invoice}/pay")).Refused(HttpStatusCode.PaymentRequired);
        (await sandbox.GetAsync($"/v1/subscriptions/{subscription.Id}")).Text("status").ShouldBe("incomplete");
        var open = await sandbox.GetAsync($"/v1/invoices/{invoice}");
        open.Text("status").ShouldBe("open");
        open.Text("attempted").ShouldBe("true");
        var other = await sandbox.PostForIdAsync("/v1/payment_methods/pm_card_visa/attach", $"customer={customer}");
        (await sandbox.PostAsync($"/v1/invoices/{invoice}/pay", $"payment_method={other}")).Ok().Text("status").ShouldBe("paid");
        (await sandbox.GetAsync($"/v1/subscriptions/{subscription.Id}")).Text("status").ShouldBe("active");
    }

    [Fact]
    public async Task Unpaid_for_23_hours_it_expires_and_its_invoice_is_void()
    {
        var subscription = await DefaultIncompleteAsync(await sandbox.CustomerAsync(), 1000);
        await sandbox.PassAsync(TimeSpan.FromHours(22.9));
        (await sandbox.GetAsync($"/v1/subscriptions/{subscription.Id}")).Text("status").ShouldBe("incomplete");
        await sandbox.PassAsync(TimeSpan.FromHours(0.2));
        (await sandbox.GetAsync($"/v1/subscriptions/{subscription.Id}")).Text("status").ShouldBe("incomplete_expired");
        (await sandbox.GetAsync($"/v1/invoices/{subscription.Text("latest_invoice.id")}")).Text("status").ShouldBe("void");
    }

    [Fact]
    public async Task Voiding_the_first_invoice_ends_the_attempt_and_frees_its_payment_intent()
    {
        var subscription = await DefaultIncompleteAsync(await sandbox.CustomerAsync(), 1000);
        var invoice = subscription.Text("latest_invoice.id");
        (await sandbox.PostAsync($"/v1/invoices/{invoice}/void")).Ok().Text("status").ShouldBe("void");
        (await sandbox.GetAsync($"/v1/subscriptions/{subscription.Id}")).Text("status").ShouldBe("incomplete_expired");
        var intent = await sandbox.GetAsync($"/v1/invoice_payments?invoice={invoice}&expand[]=data.payment.payment_intent");
        intent.Text("data.0.status").ShouldBe("canceled");
        intent.Text("data.0.payment.payment_intent.cancellation_reason").ShouldBe("void_invoice");
        (await sandbox.PostAsync($"/v1/invoices/{invoice}/pay")).Refused(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Without_patience_a_decline_creates_nothing()
    {
        var customer = await sandbox.CustomerAsync("pm_card_chargeCustomerFail");
        var price = await sandbox.PriceAsync(1000);
        (await sandbox.PostAsync("/v1/subscriptions", $"customer={customer}", $"items[0][price]={price}", "payment_behavior=error_if_incomplete"))
            .Refused(HttpStatusCode.PaymentRequired);
        (await sandbox.GetAsync($"/v1/subscriptions?customer={customer}&status=all")).Json["data"]!.AsArray().ShouldBeEmpty();
        (await sandbox.GetAsync($"/v1/invoices?customer={customer}")).Json["data"]!.AsArray().ShouldBeEmpty();
        (await sandbox.GetAsync("/v1/events?type=invoice.created")).Json["data"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_coupon_for_the_first_time_does_not_cut_the_second_invoice()
    {
        var coupon = await sandbox.PostForIdAsync("/v1/coupons", "percent_off=25", "duration=once");
        var subscription = await sandbox.SubscribeAsync(await sandbox.CustomerAsync(), await sandbox.PriceAsync(1000), $"discounts[0][coupon]={coupon}");
        subscription.Number("latest_invoice.total").ShouldBe(750);
        await sandbox.PassAsync(TimeSpan.FromDays(32));
        (await sandbox.InvoicesAsync(subscription.Id))[0]!["total"]!.GetValue<long>().ShouldBe(1000);
    }

    [Fact]
    public async Task Cancelled_at_once_it_draws_no_more_invoices()
    {
        var subscription = await sandbox.SubscribeAsync(await sandbox.CustomerAsync(), await sandbox.PriceAsync(1000));
        (await sandbox.DeleteAsync($"/v1/subscriptions/{subscription.Id}")).Ok().Text("status").ShouldBe("canceled");
        await sandbox.PassAsync(TimeSpan.FromDays(40));
        (await sandbox.InvoicesAsync(subscription.Id)).Count.ShouldBe(1);
        (await sandbox.DeleteAsync($"/v1/subscriptions/{subscription.Id}")).Refused(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Cancelled_at_period_end_it_runs_until_then()
    {
        var subscription = await sandbox.SubscribeAsync(await sandbox.CustomerAsync(), await sandbox.PriceAsync(1000));
        var cancelled = (await sandbox.PostAsync($"/v1/subscriptions/{subscription.Id}", "cancel_at_period_end=true")).Ok();
        cancelled.Number("cancel_at").ShouldBe(cancelled.Number("items.data.0.current_period_end"));
        cancelled.Text("status").ShouldBe("active");
        await sandbox.PassAsync(TimeSpan.FromDays(32));
        var ended = await sandbox.GetAsync($"/v1/subscriptions/{subscription.Id}");
        ended.Text("status").ShouldBe("canceled");
        ended.Number("ended_at").ShouldBe(cancelled.Number("cancel_at"));
        (await sandbox.InvoicesAsync(subscription.Id)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_dearer_plan_is_charged_for_what_is_left_of_the_period()
    {
        var subscription = await sandbox.SubscribeAsync(await sandbox.CustomerAsync(), await sandbox.PriceAsync(1000));
        var item = subscription.Text("items.data.0.id");
        var (start, end) = (subscription.Number("items.data.0.current_period_start"), subscription.Number("items.data.0.current_period_end"));
        var half = start + (end - start) / 2;
        await sandbox.MoveToAsync(DateTimeOffset.FromUnixTimeSeconds(half));
        var dearer = await sandbox.PriceAsync(2000);
        var changed = (await sandbox.PostAsync($"/v1/subscriptions/{subscription.Id}", $"items[0][id]={item}", $"items[0][price]={dearer}", "proration_behavior=always_invoice",
            "payment_behavior=pending_if_incomplete", $"proration_date={half}", "expand[]=latest_invoice")).Ok();
        changed.Text("latest_invoice.billing_reason").ShouldBe("subscription_update");
        changed.Text("latest_invoice.status").ShouldBe("paid");
        changed.Number("latest_invoice.total").ShouldBe(500);
        changed.Json["latest_invoice"]!["lines"]!["data"]!.AsArray().Select(line => line!["amount"]!.GetValue<long>()).ShouldBe([-500, 1000]);
        changed.Text("items.data.0.price.id").ShouldBe(dearer);
    }

    [Fact]
    public async Task A_change_that_cannot_be_paid_waits_and_is_dropped_with_its_invoice()
    {
        var customer = await sandbox.CustomerAsync();
        var cheap = await sandbox.PriceAsync(1000);
        var subscription = await sandbox.SubscribeAsync(customer, cheap);
        var failing = await sandbox.PostForIdAsync("/v1/payment_methods/pm_card_chargeCustomerFail/attach", $"customer={customer}");
        (await sandbox.PostAsync($"/v1/customers/{customer}", $"invoice_settings[default_payment_method]={failing}")).Ok();
        var changed = (await sandbox.PostAsync($"/v1/subscriptions/{subscription.Id}", $"items[0][id]={subscription.Text("items.data.0.id")}",
            $"items[0][price]={await sandbox.PriceAsync(9000)}", "proration_behavior=always_invoice", "payment_behavior=pending_if_incomplete")).Ok();
        changed.Json["pending_update"].ShouldNotBeNull();
        changed.Text("items.data.0.price.id").ShouldBe(cheap);
        changed.Text("status").ShouldBe("active");
        (await sandbox.PostAsync($"/v1/invoices/{changed.Text("latest_invoice")}/void")).Ok();
        var after = await sandbox.GetAsync($"/v1/subscriptions/{subscription.Id}");
        after.Json["pending_update"].ShouldBeNull();
        after.Text("items.data.0.price.id").ShouldBe(cheap);
    }

    private async Task<Reply> DefaultIncompleteAsync(string customer, long amount, params string[] more) =>
        await sandbox.SubscribeAsync(customer, await sandbox.PriceAsync(amount), ["payment_behavior=default_incomplete", "billing_mode[type]=flexible", .. more]);
}
