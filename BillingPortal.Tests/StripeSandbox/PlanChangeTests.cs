using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;

namespace BillingPortal.Tests.StripeSandbox;

/// <summary>Another price in the middle of a period: the two legs, their taxes and discounts, and the preview that promises them.</summary>
public sealed class PlanChangeTests : IAsyncLifetime
{
    private Sandbox sandbox = null!;

    public async ValueTask InitializeAsync() => sandbox = await Sandbox.StartAsync();

    public ValueTask DisposeAsync() => sandbox.DisposeAsync();

    [Fact]
    public async Task From_ten_to_twenty_five_dollars_within_February_costs_9_51()
    {
        var january = new DateTimeOffset((await sandbox.NowAsync()).Year + 1, 1, 31, 0, 0, 0, TimeSpan.Zero);
        while (DateTime.IsLeapYear(january.Year)) january = january.AddYears(1);
        await sandbox.MoveToAsync(january);
        var subscription = await sandbox.SubscribeAsync(await sandbox.CustomerAsync(), await sandbox.PriceAsync(1000));
        var at = DateTimeOffset.FromUnixTimeSeconds(Start(subscription)).AddDays(10).AddHours(6);
        await sandbox.MoveToAsync(at);

        var invoice = (await ChangeAsync(subscription, await sandbox.PriceAsync(2500), $"proration_date={at.ToUnixTimeSeconds()}")).Json["latest_invoice"]!;

        Amounts(invoice).ShouldBe([-634, 1585]);
        invoice["total"]!.GetValue<long>().ShouldBe(951);
        var day = at.ToString("dd MMM yyyy", CultureInfo.InvariantCulture);
        Lines(invoice).Select(line => (string)line["description"]!).ShouldBe([$"Unused time on Starter after {day}", $"Remaining time on Starter after {day}"]);
    }

    [Fact]
    public async Task The_lines_say_that_they_are_prorations_and_which_line_is_given_back()
    {
        var subscription = await HalfWayAsync(1000);
        var paid = subscription.Json["latest_invoice"]!;

        var (credit, charge) = Two(await ChangeAsync(subscription, await sandbox.PriceAsync(2000), Half(subscription)));

        foreach (var line in new[] { credit, charge })
        {
            line["parent"]!["type"]!.ToString().ShouldBe("subscription_item_details");
            line["parent"]!["subscription_item_details"]!["proration"]!.GetValue<bool>().ShouldBeTrue();
            line["parent"]!["subscription_item_details"]!["invoice_item"]!.ToString().ShouldStartWith("ii_");
            line["period"]!["end"]!.GetValue<long>().ShouldBe(End(subscription));
        }
        var credited = credit["parent"]!["subscription_item_details"]!["proration_details"]!["credited_items"]!;
        credited["invoice"]!.ToString().ShouldBe(paid["id"]!.ToString());
        credited["invoice_line_items"]![0]!.ToString().ShouldBe(paid["lines"]!["data"]![0]!["id"]!.ToString());
        charge["parent"]!["subscription_item_details"]!["proration_details"]!["credited_items"].ShouldBeNull();
    }

    [Fact]
    public async Task What_a_discount_took_off_is_not_paid_out()
    {
        var coupon = await CouponAsync("percent_off=50");
        var subscription = await HalfWayAsync(1000, $"discounts[0][coupon]={coupon}");
        subscription.Number("latest_invoice.total").ShouldBe(500);

        Amounts((await ChangeAsync(subscription, await sandbox.PriceAsync(2000), Half(subscription))).Json["latest_invoice"]!).ShouldBe([-250, 1000]);
    }

    [Theory]
    [InlineData("included", -500, 800, 0)]
    [InlineData("itemized", -500, 1000, 200)]
    public async Task A_coupon_on_the_subscription_cuts_what_is_charged_and_spares_what_is_given_back(string shown, long credit, long charge, long discount)
    {
        var subscription = await HalfWayAsync(1000, $"billing_mode[flexible][proration_discounts]={shown}", "billing_mode[type]=flexible");
        (await sandbox.PostAsync($"/v1/subscriptions/{subscription.Id}", $"discounts[0][coupon]={await CouponAsync("percent_off=20")}")).Ok();

        var invoice = (await ChangeAsync(subscription, await sandbox.PriceAsync(2000), Half(subscription))).Json["latest_invoice"]!;

        Amounts(invoice).ShouldBe([credit, charge]);
        Lines(invoice).Sum(line => line["discount_amounts"]!.AsArray().Sum(amount => amount!["amount"]!.GetValue<long>())).ShouldBe(discount);
        invoice["total"]!.GetValue<long>().ShouldBe(300);
        (await sandbox.GetAsync($"/v1/subscriptions/{subscription.Id}")).Json["discounts"]!.AsArray().ShouldBeEmpty("a coupon for once is used up");
    }

