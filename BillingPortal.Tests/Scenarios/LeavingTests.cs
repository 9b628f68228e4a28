using System.Net;
using BillingPortal.Tests.Testing;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Tests.Scenarios;

/// <summary>Cancelling and pausing: now, at the period's end, and at Stripe's Dashboard.</summary>
[OnEveryDatabase]
public sealed class LeavingTests(BillingApp app) : IClassFixture<BillingApp>
{
    [Fact]
    public async Task Cancelled_at_the_period_s_end_everything_stays_until_then_and_the_last_usage_is_invoiced()
    {
        var team = await app.StarterTeamAsync();
        var end = await team.PeriodEndAsync();
        await team.TrackAsync("api_calls", 300_000);

        var cancelled = (await team.CancelAsync("period_end", "Too dear for us.")).Ok();

        cancelled.GetProperty("cancel_at_period_end").GetBoolean().ShouldBeTrue();
        cancelled.GetProperty("scheduled").Time("effective_at").ShouldBe(end);
        (await app.AtStripeAsync(team))[0].GetProperty("cancel_at_period_end").GetBoolean().ShouldBeTrue();
        (await team.PlanAsync()).ShouldBe("starter");
        (await team.BillingAsync()).GetProperty("scheduled_change").Text("kind").ShouldBe("cancel");
        await app.AdvanceAsync(end.AddHours(3) - app.Now);

        (await team.PlanAsync()).ShouldBe("free");
        (await team.BillingAsync()).IsNull("subscription").ShouldBeTrue();
        (await app.AtStripeAsync(team))[0].Text("status").ShouldBe("canceled");
        (await team.InvoicesAsync()).Select(invoice => invoice.List("lines").ShouldHaveSingleItem()).Select(line => (line.Text("kind"), line.Number("amount"))).ShouldBe([("plan", 10_00), ("overage", 20_00)], ignoreOrder: true);
        (await app.PlansShouldTileAsync(team))[^1].ShouldBe(("free", end.UtcDateTime, null));
        await app.AdvanceAsync(days: 62);
        (await app.ChargedAsync(team)).ShouldBe([10_40, 20_80]);
        (await team.EmailsAsync()).Count(mail => mail.Text("subject").EndsWith("is on Free now", StringComparison.Ordinal)).ShouldBe(1);
        await app.StripeShouldBeCleanAsync(team);
        await using var db = await app.DatabaseAsync();
        (await db.Set<BillingPortal.Features.Subscriptions.ScheduledChange>().SingleAsync(change => change.AccountId == team.AccountId)).Reason.ShouldBe("Too dear for us.");
        (await db.Set<BillingPortal.Features.Auditing.AuditEntry>().SingleAsync(entry => entry.SubjectId == team.Id && entry.Action == "plan.cancelScheduled")).Details!.ShouldContain("Too dear for us.");
    }

    [Fact]
    public async Task Cancelled_now_the_team_is_on_Free_at_once_pays_its_last_usage_and_gets_no_refund()
    {
        var team = await app.StarterTeamAsync();
        await app.AdvanceAsync(days: 5);
        await team.TrackAsync("api_calls", 300_000);
        await team.TrackAsync("contexts", 40);

        var cancelled = (await team.CancelAsync("now")).Ok();

        cancelled.Text("status").ShouldBe("canceled");
        (await team.PlanAsync()).ShouldBe("free");
        (await team.UsageOfAsync("contexts")).Number("used").ShouldBe(40, "gauges keep their level");
        (await team.UsageOfAsync("contexts")).Number("limit").ShouldBe(10);
        (await team.UsageOfAsync("api_calls")).Number("used").ShouldBe(0);
        await app.AdvanceAsync(TimeSpan.FromHours(2));
        (await app.ChargedAsync(team)).ShouldBe([10_40, 20_80]);
        await app.AdvanceAsync(days: 62);
        (await app.ChargedAsync(team)).Count.ShouldBe(2);
        await app.PlansShouldTileAsync(team);
        await app.StripeShouldBeCleanAsync(team);
        (await team.UpgradeAsync()).Ok().Text("status").ShouldBe("active");
    }

    [Fact]
    public async Task Nothing_used_above_the_limits_means_no_last_invoice()
    {
        var team = await app.StarterTeamAsync();

        (await team.CancelAsync("now")).Ok();
        await app.AdvanceAsync(days: 3);

        (await team.InvoicesAsync()).ShouldHaveSingleItem();
        await app.StripeShouldBeCleanAsync(team);
    }

    [Fact]
    public async Task A_cancellation_can_be_undone_until_it_comes()
    {
        var team = await app.StarterTeamAsync();
        (await team.CancelAsync("period_end")).Ok();

        (await team.ResumeAsync()).Ok().GetProperty("cancel_at_period_end").GetBoolean().ShouldBeFalse();

        (await app.AtStripeAsync(team))[0].GetProperty("cancel_at_period_end").GetBoolean().ShouldBeFalse();
        await app.AdvanceAsync(days: 32);
        (await app.ChargedAsync(team)).ShouldBe([10_40, 10_40]);
        (await app.PlansShouldTileAsync(team)).Select(row => row.Plan).ShouldBe(["free", "starter"]);
    }

