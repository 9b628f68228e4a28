using System.Net;
using System.Text.Json;
using BillingPortal.Tests.Testing;

namespace BillingPortal.Tests.Scenarios;

/// <summary>A change to a dearer plan within the month bears the account's code. Stripe comes to the same total, each time.</summary>
[OnEveryDatabase]
public sealed class ChangedWithCodeTests(BillingApp app) : IClassFixture<BillingApp>
{
    [Fact]
    public async Task A_repeating_code_cuts_the_new_plan_and_counts_the_invoice_of_the_change()
    {
        var code = await app.CodeAsync(new { percent_off = 20, duration = "repeating", duration_in_months = 3 });
        var team = await CharityAsync("Repeating", code);
        await app.AdvanceAsync(TimeSpan.FromDays(11.3));

        var preview = (await team.ChangeAsync(new { plan = "starter", dry_run = true })).Ok();
        var changed = await ConfirmAsync(team, preview);

        var (remaining, unused) = (changed.List("lines")[0], changed.List("lines")[1]);
        changed.Number("discount_total").ShouldBe(Round(remaining.Number("amount") * 0.2m));
        (remaining.Number("discount_amount"), unused.Number("discount_amount")).ShouldBe((changed.Number("discount_total"), 0));
        changed.Text("discount_name").ShouldBe($"{code}, 20 % off");
        preview.GetProperty("next_invoice").Number("amount_due").ShouldBe(8_32);
        await ShouldAgreeAsync(team);

        await RenewAsync(team);
        await RenewAsync(team);

        (await team.InvoicesAsync()).Select(invoice => invoice.Number("discount_total")).ShouldBe([1_00, changed.Number("discount_total"), 2_00, 0]);
        await ShouldAgreeAsync(team);
        await ShouldBeClearAsync(team);
    }

    [Fact]
    public async Task What_is_given_back_is_what_was_paid_after_the_code_of_the_first_month()
    {
        var code = await app.CodeAsync(new { amount_off = 3_33, currency = "usd", duration = "once" });
        var team = await CharityAsync("Once", code);
        await app.AdvanceAsync(TimeSpan.FromDays(9.7));

        var changed = await ConfirmAsync(team, (await team.ChangeAsync(new { plan = "starter", dry_run = true })).Ok());

        changed.Number("discount_total").ShouldBe(0, "it was good for one invoice");
        changed.List("lines")[1].Number("amount").ShouldBeGreaterThan(-1_67);
        await ShouldAgreeAsync(team);
    }

    [Theory]
    [InlineData(100.0, null)]
    [InlineData(null, 99_00)]
    [InlineData(93.07, null)]
    public async Task A_code_that_leaves_nothing_or_too_little_for_a_card_takes_all_of_the_change_once(double? percent, int? amount)
    {
        var code = await app.CodeAsync(new { percent_off = percent, amount_off = amount, currency = amount is null ? null : "usd", duration = "once" });
        var team = await app.NonprofitTeamAsync("Generous");
        await app.AdvanceAsync(TimeSpan.FromDays(2.2));

        var preview = (await team.ChangeAsync(new { plan = "starter", discount_code = code, dry_run = true })).Ok();
        var changed = await ConfirmAsync(team, preview);

        (changed.Number("amount_due"), changed.Number("total")).ShouldBe((0, 0));
        preview.GetProperty("next_invoice").Number("amount_due").ShouldBe(10_40, "the code is used up by the change");
        (await app.ReadCodeAsync(code)).Number("redemptions").ShouldBe(1);
        await ShouldAgreeAsync(team);
        await RenewAsync(team);
        (await app.ChargedAsync(team)).ShouldBe([5_20, 10_40]);
        await ShouldBeClearAsync(team);
    }