    [Fact]
    public async Task Each_leg_bears_the_tax_of_its_own_day()
    {
        var (old, current) = (await sandbox.TaxRateAsync(10m), await sandbox.TaxRateAsync(20m));
        var subscription = await HalfWayAsync(1000, $"items[0][tax_rates][0]={old}");
        (await sandbox.PostAsync($"/v1/subscriptions/{subscription.Id}", $"items[0][id]={Item(subscription)}", $"items[0][tax_rates][0]={current}", "proration_behavior=none")).Ok();

        var (credit, charge) = Two(await ChangeAsync(subscription, await sandbox.PriceAsync(2000), Half(subscription)));

        credit["taxes"]![0]!["amount"]!.GetValue<long>().ShouldBe(-50);
        credit["taxes"]![0]!["tax_rate_details"]!["tax_rate"]!.ToString().ShouldBe(old);
        charge["taxes"]![0]!["amount"]!.GetValue<long>().ShouldBe(200);
        charge["taxes"]![0]!["tax_rate_details"]!["tax_rate"]!.ToString().ShouldBe(current);
    }

    [Fact]
    public async Task A_second_change_gives_back_what_the_first_one_charged()
    {
        var subscription = await HalfWayAsync(1000);
        await ChangeAsync(subscription, await sandbox.PriceAsync(2000), Half(subscription));
        var third = Start(subscription) + (End(subscription) - Start(subscription)) * 3 / 4;
        await sandbox.MoveToAsync(DateTimeOffset.FromUnixTimeSeconds(third));

        Amounts((await ChangeAsync(subscription, await sandbox.PriceAsync(4000), $"proration_date={third}")).Json["latest_invoice"]!).ShouldBe([-500, 1000]);
    }

    [Fact]
    public async Task A_period_that_was_never_charged_gives_nothing_back()
    {
        var subscription = await sandbox.SubscribeAsync(await sandbox.CustomerAsync(), await sandbox.PriceAsync(1000));
        (await sandbox.PostAsync($"/v1/subscriptions/{subscription.Id}", "pause_collection[behavior]=void")).Ok();
        await sandbox.MoveToAsync(DateTimeOffset.FromUnixTimeSeconds(End(subscription)).AddHours(2));
        subscription = (await sandbox.PostAsync($"/v1/subscriptions/{subscription.Id}", "pause_collection=", "expand[]=latest_invoice")).Ok();
        subscription.Text("latest_invoice.status").ShouldBe("void");

        Amounts((await ChangeAsync(subscription, await sandbox.PriceAsync(2000), $"proration_date={Start(subscription)}")).Json["latest_invoice"]!).ShouldBe([2000]);
    }

    [Fact]
    public async Task Without_proration_only_the_next_invoice_has_the_new_price()
    {
        var subscription = await HalfWayAsync(1000);
        var next = await sandbox.PriceAsync(500);
        (await sandbox.PostAsync($"/v1/subscriptions/{subscription.Id}", $"items[0][id]={Item(subscription)}", $"items[0][price]={next}", "proration_behavior=none")).Ok();
        (await sandbox.InvoicesAsync(subscription.Id)).Count.ShouldBe(1);

        await sandbox.MoveToAsync(DateTimeOffset.FromUnixTimeSeconds(End(subscription)).AddMinutes(1));

        Amounts((await sandbox.InvoicesAsync(subscription.Id))[0]!).ShouldBe([500]);
    }

    [Fact]
    public async Task Prorations_that_are_not_invoiced_at_once_wait_for_the_next_invoice()
    {
        var subscription = await HalfWayAsync(1000);
        (await sandbox.PostAsync($"/v1/subscriptions/{subscription.Id}", $"items[0][id]={Item(subscription)}", $"items[0][price]={await sandbox.PriceAsync(2000)}", Half(subscription))).Ok();

        await sandbox.MoveToAsync(DateTimeOffset.FromUnixTimeSeconds(End(subscription)).AddMinutes(1));

        Amounts((await sandbox.InvoicesAsync(subscription.Id))[0]!).ShouldBe([-500, 1000, 2000]);
    }

    [Fact]
    public async Task An_instant_outside_the_period_is_refused()
    {
        var subscription = await HalfWayAsync(1000);
        var refused = await sandbox.PostAsync($"/v1/subscriptions/{subscription.Id}", $"items[0][id]={Item(subscription)}", $"items[0][price]={await sandbox.PriceAsync(2000)}",
            $"proration_date={Start(subscription) - 1}");
        ((string)refused.Refused(HttpStatusCode.BadRequest)["param"]!).ShouldBe("proration_date");
    }

