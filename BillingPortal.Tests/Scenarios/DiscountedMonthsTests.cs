using System.Net;
using System.Text.Json;
using BillingPortal.Tests.Testing;

namespace BillingPortal.Tests.Scenarios;

/// <summary>A team signs up with a code and renews until the code ends. What the portal computes, Stripe computes too.</summary>
[OnEveryDatabase]
public sealed class DiscountedMonthsTests(BillingApp app) : IClassFixture<BillingApp>
{
    [Fact]
    public async Task Twenty_percent_for_three_months_cut_three_invoices_and_not_the_fourth()
    {
        var code = await app.CodeAsync(new { percent_off = 20, duration = "repeating", duration_in_months = 3, max_redemptions = 5 });
        var team = await app.TeamAsync("Launching");

        var preview = (await team.UpgradeWithAsync(code, dryRun: true)).Ok();
        (await team.UpgradeWithAsync(code, token: preview.Text("preview_token"))).Ok().Text("status").ShouldBe("active");
        await RenewAsync(team, times: 3);

        await ShouldBeAsync(team, (10_00, 2_00, 32, 8_32), (10_00, 2_00, 32, 8_32), (10_00, 2_00, 32, 8_32), (10_00, 0, 40, 10_40));
        preview.GetProperty("invoice").Number("amount_due").ShouldBe(8_32);
        preview.GetProperty("invoice").Text("discount_name").ShouldBe($"{code}, 20 % off");
        (await team.InvoicesAsync())[0].Text("discount_name").ShouldBe($"{code}, 20 % off");
        var known = await app.ReadCodeAsync(code);
        known.Number("redemptions").ShouldBe(1);
        var total = known.List("totals").ShouldHaveSingleItem();
        (total.Number("discount"), total.Number("kept")).ShouldBe((6_00, 24_00));
    }

    [Fact]
    public async Task An_amount_once_cuts_the_first_invoice_alone()
    {
        var code = await app.CodeAsync(new { amount_off = 333, currency = "usd", duration = "once" });
        var team = await app.TeamAsync("Once");

        (await team.UpgradeWithAsync(code)).Ok().Text("status").ShouldBe("active");
        await RenewAsync(team);

        await ShouldBeAsync(team, (10_00, 3_33, 27, 6_94), (10_00, 0, 40, 10_40));
    }

    [Fact]
    public async Task An_amount_above_the_plan_takes_the_plan_and_the_rest_is_lost()
    {
        var code = await app.CodeAsync(new { amount_off = 25_00, currency = "usd", duration = "repeating", duration_in_months = 2 });
        var team = await app.TeamAsync("Generous");

        (await team.UpgradeWithAsync(code)).Ok().Text("status").ShouldBe("active");
        await UseAsync(team);
        await RenewAsync(team);

        await ShouldBeAsync(team, (10_00, 10_00, 0, 0), (30_00, 10_00, 80, 20_80));
        (await app.ChargedAsync(team)).ShouldBe([20_80]);
    }

    [Fact]
    public async Task Overage_is_cut_only_if_the_code_says_so()
    {
        var plan = await app.CodeAsync(new { percent_off = 12.5, duration = "forever" });
        var all = await app.CodeAsync(new { percent_off = 12.5, duration = "forever", applies_to_overage = true });
        var (first, second) = (await app.TeamAsync("Plan only"), await app.TeamAsync("All of it"));

        foreach (var (team, code) in new[] { (first, plan), (second, all) })
        {
            (await team.UpgradeWithAsync(code)).Ok().Text("status").ShouldBe("active");
            await UseAsync(team);
        }
        await RenewAsync(second);

        await ShouldBeAsync(first, (10_00, 1_25, 35, 9_10), (30_00, 1_25, 1_15, 29_90));
        await ShouldBeAsync(second, (10_00, 1_25, 35, 9_10), (30_00, 3_75, 1_05, 27_30));
    }

    [Fact]
    public async Task An_amount_that_covers_overage_is_spread_over_the_lines_as_Stripe_spreads_it()
    {
        var code = await app.CodeAsync(new { amount_off = 1_00, currency = "usd", duration = "forever", applies_to_overage = true });
        var team = await app.TeamAsync("Spread");
        (await team.UpgradeWithAsync(code)).Ok().Text("status").ShouldBe("active");
        await UseAsync(team);
        await RenewAsync(team);

        var renewal = (await team.InvoicesAsync())[1];

        renewal.List("lines").Select(line => line.Number("discount_amount")).ShouldBe([33, 67]);
        var stripes = (await app.StripeInvoiceAsync(renewal)).GetProperty("lines").List("data");
        stripes.Select(line => line.List("discount_amounts").Sum(amount => amount.Number("amount"))).ShouldBe([33, 67]);
        await ShouldBeAsync(team, (10_00, 1_00, 36, 9_36), (30_00, 1_00, 1_16, 30_16));
    }

