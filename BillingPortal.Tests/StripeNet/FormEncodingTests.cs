using Stripe;
using Stripe.Checkout;

namespace BillingPortal.Tests.StripeNet;

public sealed class FormEncodingTests
{
    private static readonly DateTime Noon = new(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc);

    [Fact]
    public async Task Nested_values_lists_and_booleans_are_written_with_brackets_and_indexes()
    {
        await using var stripe = await RecordingServer.StartAsync();

        await new SubscriptionService(stripe.Client).CreateAsync(new()
        {
            Customer = "cus_1",
            Items = [new() { Price = "price_1", Quantity = 2, TaxRates = ["txr_1", "txr_2"] }],
            BillingMode = new() { Type = "flexible" },
            OffSession = false,
            Expand = ["latest_invoice.payments"],
        });

        Fields(stripe.Only.Body).ShouldBe(
        [
            "billing_mode[type]=flexible",
            "customer=cus_1",
            "expand[0]=latest_invoice.payments",
            "items[0][price]=price_1",
            "items[0][quantity]=2",
            "items[0][tax_rates][0]=txr_1",
            "items[0][tax_rates][1]=txr_2",
            "off_session=false",
        ]);
    }

    [Fact]
    public async Task Times_are_unix_seconds_and_decimals_keep_every_digit_whatever_the_culture()
    {
        await using var stripe = await RecordingServer.StartAsync();
        Thread.CurrentThread.CurrentCulture = new("de-DE");

        await new InvoiceItemService(stripe.Client).CreateAsync(new()
        {
            Customer = "cus_1",
            UnitAmountDecimal = 0.000400000001m,
            Amount = -1234,
            Period = new() { Start = Noon, End = Noon.AddMonths(1) },
        });

        Fields(stripe.Only.Body).ShouldBe(
            ["amount=-1234", "customer=cus_1", "period[end]=1775044800", "period[start]=1772366400", "unit_amount_decimal=0.000400000001"]);
    }

    [Fact]
    public async Task An_empty_list_is_sent_empty_so_that_it_clears_and_what_was_not_set_is_not_sent()
    {
        await using var stripe = await RecordingServer.StartAsync();

        await new SubscriptionService(stripe.Client).UpdateAsync("sub_1", new() { Discounts = [], ProrationBehavior = "none" });

        stripe.Only.Path.ShouldBe("/v1/subscriptions/sub_1");
        Fields(stripe.Only.Body).ShouldBe(["discounts=", "proration_behavior=none"]);
    }

    [Fact]
    public async Task Metadata_keys_are_nested_and_an_empty_or_missing_value_deletes_its_key()
    {
        await using var stripe = await RecordingServer.StartAsync();

        await new CustomerService(stripe.Client).UpdateAsync("cus_1", new()
        {
            Metadata = new() { ["account"] = "Smith & Sons=1", ["old"] = "", ["older"] = null! },
        });

        stripe.Only.Body.ShouldContain("%26");
        Fields(stripe.Only.Body).ShouldBe(["metadata[account]=Smith & Sons=1", "metadata[old]=", "metadata[older]="]);
    }

    [Fact]
    public async Task A_filter_takes_an_instant_or_a_range_and_goes_into_the_query()
    {
        await using var stripe = await RecordingServer.StartAsync();
        stripe.Answers(200, """{"object":"list","data":[],"has_more":false}""");
        var invoices = new InvoiceService(stripe.Client);

        await invoices.ListAsync(new() { Status = "draft", Limit = 100, Created = new DateRangeOptions { GreaterThanOrEqual = Noon } });
        await invoices.ListAsync(new() { Created = Noon });

        Fields(stripe.Received[0].Query.TrimStart('?')).ShouldBe(["created[gte]=1772366400", "limit=100", "status=draft"]);
        Fields(stripe.Received[1].Query.TrimStart('?')).ShouldBe(["created=1772366400"]);
        stripe.Received.ShouldAllBe(request => request.Method == "GET" && request.Body.Length == 0);
    }

    [Fact]
    public async Task Parameters_without_a_property_can_be_added_and_words_keep_Stripes_spelling()
    {
        await using var stripe = await RecordingServer.StartAsync();
        var options = new SubscriptionUpdateOptions { BillingCycleAnchor = SubscriptionBillingCycleAnchor.Unchanged };
        options.AddExtraParam("trial_settings[end_behavior]", "cancel");
        options.AddExpand("customer");

        await new SubscriptionService(stripe.Client).UpdateAsync("sub_1", options);

        Fields(stripe.Only.Body).ShouldBe(["billing_cycle_anchor=unchanged", "expand[0]=customer", "trial_settings[end_behavior]=cancel"]);
    }

    [Fact]
    public async Task A_checkout_page_that_saves_a_card_is_asked_for_by_its_own_names()
    {
        await using var stripe = await RecordingServer.StartAsync();

        await new SessionService(stripe.Client).CreateAsync(new()
        {
            Mode = "setup",
            Currency = "usd",
            Customer = "cus_1",
            SuccessUrl = "http://localhost/back?session={CHECKOUT_SESSION_ID}",
            SetupIntentData = new() { Metadata = new() { ["team"] = "42" } },
        });

        stripe.Only.Path.ShouldBe("/v1/checkout/sessions");
        Fields(stripe.Only.Body).ShouldBe(
        [
            "currency=usd", "customer=cus_1", "mode=setup", "setup_intent_data[metadata][team]=42",
            "success_url=http://localhost/back?session={CHECKOUT_SESSION_ID}",
        ]);
    }

    private static string[] Fields(string form) => [.. form.Split('&').Select(Uri.UnescapeDataString).Order(StringComparer.Ordinal)];
}
