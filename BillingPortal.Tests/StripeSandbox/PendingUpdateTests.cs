using System.Net;

namespace BillingPortal.Tests.StripeSandbox;

/// <summary>What becomes of a change whose payment does not come at once, by what the caller asked for.</summary>
public sealed class PendingUpdateTests : IAsyncLifetime
{
    private Sandbox sandbox = null!;
    private string customer = "";
    private string cheap = "";
    private Reply subscription = null!;

    public async ValueTask InitializeAsync()
    {
        sandbox = await Sandbox.StartAsync();
        (customer, cheap) = (await sandbox.CustomerAsync(), await sandbox.PriceAsync(1000));
        subscription = await sandbox.SubscribeAsync(customer, cheap);
    }

    public ValueTask DisposeAsync() => sandbox.DisposeAsync();

    [Fact]
    public async Task A_card_that_pays_changes_the_plan_at_once_and_nothing_was_ever_pending()
    {
        var dearer = await sandbox.PriceAsync(9000);
        var changed = (await ChangeAsync(dearer, "payment_behavior=pending_if_incomplete")).Ok();
        changed.Text("items.data.0.price.id").ShouldBe(dearer);
        changed.Json["pending_update"].ShouldBeNull();
        changed.Text("latest_invoice.status").ShouldBe("paid");
        (await EventsAsync("customer.subscription.pending_update_applied")).ShouldBe(0);
    }

    [Fact]
    public async Task A_later_payment_applies_what_was_pending()
    {
        await UseAsync("pm_card_chargeCustomerFail");
        var dearer = await sandbox.PriceAsync(9000);
        var pending = (await ChangeAsync(dearer, "payment_behavior=pending_if_incomplete")).Ok();
        pending.Text("status").ShouldBe("active");
        pending.Text("items.data.0.price.id").ShouldBe(cheap);
        pending.Text("pending_update.subscription_items.0.price.id").ShouldBe(dearer);
        pending.Text("latest_invoice.status").ShouldBe("open");

        (await sandbox.PostAsync($"/v1/invoices/{pending.Text("latest_invoice.id")}/pay", "payment_method=pm_card_visa")).Ok();

        var applied = await ReadAsync();
        applied.Text("items.data.0.price.id").ShouldBe(dearer);
        applied.Json["pending_update"].ShouldBeNull();
        (await EventsAsync("customer.subscription.pending_update_applied")).ShouldBe(1);
    }

    [Fact]
    public async Task A_bank_that_asks_for_the_holder_leaves_it_pending_until_they_answer()
    {
        await UseAsync("pm_card_authenticationRequired");
        var dearer = await sandbox.PriceAsync(9000);
        var pending = (await ChangeAsync(dearer, "payment_behavior=pending_if_incomplete")).Ok();
        pending.Json["pending_update"].ShouldNotBeNull();
        var payment = await sandbox.GetAsync($"/v1/invoice_payments?invoice={pending.Text("latest_invoice.id")}&expand[]=data.payment.payment_intent");
        payment.Text("data.0.payment.payment_intent.status").ShouldBe("requires_action");
        (await EventsAsync("invoice.payment_action_required")).ShouldBe(1);

        using var holder = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        await holder.PostAsync(payment.Text("data.0.payment.payment_intent.next_action.redirect_to_url.url"), new FormUrlEncodedContent([new("answer", "complete")]));

        (await ReadAsync()).Text("items.data.0.price.id").ShouldBe(dearer);
    }

    [Fact]
    public async Task Unpaid_it_expires_after_23_hours_and_the_plan_stays()
    {
        await UseAsync("pm_card_chargeCustomerFail");
        var pending = (await ChangeAsync(await sandbox.PriceAsync(9000), "payment_behavior=pending_if_incomplete")).Ok();
        await sandbox.PassAsync(TimeSpan.FromHours(23.1));
        var after = await ReadAsync();
        after.Json["pending_update"].ShouldBeNull();
        after.Text("items.data.0.price.id").ShouldBe(cheap);
        after.Text("status").ShouldBe("active");
        (await sandbox.GetAsync($"/v1/invoices/{pending.Text("latest_invoice.id")}")).Text("status").ShouldBe("void");
        (await sandbox.GetAsync($"/v1/invoiceitems?customer={customer}&pending=true")).Json["data"]!.AsArray().ShouldBeEmpty();
        (await EventsAsync("customer.subscription.pending_update_expired")).ShouldBe(1);
    }

    [Fact]
    public async Task It_never_outlives_the_period_that_it_was_prorated_for()
    {
        await UseAsync("pm_card_chargeCustomerFail");
        var end = subscription.Number("items.data.0.current_period_end");
        await sandbox.MoveToAsync(DateTimeOffset.FromUnixTimeSeconds(end).AddHours(-2));
        (await ChangeAsync(await sandbox.PriceAsync(900_000), "payment_behavior=pending_if_incomplete")).Ok().Number("pending_update.expires_at").ShouldBe(end);
        await sandbox.PassAsync(TimeSpan.FromHours(2.5));
        (await ReadAsync()).Json["pending_update"].ShouldBeNull();
    }

