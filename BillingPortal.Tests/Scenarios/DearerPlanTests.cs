using System.Net;
using System.Text.Json;
using BillingPortal.Features.Subscriptions;
using BillingPortal.Tests.Testing;

namespace BillingPortal.Tests.Scenarios;

/// <summary>A team that pays already changes to a dearer plan in the middle of its month.</summary>
[OnEveryDatabase]
public sealed class DearerPlanTests(BillingApp app) : IClassFixture<BillingApp>
{
    private const string FailingCard = "pm_card_chargeCustomerFail";

    [Fact]
    public async Task It_pays_the_difference_to_the_second_as_shown_and_goes_on_in_the_same_months()
    {
        var team = await app.NonprofitTeamAsync();
        var anchor = (await team.InvoicesAsync())[0].Time("period_start");
        await app.AdvanceAsync(TimeSpan.FromDays(11.3));

        var preview = (await team.ChangeAsync(new { plan = "starter", dry_run = true })).Ok();
        (await team.PlanAsync()).ShouldBe("nonprofit");
        await app.AdvanceAsync(TimeSpan.FromMinutes(7));
        var changed = (await team.ChangeAsync(new { plan = "starter", preview_token = preview.Text("preview_token") })).Ok();

        changed.Text("status").ShouldBe("active");
        var (at, end) = (preview.Time("effective_at"), anchor.AddMonths(1));
        var left = (decimal)((end - at).Ticks / TimeSpan.TicksPerSecond) / ((end - anchor).Ticks / TimeSpan.TicksPerSecond);
        var (unused, remaining) = (-Round(5_00 * left), Round(10_00 * left));
        var invoice = changed.GetProperty("invoice");
        invoice.List("lines").Select(line => (line.Text("kind"), line.Number("amount"))).ShouldBe([("proration", remaining), ("proration", unused)]);
        var due = unused + remaining + Round(unused * 0.04m) + Round(remaining * 0.04m);
        invoice.Number("amount_due").ShouldBe(due);
        preview.GetProperty("invoice").Number("amount_due").ShouldBe(due);
        invoice.Text("status").ShouldBe("paid");
        invoice.Text("number").ShouldNotBeEmpty();
        (await app.StripeInvoiceAsync(invoice)).Number("total").ShouldBe(due);
        (await app.ChargedAsync(team)).ShouldBe([5_20, due]);
        (await app.PlansShouldTileAsync(team)).Select(row => row.Plan).ShouldBe(["free", "nonprofit", "starter"]);
        (await app.PlansShouldTileAsync(team))[^1].From.ShouldBe(at.UtcDateTime, "the plan moves at the second that was shown");
        (await team.PeriodEndAsync()).ShouldBe(end);

        await app.AdvanceAsync(end.AddHours(3) - app.Now);
        (await app.ChargedAsync(team)).ShouldBe([5_20, due, 10_40]);
        await app.StripeShouldBeCleanAsync(team);
    }

    [Fact]
    public async Task What_was_used_above_the_limits_is_billed_once_as_the_plan_at_the_end_has_it()
    {
        var team = await app.NonprofitTeamAsync();
        await team.TrackAsync("api_calls", 300_000);
        await app.AdvanceAsync(days: 10);
        (await team.ChangeAsync(new { plan = "starter" })).Ok();
        await team.TrackAsync("api_calls", 50_000);

        await app.AdvanceAsync(await app.UntilRenewalAsync(team, TimeSpan.FromHours(3)));

        var lines = (await team.InvoicesAsync()).SelectMany(invoice => invoice.List("lines")).Where(line => line.Text("kind") == "overage").ToList();
        lines.ShouldHaveSingleItem().Number("amount").ShouldBe(40_00);
    }

    [Theory]
    [InlineData(FailingCard, "generic_decline")]
    [InlineData("pm_card_authenticationRequired", "authentication_required")]
    public async Task A_card_that_is_not_taken_leaves_the_old_plan_and_no_debt_and_another_one_pays(string card, string code)
    {
        var team = await app.NonprofitTeamAsync();
        await app.AdvanceAsync(days: 3);
        var preview = (await team.ChangeAsync(new { plan = "starter", dry_run = true })).Ok();

        var declined = (await team.ChangeAsync(new { plan = "starter", payment_method = card, preview_token = preview.Text("preview_token") })).ShouldBeProblem(HttpStatusCode.PaymentRequired, "payment_declined");

        declined.Text("decline_code").ShouldBe(code);
        declined.Text("detail").ShouldContain("Nothing was charged");
        (await team.PlanAsync()).ShouldBe("nonprofit");
        (await team.InvoicesAsync()).ShouldHaveSingleItem();
        await app.StripeShouldBeCleanAsync(team);
        (await app.AtStripeAsync(team)).ShouldHaveSingleItem().Text("status").ShouldBe("active");

        (await team.ChangeAsync(new { plan = "starter", payment_method = "pm_card_visa", preview_token = preview.Text("preview_token") })).Ok().Text("status").ShouldBe("active");
        (await app.ChargedAsync(team)).ShouldBe([5_20, preview.GetProperty("invoice").Number("amount_due")]);
        (await app.ChangesAsync(team)).Select(change => change.Step).ShouldBe([ChangeStep.Undone, ChangeStep.Done]);
    }