    [Fact]
    public async Task A_subscription_that_is_cancelled_at_Stripe_ends_the_plan_here_with_its_last_usage()
    {
        var team = await app.StarterTeamAsync();
        await team.TrackAsync("api_calls", 300_000);
        await app.AdvanceAsync(days: 2);

        (await app.Stripe.DeleteAsync($"/v1/subscriptions/{(await app.AtStripeAsync(team))[0].Text("id")}")).Ok();
        await app.AdvanceAsync(TimeSpan.FromHours(2));

        (await team.PlanAsync()).ShouldBe("free");
        (await app.ChargedAsync(team)).ShouldBe([10_40, 20_80]);
        await app.PlansShouldTileAsync(team);
        (await team.EmailsAsync()).ShouldContain(mail => mail.Text("subject").EndsWith("is on Free now", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_end_that_was_asked_for_at_Stripe_shows_here_and_can_be_undone_on_either_side()
    {
        var team = await app.StarterTeamAsync();
        var subscription = $"/v1/subscriptions/{(await app.AtStripeAsync(team))[0].Text("id")}";

        await app.AtStripeAsync(subscription, ("cancel_at_period_end", "true"));
        await app.AdvanceAsync(TimeSpan.FromMinutes(1));
        (await team.BillingAsync()).GetProperty("scheduled_change").Text("kind").ShouldBe("cancel");

        await app.AtStripeAsync(subscription, ("cancel_at_period_end", "false"));
        await app.AdvanceAsync(TimeSpan.FromMinutes(1));
        (await team.BillingAsync()).IsNull("scheduled_change").ShouldBeTrue();
        (await app.PlansShouldTileAsync(team)).Select(row => row.Plan).ShouldBe(["free", "starter"]);
    }

    [Fact]
    public async Task A_pause_begins_with_the_period_s_end_bills_nothing_and_ends_by_itself()
    {
        var team = await app.StarterTeamAsync();
        var end = await team.PeriodEndAsync();
        var until = end.AddDays(40);

        (await team.PauseAsync(until)).Ok().GetProperty("scheduled").Time("resumes_at").ShouldBe(until);
        await app.AdvanceAsync(end.AddDays(1) - app.Now);
        (await team.PlanAsync()).ShouldBe("free");
        (await team.BillingAsync()).GetProperty("scheduled_change").GetProperty("paused").GetBoolean().ShouldBeTrue();
        (await app.ChargedAsync(team)).ShouldBe([10_40]);

        await app.AdvanceAsync(until.AddHours(1) - app.Now);
        (await team.PlanAsync()).ShouldBe("starter");
        (await app.ChargedAsync(team)).ShouldBe([10_40, 10_40]);
        (await team.BillingAsync()).IsNull("scheduled_change").ShouldBeTrue();
        var resumed = (await app.PlansShouldTileAsync(team))[^1].From;
        (resumed - until.UtcDateTime).ShouldBeLessThan(TimeSpan.FromMinutes(1));
        await app.AdvanceAsync(days: 32);
        (await app.ChargedAsync(team)).ShouldBe([10_40, 10_40, 10_40]);
        await app.StripeShouldBeCleanAsync(team);
    }

    [Fact]
    public async Task A_pause_without_an_end_lasts_until_somebody_resumes_it()
    {
        var team = await app.StarterTeamAsync();
        (await team.PauseAsync()).Ok();
        await app.AdvanceAsync(days: 100);
        (await team.PlanAsync()).ShouldBe("free");
        (await team.CancelAsync("now")).ShouldBeProblem(HttpStatusCode.Conflict, "on_free");

        (await team.ResumeAsync()).Ok().Text("status").ShouldBe("active");

        (await team.PlanAsync()).ShouldBe("starter");
        (await app.ChargedAsync(team)).ShouldBe([10_40, 10_40]);
    }

    [Fact]
    public async Task After_a_pause_a_code_goes_on_with_the_months_that_are_left_of_it_and_another_can_take_its_place()
    {
        var code = await app.CodeAsync(new { percent_off = 50, duration = "repeating", duration_in_months = 3 });
        var team = await app.TeamAsync("Rested");
        await app.VerifyAsync(team);
        (await team.ChangeAsync(new { plan = "nonprofit", payment_method = "pm_card_visa", discount_code = code })).Ok();
        var until = (await team.PeriodEndAsync()).AddDays(20);
        (await team.PauseAsync(until)).Ok();
        await app.AdvanceAsync(until.AddHours(1) - app.Now);
        await app.AdvanceAsync(days: 32);
        await app.AdvanceAsync(days: 31);
        (await app.ChargedAsync(team)).ShouldBe([2_60, 2_60, 2_60, 5_20]);

        (await team.PauseAsync()).Ok();
        await app.AdvanceAsync(days: 40);
        (await team.ResumeAsync()).Ok().Text("status").ShouldBe("active");
        await app.AdvanceAsync(days: 4);
        var changed = (await team.ChangeAsync(new { plan = "starter", discount_code = await app.CodeAsync(new { percent_off = 25, duration = "once" }) })).Ok().GetProperty("invoice");

        changed.Number("discount_total").ShouldBeGreaterThan(0);
        (await app.ChargedAsync(team)).ShouldBe([2_60, 2_60, 2_60, 5_20, 5_20, changed.Number("amount_due")]);
        foreach (var invoice in await team.InvoicesAsync()) (await app.StripeInvoiceAsync(invoice)).Number("total").ShouldBe(invoice.Number("amount_due"));
        await app.StripeShouldBeCleanAsync(team);
    }

    [Fact]
    public async Task A_card_that_is_not_taken_when_a_pause_ends_leaves_the_team_on_Free_without_debt_and_it_is_told()
    {
        var team = await app.StarterTeamAsync();
        var until = (await team.PeriodEndAsync()).AddDays(10);
        (await team.PauseAsync(until)).Ok();
        (await team.Owner.PostAsync($"/standalone-teams/{team.Id}/payment-methods", new { payment_method = "pm_card_chargeCustomerFail" })).Ok();

        await app.AdvanceAsync(until.AddDays(2) - app.Now);

        (await team.PlanAsync()).ShouldBe("free");
        (await app.ChargedAsync(team)).ShouldBe([10_40]);
        (await team.EmailsAsync()).ShouldContain(mail => mail.Text("subject") == "Starter could not come back");
        await app.StripeShouldBeCleanAsync(team);
        (await team.BillingAsync()).IsNull("scheduled_change").ShouldBeTrue();
    }

    [Fact]
    public async Task What_cannot_be_is_refused_with_its_field_and_rule()
    {
        var (free, paying) = (await app.TeamAsync(), await app.StarterTeamAsync());
        var end = await paying.PeriodEndAsync();

        (await free.CancelAsync("now")).ShouldBeProblem(HttpStatusCode.Conflict, "on_free");
        (await free.PauseAsync()).ShouldBeProblem(HttpStatusCode.Conflict, "on_free");
        (await free.ResumeAsync()).ShouldBeProblem(HttpStatusCode.Conflict, "nothing_scheduled");
        (await paying.ResumeAsync()).ShouldBeProblem(HttpStatusCode.Conflict, "nothing_scheduled");
        (await paying.ChangeAsync(new { plan = "starter" })).ShouldBeProblem(HttpStatusCode.Conflict, "conflict");
        ShouldName(await paying.ChangeAsync(new { plan = "platinum" }), "plan");
        ShouldName(await paying.CancelAsync("tomorrow"), "when");
        ShouldName(await paying.CancelAsync("now", new string('x', 501)), "reason");
        ShouldName(await paying.PauseAsync(app.Now.AddDays(-1)), "until");
        ShouldName(await paying.PauseAsync(end), "until");
        ShouldName(await paying.PauseAsync(end.AddDays(400)), "until");
        (await paying.PlanAsync()).ShouldBe("starter");
        (await paying.BillingAsync()).IsNull("scheduled_change").ShouldBeTrue();
    }

    [Fact]
    public async Task The_engine_s_own_routes_do_the_same_and_a_stranger_s_subscription_does_not_exist()
    {
        var (team, stranger) = (await app.StarterTeamAsync(), await app.TeamAsync());
        await app.VerifyAsync(team);
        var subscription = $"/billing-engine/subscriptions/{(await team.BillingAsync()).GetProperty("subscription").Id()}";

        (await stranger.Owner.PostAsync($"{subscription}/cancel", new { when = "now" })).ShouldBeProblem(HttpStatusCode.NotFound);
        (await stranger.Owner.PostAsync($"{subscription}/update", new { plan = "nonprofit" })).ShouldBeProblem(HttpStatusCode.NotFound);
        (await stranger.Owner.PostAsync($"/standalone-teams/{team.Id}/billing/cancel", new { when = "now" })).ShouldBeProblem(HttpStatusCode.NotFound);
        (await team.Owner.PostAsync($"{subscription}/update", new { plan = "nonprofit" })).Ok().Text("status").ShouldBe("active");
        (await team.ResumeAsync()).Ok();
        (await team.Owner.PostAsync($"{subscription}/cancel", new { when = "now" })).Ok().Text("status").ShouldBe("canceled");
        (await team.Owner.PostAsync($"{subscription}/cancel", new { when = "now" })).ShouldBeProblem(HttpStatusCode.Conflict, "ended");
    }

    private static void ShouldName(Answer answer, string field) =>
        answer.ShouldBeProblem(HttpStatusCode.BadRequest).GetProperty("errors").TryGetProperty(field, out _).ShouldBeTrue(answer.BodyText);
}