    [Fact]
    public async Task A_preview_promises_to_the_cent_what_the_change_then_costs()
    {
        var rate = await sandbox.TaxRateAsync(8.875m);
        var customer = await sandbox.CustomerAsync();
        var random = new Random(20260131);
        for (var round = 0; round < 25; round++)
        {
            var subscription = await sandbox.SubscribeAsync(customer, await sandbox.PriceAsync(random.Next(50, 20_000)), $"items[0][tax_rates][0]={rate}");
            await sandbox.PassAsync(TimeSpan.FromSeconds(random.Next(1, 20) * 100));
            var at = random.NextInt64(Start(subscription), End(subscription));
            var (dearer, coupon) = (await sandbox.PriceAsync(random.Next(100, 30_000)), await CouponAsync($"percent_off={random.Next(1, 100)}"));
            (await sandbox.PostAsync($"/v1/subscriptions/{subscription.Id}", $"discounts[0][coupon]={coupon}")).Ok();

            var promised = (await sandbox.PostAsync("/v1/invoices/create_preview", $"subscription={subscription.Id}", $"subscription_details[items][0][id]={Item(subscription)}",
                $"subscription_details[items][0][price]={dearer}", "subscription_details[proration_behavior]=always_invoice", $"subscription_details[proration_date]={at}")).Ok().Json;
            var charged = (await ChangeAsync(subscription, dearer, $"proration_date={at}")).Json["latest_invoice"]!;

            charged["total"]!.GetValue<long>().ShouldBe(promised["total"]!.GetValue<long>());
            charged["total_taxes"]!.ToJsonString().ShouldBe(promised["total_taxes"]!.ToJsonString());
            Lines(charged).Select(Told).ShouldBe(Lines(promised).Select(Told));
            (await sandbox.DeleteAsync($"/v1/subscriptions/{subscription.Id}")).Ok();
            (await sandbox.PostAsync($"/v1/customers/{customer}/balance_transactions", "currency=usd", $"amount={-(await BalanceAsync(customer) - 1_000_000)}")).Ok();
            (await sandbox.PostAsync($"/v1/customers/{customer}/balance_transactions", "currency=usd", "amount=-1000000")).Ok();
        }
    }

    private static string Told(JsonNode line) => $"{line["description"]} {line["amount"]} {line["period"]!.ToJsonString()} {line["discount_amounts"]!.AsArray().Count}";

    private async Task<long> BalanceAsync(string customer) => (await sandbox.GetAsync($"/v1/customers/{customer}")).Number("balance");

    private Task<string> CouponAsync(string off) => sandbox.PostForIdAsync("/v1/coupons", off, "duration=once");

    /// <summary>A paid subscription, half of whose first period is over.</summary>
    private async Task<Reply> HalfWayAsync(long price, params string[] more)
    {
        var subscription = await sandbox.SubscribeAsync(await sandbox.CustomerAsync(), await sandbox.PriceAsync(price), more);
        await sandbox.MoveToAsync(DateTimeOffset.FromUnixTimeSeconds(Start(subscription) + (End(subscription) - Start(subscription)) / 2));
        return subscription;
    }

    private async Task<Reply> ChangeAsync(Reply subscription, string price, params string[] more) => (await sandbox.PostAsync($"/v1/subscriptions/{subscription.Id}",
        [$"items[0][id]={Item(subscription)}", $"items[0][price]={price}", "proration_behavior=always_invoice", "payment_behavior=pending_if_incomplete", "expand[]=latest_invoice", .. more])).Ok();

    private static string Half(Reply subscription) => $"proration_date={Start(subscription) + (End(subscription) - Start(subscription)) / 2}";

    private static string Item(Reply subscription) => subscription.Text("items.data.0.id");

    private static long Start(Reply subscription) => subscription.Number("items.data.0.current_period_start");

    private static long End(Reply subscription) => subscription.Number("items.data.0.current_period_end");

    private static (JsonNode Credit, JsonNode Charge) Two(Reply changed)
    {
        var lines = Lines(changed.Json["latest_invoice"]!);
        lines.Count.ShouldBe(2);
        return (lines[0], lines[1]);
    }

    private static List<JsonNode> Lines(JsonNode invoice) => [.. invoice["lines"]!["data"]!.AsArray().Select(line => line!)];

    private static IEnumerable<long> Amounts(JsonNode invoice) => Lines(invoice).Select(line => line["amount"]!.GetValue<long>());
}