    [Fact]
    public async Task A_price_that_has_changed_since_it_was_shown_is_not_charged()
    {
        var team = await app.NonprofitTeamAsync();
        await app.AdvanceAsync(days: 3);
        var preview = (await team.ChangeAsync(new { plan = "starter", dry_run = true })).Ok();
        (await team.Owner.PutAsync($"/standalone-teams/{team.Id}/billing-profile", new { billing_email = "pay@example.com", address = new { country = "US", region = "OR" } })).Ok();

        (await team.ChangeAsync(new { plan = "starter", preview_token = preview.Text("preview_token") })).ShouldBeProblem(HttpStatusCode.Conflict, "price_changed");

        (await app.ChargedAsync(team)).ShouldBe([5_20]);
        (await app.ChangesAsync(team)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_team_that_has_moved_gets_back_the_tax_that_it_paid_and_pays_the_new_one()
    {
        var team = await app.NonprofitTeamAsync();
        await app.AdvanceAsync(days: 3);
        (await team.Owner.PutAsync($"/standalone-teams/{team.Id}/billing-profile", new { billing_email = "pay@example.com", address = new { country = "US", region = "PA" } })).Ok();

        var invoice = (await team.ChangeAsync(new { plan = "starter" })).Ok().GetProperty("invoice");

        invoice.List("taxes").Select(tax => tax.Text("jurisdiction")).ShouldBe(["US-PA", "US-NY"]);
        var (remaining, unused) = (invoice.List("lines")[0].Number("amount"), invoice.List("lines")[1].Number("amount"));
        invoice.Number("tax_total").ShouldBe(Round(remaining * 0.06m) + Round(unused * 0.04m));
        (await app.StripeInvoiceAsync(invoice)).Number("total").ShouldBe(invoice.Number("amount_due"));
        await app.StripeShouldBeCleanAsync(team);
    }

    [Fact]
    public async Task Two_changes_within_one_period_give_back_what_was_charged_last()
    {
        var team = await app.NonprofitTeamAsync();
        await app.AdvanceAsync(TimeSpan.FromDays(5.7));
        var first = (await team.ChangeAsync(new { plan = "starter" })).Ok().GetProperty("invoice");
        await app.AdvanceAsync(TimeSpan.FromDays(6.1));
        await app.PublishAsync("starter", 80, 33_33, app.Now.UtcDateTime);
        try
        {
            var second = (await team.ChangeAsync(new { plan = "starter" })).Ok().GetProperty("invoice");

            second.List("lines")[1].Number("amount").ShouldBeInRange(-first.List("lines")[0].Number("amount"), -1);
            (await app.StripeInvoiceAsync(second)).Number("total").ShouldBe(second.Number("amount_due"));
            (await app.PlansShouldTileAsync(team)).Select(row => row.Plan).ShouldBe(["free", "nonprofit", "starter", "starter"]);
        }
        finally
        {
            await app.PublishAsync("starter", 81, 10_00, app.Now.UtcDateTime);
        }
    }

    [Fact]
    public async Task A_price_is_held_for_half_an_hour_and_only_for_the_team_that_was_shown_it()
    {
        var (team, other) = (await app.NonprofitTeamAsync(), await app.NonprofitTeamAsync("Other"));
        var token = (await team.ChangeAsync(new { plan = "starter", dry_run = true })).Ok().Text("preview_token");

        (await other.ChangeAsync(new { plan = "starter", preview_token = token })).ShouldBeProblem(HttpStatusCode.BadRequest).GetProperty("errors").TryGetProperty("preview_token", out _).ShouldBeTrue();
        await app.AdvanceAsync(TimeSpan.FromMinutes(31));
        (await team.ChangeAsync(new { plan = "starter", preview_token = token })).ShouldBeProblem(HttpStatusCode.Conflict, "price_changed");

        (await app.ChargedAsync(team)).ShouldBe([5_20]);
    }

    [Fact]
    public async Task Where_Stripe_comes_to_another_total_nothing_is_charged_and_both_are_named()
    {
        var team = await app.NonprofitTeamAsync();
        await app.AdvanceAsync(days: 3);
        await app.AtStripeAsync(
            "/v1/invoiceitems", ("customer", await team.CustomerAsync()), ("subscription", (await app.AtStripeAsync(team))[0].Text("id")), ("amount", "700"), ("currency", "usd"), ("description", "by hand"));
        var due = (await team.ChangeAsync(new { plan = "starter", dry_run = true })).Ok().GetProperty("invoice").Number("amount_due");

        var refused = (await team.ChangeAsync(new { plan = "starter" })).ShouldBeProblem(HttpStatusCode.ServiceUnavailable, "totals_differ");

        refused.Text("detail").ShouldContain($"${due / 100m:0.00}");
        refused.Text("detail").ShouldContain($"${(due + 7_00) / 100m:0.00}");
        (await app.ChargedAsync(team)).ShouldBe([5_20]);
        (await team.PlanAsync()).ShouldBe("nonprofit");
    }

    [Fact]
    public async Task Eight_clicks_at_once_make_one_change()
    {
        var team = await app.NonprofitTeamAsync();
        await app.AdvanceAsync(days: 3);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => team.ChangeAsync(new { plan = "starter" })));

        answers.Count(answer => answer.Status == HttpStatusCode.OK).ShouldBe(1);
        answers.Where(answer => answer.Status != HttpStatusCode.OK).ShouldAllBe(answer => answer.Status == HttpStatusCode.Conflict);
        (await app.ChargedAsync(team)).Count.ShouldBe(2);
        (await team.InvoicesAsync()).Count.ShouldBe(2);
        await app.PlansShouldTileAsync(team);
    }