    [Fact]
    public async Task A_declined_card_leaves_the_code_for_the_next()
    {
        var code = await app.CodeAsync(new { percent_off = 50, duration = "once", max_redemptions = 1 });
        var team = await app.TeamAsync("Declined first");

        (await team.UpgradeWithAsync(code, "pm_card_chargeCustomerFail")).ShouldBeProblem(HttpStatusCode.PaymentRequired);

        (await app.ReadCodeAsync(code)).Number("redemptions").ShouldBe(0);
        (await team.UpgradeWithAsync(code)).Ok().GetProperty("invoice").Number("amount_due").ShouldBe(5_20);
        (await app.ReadCodeAsync(code)).Text("status").ShouldBe("used_up");
        (await (await app.TeamAsync("Too late")).UpgradeWithAsync(code)).ShouldBeProblem(HttpStatusCode.BadRequest).GetProperty("errors").List("discount_code").ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_price_that_was_shown_with_a_code_is_charged_without_saying_the_code_again()
    {
        var code = await app.CodeAsync(new { percent_off = 30, duration = "once" });
        var team = await app.TeamAsync("Held price");
        var preview = (await team.UpgradeWithAsync(code, dryRun: true)).Ok();

        (await team.UpgradeWithAsync(null, token: preview.Text("preview_token"))).Ok().GetProperty("invoice").Number("amount_due").ShouldBe(7_28);

        (await app.ChargedAsync(team)).ShouldBe([7_28]);
    }

    [Fact]
    public async Task A_price_that_was_shown_without_a_code_is_not_the_price_with_one()
    {
        var code = await app.CodeAsync(new { percent_off = 30, duration = "once" });
        var team = await app.TeamAsync("Another price");
        var preview = (await team.UpgradeWithAsync(null, dryRun: true)).Ok();

        (await team.UpgradeWithAsync(code, token: preview.Text("preview_token"))).ShouldBeProblem(HttpStatusCode.Conflict);

        (await app.ReadCodeAsync(code)).Number("redemptions").ShouldBe(0);
    }

    [Fact]
    public async Task A_code_works_over_the_billing_engine_as_well()
    {
        var code = await app.CodeAsync(new { percent_off = 10, duration = "once" });
        var team = await app.TeamAsync("By program");

        (await team.Owner.PostAsync("/billing-engine/subscriptions/create", new { team_id = team.Id, plan = "starter", payment_method = "pm_card_visa", discount_code = code.ToLowerInvariant() }))
            .ShouldBe(HttpStatusCode.Created);

        await ShouldBeAsync(team, (10_00, 1_00, 36, 9_36));
    }

    private static async Task UseAsync(TestTeam team) => (await team.TrackAsync("api_calls", 300_000)).Text("status").ShouldBe("accepted");

    private async Task RenewAsync(TestTeam team, int times = 1)
    {
        for (var month = 0; month < times; month++) await app.AdvanceAsync(await app.UntilRenewalAsync(team, after: TimeSpan.FromHours(4)));
    }

    /// <summary>Each invoice, oldest first: what it says, that it is paid, and that Stripe says the same.</summary>
    private async Task ShouldBeAsync(TestTeam team, params (long Subtotal, long Discount, long Tax, long Due)[] expected)
    {
        var invoices = await team.InvoicesAsync();
        invoices.Select(invoice => (invoice.Number("subtotal"), invoice.Number("discount_total"), invoice.Number("tax_total"), invoice.Number("amount_due"))).ShouldBe(expected);
        foreach (var invoice in invoices)
        {
            invoice.Text("status").ShouldBe("paid");
            invoice.List("lines").Sum(line => line.Number("discount_amount")).ShouldBe(invoice.Number("discount_total"));
            var stripes = await app.StripeInvoiceAsync(invoice);
            stripes.Number("total").ShouldBe(invoice.Number("amount_due"));
            stripes.List("total_discount_amounts").Sum(amount => amount.Number("amount")).ShouldBe(invoice.Number("discount_total"), stripes.ToString());
        }
        (await app.ChargedAsync(team)).ShouldBe(expected.Where(invoice => invoice.Due > 0).Select(invoice => invoice.Due));
    }
}
