using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;

namespace BillingPortal.Tests.StripeSandbox;

/// <summary>Discounts over many lines, many lines at all, and amounts that are not cents.</summary>
public sealed class CouponAndCurrencyTests : IAsyncLifetime
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
    public async Task A_fixed_discount_takes_off_exactly_its_amount_or_all_there_is_and_never_more_from_a_line_than_it_has()
    {
        var rate = await sandbox.TaxRateAsync(8.875m);
        foreach (var (lines, off) in Some(Gen.Choose(1, 9).SelectMany(n => Gen.Choose(-300, 5_000).ArrayOf(n)).Zip(Gen.Choose(1, 12_000)), 40))
        {
            var invoice = await FilledAsync(lines, rate);
            var cut = (await DiscountedAsync(invoice, $"amount_off={off}", "currency=usd")).Json;
            var parts = Discounts(cut);

            parts.Sum().ShouldBe(Math.Min(off, lines.Where(line => line > 0).Sum()));
            parts.Zip(lines).ShouldAllBe(pair => pair.First >= 0 && pair.First <= Math.Max(0, pair.Second));
            ShouldAddUp(cut);
        }
    }

    [Fact]
    public async Task A_percentage_is_rounded_on_each_line_half_away_from_zero()
    {
        foreach (var (lines, percent) in Some(Gen.Choose(1, 9).SelectMany(n => Gen.Choose(-300, 5_000).ArrayOf(n)).Zip(Gen.Choose(1, 10_000)), 40))
        {
            var off = percent / 100m;
            var cut = (await DiscountedAsync(await FilledAsync(lines, await sandbox.TaxRateAsync(7m)), $"percent_off={off.ToString(CultureInfo.InvariantCulture)}")).Json;

            Discounts(cut).ShouldBe(lines.Select(line => line <= 0 ? 0 : (long)decimal.Round(line * off / 100, 0, MidpointRounding.AwayFromZero)));
            ShouldAddUp(cut);
        }
    }

    [Fact]
    public async Task A_discount_follows_its_lines_as_long_as_the_invoice_is_a_draft()
    {
        var invoice = await FilledAsync([1000, 1000], null);
        var cut = (await DiscountedAsync(invoice, "amount_off=500", "currency=usd")).Json;
        Discounts(cut).ShouldBe([250, 250]);
        var more = (await sandbox.PostAsync($"/v1/invoices/{invoice}/add_lines", "lines[0][amount]=2000", "lines[0][description]=More")).Ok().Json;
        Discounts(more).ShouldBe([125, 125, 250]);
        var spared = (await sandbox.PostAsync($"/v1/invoices/{invoice}/update_lines", $"lines[0][id]={more["lines"]!["data"]![2]!["id"]}", "lines[0][discountable]=false")).Ok().Json;
        Discounts(spared).ShouldBe([250, 250, 0]);
        var without = (await sandbox.PostAsync($"/v1/invoices/{invoice}", "discounts=")).Ok().Json;
        Discounts(without).ShouldBe([0, 0, 0]);
    }

    [Fact]
    public async Task A_coupon_is_used_up_after_as_many_redemptions_as_it_allows()
    {
        var coupon = await sandbox.PostForIdAsync("/v1/coupons", "percent_off=10", "duration=once", "max_redemptions=1");
        (await sandbox.PostAsync($"/v1/invoices/{await FilledAsync([1000], null)}", $"discounts[0][coupon]={coupon}")).Ok();
        (await sandbox.GetAsync($"/v1/coupons/{coupon}")).Text("valid").ShouldBe("false");
        var refused = (await sandbox.PostAsync($"/v1/invoices/{await FilledAsync([1000], null)}", $"discounts[0][coupon]={coupon}")).Refused(HttpStatusCode.BadRequest);
        ((string)refused["code"]!).ShouldBe("coupon_expired");
    }

    [Fact]
    public async Task A_coupon_of_another_currency_is_refused()
    {
        var coupon = await sandbox.PostForIdAsync("/v1/coupons", "amount_off=500", "currency=eur", "duration=once");
        (await sandbox.PostAsync($"/v1/invoices/{await FilledAsync([1000], null)}", $"discounts[0][coupon]={coupon}")).Refused(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task One_time_prices_can_come_with_a_new_subscription()
    {
        var product = await sandbox.PostForIdAsync("/v1/products", "name=Setup");
        var subscription = await sandbox.SubscribeAsync(customer, await sandbox.PriceAsync(1000), "add_invoice_items[0][price_data][currency]=usd",
            $"add_invoice_items[0][price_data][product]={product}", "add_invoice_items[0][price_data][unit_amount]=300", "add_invoice_items[0][quantity]=2");
        subscription.Number("latest_invoice.total").ShouldBe(1600);
    }

    [Fact]
    public async Task An_invoice_shows_its_first_ten_lines_and_the_rest_page_by_page()
    {
        var invoice = await FilledAsync([.. Enumerable.Range(1, 23).Select(n => n * 10)], null);
        var shown = await sandbox.GetAsync($"/v1/invoices/{invoice}");
        shown.Json["lines"]!["data"]!.AsArray().Count.ShouldBe(10);
        shown.Text("lines.has_more").ShouldBe("true");
        shown.Number("total").ShouldBe(10 * 23 * 24 / 2);

        var seen = new List<string>();
        for (var page = await sandbox.GetAsync($"/v1/invoices/{invoice}/lines?limit=7"); ; page = await sandbox.GetAsync($"/v1/invoices/{invoice}/lines?limit=7&starting_after={seen[^1]}"))
        {
            seen.AddRange(page.Json["data"]!.AsArray().Select(line => (string)line!["id"]!));
            if (page.Text("has_more") == "false") break;
        }
        seen.Distinct().Count().ShouldBe(23);
    }

    [Theory]
    [InlineData("kwd", 1234, 1230)]
    [InlineData("isk", 1250, 1300)]
    [InlineData("ugx", 199, 200)]
    public async Task An_amount_that_cannot_be_charged_is_refused(string currency, long amount, long sound)
    {
        var other = await sandbox.CustomerAsync();
        var refused = (await sandbox.PostAsync("/v1/invoiceitems", $"customer={other}", $"currency={currency}", $"amount={amount}")).Refused(HttpStatusCode.BadRequest);
        ((string)refused["param"]!).ShouldBe("amount");
        ((string)refused["message"]!).ShouldContain("evenly divisible");
        (await sandbox.PostAsync("/v1/invoiceitems", $"customer={other}", $"currency={currency}", $"amount={sound}")).Ok();
    }

    [Theory]
    [InlineData("jpy", 1005, 8.875, 89)]
    [InlineData("kwd", 10_010, 5, 500)]
    [InlineData("isk", 100_100, 24, 24_000)]
    public async Task Tax_is_rounded_to_what_can_be_charged(string currency, long amount, decimal percent, long tax)
    {
        var other = await sandbox.CustomerAsync();
        var invoice = await sandbox.PostForIdAsync("/v1/invoices", $"customer={other}", $"currency={currency}");
        var filled = (await sandbox.PostAsync($"/v1/invoices/{invoice}/add_lines", $"lines[0][amount]={amount}", "lines[0][description]=Plan",
            $"lines[0][tax_rates][0]={await sandbox.TaxRateAsync(percent)}")).Ok();
        filled.Number("total_taxes.0.amount").ShouldBe(tax);
    }

    [Fact]
    public async Task A_customer_is_billed_in_one_currency()
    {
        await FilledAsync([1000], null);
        foreach (var path in (string[])["/v1/invoices", "/v1/invoiceitems"])
            ((string)(await sandbox.PostAsync(path, [$"customer={customer}", "currency=eur", .. path.EndsWith("items", StringComparison.Ordinal) ? ["amount=100"] : Array.Empty<string>()]))
                .Refused(HttpStatusCode.BadRequest)["message"]!).ShouldContain("combine currencies");
    }

    private static List<T> Some<T>(Gen<T> gen, int count) => [.. gen.Sample(count)];

    private static List<long> Discounts(JsonNode invoice) =>
        [.. invoice["lines"]!["data"]!.AsArray().Select(line => line!["discount_amounts"]!.AsArray().Sum(amount => amount!["amount"]!.GetValue<long>()))];

    private static void ShouldAddUp(JsonNode invoice)
    {
        var lines = invoice["lines"]!["data"]!.AsArray();
        var taxes = lines.Sum(line => line!["taxes"]!.AsArray().Sum(tax => tax!["amount"]!.GetValue<long>()));
        invoice["subtotal"]!.GetValue<long>().ShouldBe(lines.Sum(line => line!["amount"]!.GetValue<long>()));
        invoice["total_taxes"]!.AsArray().Sum(tax => tax!["amount"]!.GetValue<long>()).ShouldBe(taxes);
        invoice["total_discount_amounts"]!.AsArray().Sum(amount => amount!["amount"]!.GetValue<long>()).ShouldBe(Discounts(invoice).Sum());
        invoice["total"]!.GetValue<long>().ShouldBe(invoice["subtotal"]!.GetValue<long>() - Discounts(invoice).Sum() + taxes);
    }

    private async Task<Reply> DiscountedAsync(string invoice, params string[] coupon) =>
        (await sandbox.PostAsync($"/v1/invoices/{invoice}", $"discounts[0][coupon]={await sandbox.PostForIdAsync("/v1/coupons", ["duration=once", .. coupon])}")).Ok();

    private async Task<string> FilledAsync(IReadOnlyList<int> amounts, string? rate)
    {
        var invoice = await sandbox.PostForIdAsync("/v1/invoices", $"customer={customer}", "currency=usd");
        (await sandbox.PostAsync($"/v1/invoices/{invoice}/add_lines", [.. amounts.SelectMany((amount, i) =>
            new[] { $"lines[{i}][amount]={amount}", $"lines[{i}][description]=Line {i}" }.Concat(rate is null ? [] : [$"lines[{i}][tax_rates][0]={rate}"]))])).Ok();
        return invoice;
    }
}
