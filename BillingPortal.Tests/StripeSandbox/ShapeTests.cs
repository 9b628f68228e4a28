using System.Text.Json.Nodes;

namespace BillingPortal.Tests.StripeSandbox;

/// <summary>Objects as a client of version 2026-02-25.clover expects them: what that version has, and not what it dropped.</summary>
public sealed class ShapeTests : IAsyncLifetime
{
    private Sandbox sandbox = null!;
    private Reply subscription = null!;
    private Reply invoice = null!;

    public async ValueTask InitializeAsync()
    {
        sandbox = await Sandbox.StartAsync();
        var rate = await sandbox.TaxRateAsync(8.875m);
        var coupon = await sandbox.PostForIdAsync("/v1/coupons", "percent_off=10", "duration=once");
        subscription = await sandbox.SubscribeAsync(await sandbox.CustomerAsync(), await sandbox.PriceAsync(1000),
            $"items[0][tax_rates][0]={rate}", $"discounts[0][coupon]={coupon}");
        invoice = (await sandbox.GetAsync($"/v1/invoices/{subscription.Text("latest_invoice.id")}?expand[]=payments&expand[]=discounts")).Ok();
    }

    public ValueTask DisposeAsync() => sandbox.DisposeAsync();

    [Fact]
    public void A_subscription_has_its_period_on_its_items()
    {
        Has(subscription.Json, "id", "object", "status", "customer", "currency", "billing_cycle_anchor", "billing_mode", "cancel_at", "cancel_at_period_end", "collection_method",
            "default_payment_method", "discounts", "latest_invoice", "pause_collection", "pending_update", "start_date", "trial_end", "metadata", "livemode");
        HasNot(subscription.Json, "current_period_start", "current_period_end", "discount", "plan", "quantity", "is_over", "sequence");
        var item = subscription.Json["items"]!["data"]![0]!;
        Has(item, "id", "current_period_start", "current_period_end", "price", "quantity", "tax_rates", "subscription");
        ((string)item["price"]!["object"]!).ShouldBe("price");
        ((string)item["tax_rates"]![0]!["object"]!).ShouldBe("tax_rate");
    }

    [Fact]
    public void An_invoice_names_its_parent_its_taxes_and_its_payments_the_new_way()
    {
        Has(invoice.Json, "amount_due", "amount_paid", "amount_remaining", "attempt_count", "attempted", "auto_advance", "automatically_finalizes_at", "billing_reason",
            "customer_email", "effective_at", "ending_balance", "hosted_invoice_url", "next_payment_attempt", "number", "parent", "period_start", "starting_balance", "status_transitions",
            "subtotal", "subtotal_excluding_tax", "total", "total_discount_amounts", "total_excluding_tax", "total_taxes", "webhooks_delivered_at");
        HasNot(invoice.Json, "subscription", "payment_intent", "charge", "paid", "tax", "total_tax_amounts", "discount", "all_lines", "held_until");
        invoice.Text("parent.type").ShouldBe("subscription_details");
        invoice.Text("parent.subscription_details.subscription").ShouldBe(subscription.Id);
        invoice.Text("total_taxes.0.tax_rate_details.tax_rate").ShouldStartWith("txr_");
        invoice.Text("total_taxes.0.type").ShouldBe("tax_rate_details");
        invoice.Text("payments.data.0.payment.type").ShouldBe("payment_intent");
        invoice.Text("discounts.0.source.type").ShouldBe("coupon");
    }

    [Fact]
    public void A_line_says_where_it_comes_from_and_what_it_costs()
    {
        var line = invoice.Json["lines"]!["data"]![0]!;
        Has(line, "id", "amount", "currency", "description", "discount_amounts", "discountable", "discounts", "metadata", "parent", "period", "pricing", "quantity",
            "subtotal", "taxes");
        HasNot(line, "price", "plan", "type", "proration", "tax_amounts", "tax_rates", "rates", "line_discounts");
        ((string)line["parent"]!["type"]!).ShouldBe("subscription_item_details");
        ((string)line["parent"]!["subscription_item_details"]!["subscription_item"]!).ShouldBe(subscription.Text("items.data.0.id"));
        ((string)line["pricing"]!["price_details"]!["price"]!).ShouldBe(subscription.Text("items.data.0.price.id"));
        ((string)line["pricing"]!["unit_amount_decimal"]!).ShouldBe("1000");
        line["taxes"]![0]!["taxable_amount"]!.GetValue<long>().ShouldBe(900);
    }

    [Theory]
    [InlineData("/v1/payment_intents", "pi_", 27)]
    [InlineData("/v1/charges", "ch_", 27)]
    [InlineData("/v1/customers", "cus_", 18)]
    [InlineData("/v1/invoices", "in_", 27)]
    [InlineData("/v1/subscriptions", "sub_", 28)]
    [InlineData("/v1/events", "evt_", 28)]
    public async Task Ids_look_like_Stripes(string list, string prefix, int length)
    {
        var id = (await sandbox.GetAsync(list)).Ok().Text("data.0.id");
        id.ShouldStartWith(prefix);
        id.Length.ShouldBe(length);
    }

    [Fact]
    public async Task The_sandboxs_own_knowledge_never_shows()
    {
        var seen = new List<string>();
        foreach (var list in (string[])["customers", "payment_intents", "charges", "invoices", "subscriptions", "products", "prices", "coupons", "tax_rates", "invoice_payments"])
            Collect((await sandbox.GetAsync($"/v1/{list}")).Ok().Json, seen);
        seen.Intersect(["sequence", "behaviour", "was_set_up", "was_detached", "secret", "all_items", "applied_discounts", "period_number", "tier_list"]).ShouldBeEmpty();
    }

    private static void Has(JsonNode node, params string[] names) => names.Where(name => !node.AsObject().ContainsKey(name)).ShouldBeEmpty();

    private static void HasNot(JsonNode node, params string[] names) => names.Where(name => node.AsObject().ContainsKey(name)).ShouldBeEmpty();

    private static void Collect(JsonNode? node, List<string> names)
    {
        if (node is JsonObject item) names.AddRange(item.Select(pair => pair.Key));
        foreach (var child in node is JsonObject holder ? holder.Select(pair => pair.Value) : node as JsonArray ?? []) Collect(child, names);
    }
}