    [Fact]
    public async Task Another_change_takes_the_place_of_one_that_waits()
    {
        await UseAsync("pm_card_chargeCustomerFail");
        var first = (await ChangeAsync(await sandbox.PriceAsync(9000), "payment_behavior=pending_if_incomplete")).Ok();
        await UseAsync("pm_card_visa");
        var other = await sandbox.PriceAsync(8000);
        (await ChangeAsync(other, "payment_behavior=pending_if_incomplete")).Ok().Text("items.data.0.price.id").ShouldBe(other);
        (await sandbox.GetAsync($"/v1/invoices/{first.Text("latest_invoice.id")}")).Text("status").ShouldBe("void");
    }

    [Fact]
    public async Task Cancelling_drops_it_and_its_invoice()
    {
        await UseAsync("pm_card_chargeCustomerFail");
        var pending = (await ChangeAsync(await sandbox.PriceAsync(9000), "payment_behavior=pending_if_incomplete")).Ok();
        (await sandbox.DeleteAsync($"/v1/subscriptions/{subscription.Id}")).Ok().Json["pending_update"].ShouldBeNull();
        (await sandbox.GetAsync($"/v1/invoices/{pending.Text("latest_invoice.id")}")).Text("status").ShouldBe("void");
    }

    [Theory]
    [InlineData("metadata[a]=b", "metadata")]
    [InlineData("cancel_at_period_end=false", "cancel_at_period_end")]
    [InlineData("items[0][tax_rates][0]=txr_any", "items[0][tax_rates]")]
    [InlineData("discounts[0][coupon]=any", "discounts")]
    [InlineData("default_payment_method=pm_any", "default_payment_method")]
    public async Task What_no_payment_can_decide_is_refused_beside_it(string field, string parameter)
    {
        var refused = (await ChangeAsync(await sandbox.PriceAsync(9000), "payment_behavior=pending_if_incomplete", field)).Refused(HttpStatusCode.BadRequest);
        ((string)refused["param"]!).ShouldBe(parameter);
        (await ReadAsync()).Text("items.data.0.price.id").ShouldBe(cheap);
    }

    [Fact]
    public async Task Without_patience_a_decline_leaves_everything_as_it_was()
    {
        await UseAsync("pm_card_chargeCustomerFail");
        var refused = (await ChangeAsync(await sandbox.PriceAsync(9000), "payment_behavior=error_if_incomplete")).Refused(HttpStatusCode.PaymentRequired);
        ((string)refused["code"]!).ShouldBe("card_declined");
        (await ReadAsync()).Text("items.data.0.price.id").ShouldBe(cheap);
        (await sandbox.InvoicesAsync(subscription.Id)).Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("", "subscription_payment_intent_requires_action")]
    [InlineData("off_session=true", "authentication_required")]
    public async Task Without_patience_a_bank_that_asks_for_the_holder_is_a_refusal_too(string field, string code)
    {
        await UseAsync("pm_card_authenticationRequired");
        string[] more = field.Length == 0 ? ["payment_behavior=error_if_incomplete"] : ["payment_behavior=error_if_incomplete", field];
        ((string)(await ChangeAsync(await sandbox.PriceAsync(9000), more)).Refused(HttpStatusCode.PaymentRequired)["code"]!).ShouldBe(code);
    }

    [Theory]
    [InlineData("allow_incomplete")]
    [InlineData("default_incomplete")]
    public async Task Otherwise_the_plan_changes_now_and_is_past_due_until_it_is_paid(string behaviour)
    {
        await UseAsync("pm_card_chargeCustomerFail");
        var dearer = await sandbox.PriceAsync(9000);
        var changed = (await ChangeAsync(dearer, $"payment_behavior={behaviour}")).Ok();
        (changed.Text("status"), changed.Text("items.data.0.price.id")).ShouldBe(("past_due", dearer));
        (await sandbox.PostAsync($"/v1/invoices/{changed.Text("latest_invoice.id")}/pay", "payment_method=pm_card_visa")).Ok();
        (await ReadAsync()).Text("status").ShouldBe("active");
    }

    [Fact]
    public async Task It_survives_a_kill()
    {
        await UseAsync("pm_card_chargeCustomerFail");
        var dearer = await sandbox.PriceAsync(9000);
        var pending = (await ChangeAsync(dearer, "payment_behavior=pending_if_incomplete")).Ok();
        await using var again = await sandbox.AfterKillAsync();
        (await again.PostAsync($"/v1/invoices/{pending.Text("latest_invoice.id")}/pay", "payment_method=pm_card_visa")).Ok();
        (await again.GetAsync($"/v1/subscriptions/{subscription.Id}")).Text("items.data.0.price.id").ShouldBe(dearer);
    }

    private async Task UseAsync(string card)
    {
        var method = await sandbox.PostForIdAsync($"/v1/payment_methods/{card}/attach", $"customer={customer}");
        (await sandbox.PostAsync($"/v1/customers/{customer}", $"invoice_settings[default_payment_method]={method}")).Ok();
    }

    private Task<Reply> ChangeAsync(string price, params string[] more) => sandbox.PostAsync($"/v1/subscriptions/{subscription.Id}",
        [$"items[0][id]={subscription.Text("items.data.0.id")}", $"items[0][price]={price}", "proration_behavior=always_invoice", "expand[]=latest_invoice", .. more]);

    private Task<Reply> ReadAsync() => sandbox.GetAsync($"/v1/subscriptions/{subscription.Id}");

    private async Task<int> EventsAsync(string type) => (await sandbox.GetAsync($"/v1/events?type={type}")).Json["data"]!.AsArray().Count;
}
