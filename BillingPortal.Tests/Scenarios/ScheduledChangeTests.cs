using System.Net;
using BillingPortal.Features.Subscriptions;
using BillingPortal.Shared;
using BillingPortal.Tests.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace BillingPortal.Tests.Scenarios;

/// <summary>What changes when the period ends, and not before.</summary>
[OnEveryDatabase]
public sealed class ScheduledChangeTests(BillingApp app) : IClassFixture<BillingApp>
{
    [Fact]
    public async Task A_cheaper_plan_begins_with_the_next_period_and_usage_until_then_is_billed_as_the_old_one_has_it()
    {
        var team = await app.StarterTeamAsync();
        await app.VerifyAsync(team);
        var end = await team.PeriodEndAsync();
        await team.TrackAsync("api_calls", 300_000);

        var preview = (await team.ChangeAsync(new { plan = "nonprofit", dry_run = true })).Ok();
        var scheduled = (await team.ChangeAsync(new { plan = "nonprofit" })).Ok();

        (preview.Time("effective_at"), preview.GetProperty("invoice").Number("amount_due")).ShouldBe((end, 5_20));
        (scheduled.Text("status"), scheduled.Time("effective_at")).ShouldBe(("scheduled", end));
        (await team.PlanAsync()).ShouldBe("starter");
        (await team.BillingAsync()).GetProperty("upcoming_invoice").Number("subtotal").ShouldBe(25_00);
        (await team.EmailsAsync()).ShouldContain(mail => mail.Text("subject").StartsWith("The plan changes to Non-Profit on", StringComparison.Ordinal));
        await app.AdvanceAsync(end.AddMinutes(-1) - app.Now);
        (await team.PlanAsync()).ShouldBe("starter");

        await app.AdvanceAsync(TimeSpan.FromHours(3));

        (await team.PlanAsync()).ShouldBe("nonprofit");
        var renewal = (await team.InvoicesAsync())[1];
        renewal.List("lines").Select(line => (line.Text("kind"), line.Number("amount"))).ShouldBe([("plan", 5_00), ("overage", 20_00)]);
        (await app.StripeInvoiceAsync(renewal)).Number("total").ShouldBe(renewal.Number("amount_due"));
        (await app.PlansShouldTileAsync(team))[^1].ShouldBe(("nonprofit", end.UtcDateTime, null));
        await app.AdvanceAsync(end.AddMonths(1).AddHours(3) - app.Now);
        (await app.ChargedAsync(team)).ShouldBe([10_40, 26_00, 5_20]);
        await app.StripeShouldBeCleanAsync(team);
    }

    [Fact]
    public async Task Until_then_it_can_be_undone_and_nothing_else_can_be_asked_for()
    {
        var team = await app.StarterTeamAsync();
        await app.VerifyAsync(team);
        (await team.ChangeAsync(new { plan = "nonprofit" })).Ok();

        (await team.ChangeAsync(new { plan = "nonprofit" })).ShouldBeProblem(HttpStatusCode.Conflict, "change_scheduled");
        (await team.PauseAsync()).ShouldBeProblem(HttpStatusCode.Conflict, "change_scheduled");
        (await team.CancelAsync("period_end")).ShouldBeProblem(HttpStatusCode.Conflict, "change_scheduled");
        (await team.ResumeAsync()).Ok();
        (await team.ResumeAsync()).ShouldBeProblem(HttpStatusCode.Conflict, "nothing_scheduled");

        await app.AdvanceAsync(days: 32);
        (await app.ChargedAsync(team)).ShouldBe([10_40, 10_40]);
        (await app.PlansShouldTileAsync(team)).Select(row => row.Plan).ShouldBe(["free", "starter"]);
        (await team.EmailsAsync()).ShouldContain(mail => mail.Text("subject") == "Starter stays");
    }

    [Fact]
    public async Task Non_Profit_is_for_those_who_were_verified()
    {
        var (free, paying) = (await app.TeamAsync(), await app.StarterTeamAsync());

        (await free.UpgradeAsync("pm_card_visa", "nonprofit")).ShouldBeProblem(HttpStatusCode.Conflict, "not_verified").Text("detail").ShouldContain("not verified");
        (await paying.ChangeAsync(new { plan = "nonprofit" })).ShouldBeProblem(HttpStatusCode.Conflict, "not_verified");
    }

    [Fact]
    public async Task Accounts_of_an_old_version_move_at_their_next_renewal_and_those_with_other_plans_do_not()
    {
        var old = await app.PublishAsync("starter", 50, 12_00, app.Now.UtcDateTime);
        var (moving, leaving) = (await app.StarterTeamAsync("Moving"), await app.StarterTeamAsync("Leaving"));
        var later = await app.PublishAsync("starter", 51, 15_00, app.Now.UtcDateTime);
        try
        {
            (await leaving.CancelAsync("period_end")).Ok();

            var (moved, again) = (await app.MoveAsync(old.Id, later.Id), await app.MoveAsync(old.Id, later.Id));
            await app.AdvanceAsync(days: 32);

            (moved, again).ShouldBe((new VersionMoveView(false, 1, 1, 0), new VersionMoveView(false, 0, 0, 0)));
            (await app.ChargedAsync(moving)).ShouldBe([12_48, 15_60]);
            (await moving.EmailsAsync()).ShouldContain(mail => mail.Text("subject").StartsWith("The plan changes to Starter on", StringComparison.Ordinal));
            (await app.ChargedAsync(leaving)).ShouldBe([12_48]);
            (await leaving.PlanAsync()).ShouldBe("free");
        }
        finally
        {
            await app.PublishAsync("starter", 52, 10_00, app.Now.UtcDateTime);
        }
    }

    [Fact]
    public async Task Eight_people_at_once_schedule_one_change()
    {
        var team = await app.StarterTeamAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(n => n % 2 == 0 ? team.CancelAsync("period_end") : team.PauseAsync()));

        answers.Count(answer => answer.Status == HttpStatusCode.OK).ShouldBe(1);
        answers.ShouldAllBe(answer => answer.Status == HttpStatusCode.OK || answer.Status == HttpStatusCode.Conflict);
        (await app.PlansShouldTileAsync(team)).Select(row => row.Plan).ShouldBe(["free", "starter", "free"]);
    }
}