    [Fact]
    public async Task A_code_given_with_the_change_takes_the_place_of_the_one_before()
    {
        var (first, second) = (await app.CodeAsync(new { percent_off = 10, duration = "forever" }), await app.CodeAsync(new { percent_off = 50, duration = "repeating", duration_in_months = 2 }));
        var team = await CharityAsync("Better", first);
        await app.AdvanceAsync(days: 6);

        var preview = (await team.ChangeAsync(new { plan = "starter", discount_code = second, dry_run = true })).Ok();
        (await team.ChangeAsync(new { plan = "starter", discount_code = first, preview_token = preview.Text("preview_token") })).ShouldBeProblem(HttpStatusCode.Conflict, "price_changed");
        var changed = await ConfirmAsync(team, preview);

        changed.Text("discount_name").ShouldStartWith(second);
        await RenewAsync(team);
        await RenewAsync(team);
        (await team.InvoicesAsync()).Select(invoice => invoice.Number("discount_total")).ShouldBe([50, changed.Number("discount_total"), 5_00, 0]);
        await ShouldAgreeAsync(team);
    }

    [Fact]
    public async Task A_code_that_may_not_be_used_is_refused_and_a_plan_that_waits_takes_none()
    {
        var once = await app.CodeAsync(new { percent_off = 10, duration = "once", first_purchase_only = true });
        var (charity, starter) = (await app.NonprofitTeamAsync("Old customer"), await app.StarterTeamAsync("Going down"));
        await app.VerifyAsync(starter);
        await app.AdvanceAsync(days: 2);

        foreach (var (team, plan) in new[] { (charity, "starter"), (starter, "nonprofit") })
            (await team.ChangeAsync(new { plan, discount_code = once })).ShouldBeProblem(HttpStatusCode.BadRequest).GetProperty("errors").List("discount_code").ShouldHaveSingleItem();

        (await charity.ChangeAsync(new { plan = "starter", discount_code = "NOPE" })).ShouldBeProblem(HttpStatusCode.BadRequest);
        (await app.ReadCodeAsync(once)).Number("redemptions").ShouldBe(0);
        (await app.ChangesAsync(charity)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_declined_card_gives_the_code_back_and_takes_it_off_the_subscription()
    {
        var (living, given) = (await app.CodeAsync(new { percent_off = 20, duration = "repeating", duration_in_months = 2 }), await app.CodeAsync(new { percent_off = 50, duration = "once", max_redemptions = 1 }));
        var team = await CharityAsync("Declined", living);
        await app.AdvanceAsync(days: 3);

        (await team.ChangeAsync(new { plan = "starter", payment_method = "pm_card_chargeCustomerFail" })).ShouldBeProblem(HttpStatusCode.PaymentRequired);
        (await team.ChangeAsync(new { plan = "starter", discount_code = given })).ShouldBeProblem(HttpStatusCode.PaymentRequired);

        (await app.ReadCodeAsync(given)).Number("redemptions").ShouldBe(0);
        await ShouldBeClearAsync(team);
        var paid = (await team.ChangeAsync(new { plan = "starter", payment_method = "pm_card_visa" })).Ok().GetProperty("invoice");
        paid.Text("discount_name").ShouldStartWith(living);
        await RenewAsync(team);
        (await team.InvoicesAsync())[^1].Number("discount_total").ShouldBe(0, "the declined change counted for nothing, the paid one for the second invoice");
        await ShouldAgreeAsync(team);
    }

    [Fact]
    public async Task Who_has_moved_is_given_back_each_time_the_tax_that_was_charged_last()
    {
        var team = await app.NonprofitTeamAsync("Wanderers");
        await app.AdvanceAsync(days: 3);
        await MoveAsync(team, "PA");
        await ConfirmAsync(team, (await team.ChangeAsync(new { plan = "starter", dry_run = true })).Ok());
        await app.AdvanceAsync(days: 3);
        await MoveAsync(team, "WA");
        await app.PublishAsync("starter", 60, 44_44, app.Now.UtcDateTime);
        try
        {
            var second = await ConfirmAsync(team, (await team.ChangeAsync(new { plan = "starter", dry_run = true })).Ok());

            second.List("taxes").Select(tax => (tax.Text("jurisdiction"), tax.Number("amount") > 0)).ShouldBe([("US-WA", true), ("US-PA", false)]);
            await ShouldAgreeAsync(team);
        }
        finally
        {
            await app.PublishAsync("starter", 61, 10_00, app.Now.UtcDateTime);
        }
    }

    [Fact]
    public async Task While_the_renewal_is_a_draft_a_dearer_plan_is_not_priced()
    {
        var team = await app.NonprofitTeamAsync("Early riser");
        await app.AdvanceAsync(await app.UntilRenewalAsync(team, TimeSpan.FromMinutes(20)));

        foreach (var dryRun in new[] { true, false })
            (await team.ChangeAsync(new { plan = "starter", dry_run = dryRun })).ShouldBeProblem(HttpStatusCode.Conflict, "renewal_under_way").Text("detail").ShouldContain("Try again in about an hour");

        (await app.ChangesAsync(team)).ShouldBeEmpty();
        await app.AdvanceAsync(TimeSpan.FromHours(2));
        await ConfirmAsync(team, (await team.ChangeAsync(new { plan = "starter", dry_run = true })).Ok());
        await ShouldAgreeAsync(team);
    }

    /// <summary>A verified team that pays for Non-Profit and came with a code.</summary>
    private async Task<TestTeam> CharityAsync(string name, string code)
    {
        var team = await app.TeamAsync(name);
        await app.VerifyAsync(team);
        (await team.ChangeAsync(new { plan = "nonprofit", payment_method = "pm_card_visa", discount_code = code })).Ok().Text("status").ShouldBe("active");
        return team;
    }

    /// <summary>Pays what was shown, and exactly that.</summary>
    private static async Task<JsonElement> ConfirmAsync(TestTeam team, JsonElement preview)
    {
        var paid = (await team.ChangeAsync(new { plan = "starter", preview_token = preview.Text("preview_token") })).Ok();
        paid.Text("status").ShouldBe("active");
        var (shown, invoice) = (preview.GetProperty("invoice"), paid.GetProperty("invoice"));
        foreach (var total in new[] { "subtotal", "discount_total", "tax_total", "total", "amount_due" }) invoice.Number(total).ShouldBe(shown.Number(total), total);
        invoice.Number("amount_paid").ShouldBe(invoice.Number("amount_due"));
        return invoice;
    }

    private static Task<Answer> MoveAsync(TestTeam team, string region) =>
        team.Owner.PutAsync($"/standalone-teams/{team.Id}/billing-profile", new { billing_email = "pay@example.com", address = new { country = "US", region } });

    private async Task RenewAsync(TestTeam team) => await app.AdvanceAsync(await app.UntilRenewalAsync(team, TimeSpan.FromHours(4)));

    /// <summary>Every invoice is paid, is Stripe's to the cent, and was charged once.</summary>
    private async Task ShouldAgreeAsync(TestTeam team)
    {
        var invoices = await team.InvoicesAsync();
        foreach (var invoice in invoices)
        {
            invoice.Text("status").ShouldBe("paid");
            (await app.StripeInvoiceAsync(invoice)).Number("total").ShouldBe(invoice.Number("amount_due"));
        }
        (await app.ChargedAsync(team)).ShouldBe(invoices.Select(invoice => invoice.Number("amount_due")).Where(due => due > 0));
        await app.StripeShouldBeCleanAsync(team);
    }

    private async Task ShouldBeClearAsync(TestTeam team) => (await app.AtStripeAsync(team)).ShouldAllBe(subscription => subscription.List("discounts").Count == 0);

    private static long Round(decimal minor) => (long)decimal.Round(minor, 0, MidpointRounding.AwayFromZero);
}