    [Fact]
    public async Task A_change_and_a_cancellation_at_once_do_not_both_win()
    {
        var team = await app.NonprofitTeamAsync();
        await app.AdvanceAsync(days: 3);

        var answers = await Task.WhenAll(team.ChangeAsync(new { plan = "starter" }), team.CancelAsync("now"));

        answers.ShouldAllBe(answer => answer.Status == HttpStatusCode.OK || answer.Status == HttpStatusCode.Conflict);
        var plans = (await app.PlansShouldTileAsync(team)).Select(row => row.Plan).ToList();
        (await app.ChargedAsync(team)).Count.ShouldBe(plans.Contains("starter") ? 2 : 1);
        (await team.PlanAsync()).ShouldBe(answers[1].Status == HttpStatusCode.OK ? "free" : "starter");
        await app.StripeShouldBeCleanAsync(team);
    }

    [Fact]
    public async Task What_is_too_little_for_a_card_costs_nothing()
    {
        var team = await app.NonprofitTeamAsync();
        await app.AdvanceAsync(await app.UntilRenewalAsync(team, TimeSpan.FromHours(-20)));

        var preview = (await team.ChangeAsync(new { plan = "starter", dry_run = true })).Ok();
        var changed = (await team.ChangeAsync(new { plan = "starter", preview_token = preview.Text("preview_token") })).Ok();

        var shown = preview.GetProperty("invoice");
        (shown.Number("total"), shown.Number("amount_due"), shown.List("lines").Sum(line => line.Number("amount") + line.Number("tax_amount"))).ShouldBe((0, 0, 0));
        shown.List("lines").Select(line => line.Text("kind")).ShouldBe(["proration", "proration", "credit"]);
        shown.List("lines")[^1].Text("description").ShouldStartWith("Too small to collect");
        (changed.Text("status"), changed.IsNull("invoice")).ShouldBe(("active", true));
        (await team.PlanAsync()).ShouldBe("starter");
        await app.AdvanceAsync(days: 2);
        (await app.ChargedAsync(team)).ShouldBe([5_20, 10_40]);
        await app.StripeShouldBeCleanAsync(team);
    }

    [Fact]
    public async Task A_dearer_version_of_the_same_plan_is_a_change_too()
    {
        var team = await app.StarterTeamAsync();
        await app.AdvanceAsync(days: 3);
        await app.PublishAsync("starter", 90, 20_00, app.Now.UtcDateTime);
        try
        {
            var changed = (await team.ChangeAsync(new { plan = "starter" })).Ok();
            changed.GetProperty("invoice").List("lines").Count.ShouldBe(2);
            (await team.BillingAsync()).GetProperty("plan").Number("amount").ShouldBe(20_00);
            (await team.ChangeAsync(new { plan = "starter" })).ShouldBeProblem(HttpStatusCode.Conflict, "conflict");
        }
        finally
        {
            await app.PublishAsync("starter", 91, 10_00, app.Now.UtcDateTime);
        }
    }

    private static long Round(decimal minor) => (long)decimal.Round(minor, 0, MidpointRounding.AwayFromZero);
}
