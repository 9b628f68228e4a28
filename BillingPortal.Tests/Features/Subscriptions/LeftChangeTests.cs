using System.Net;
using BillingPortal.Features.Accounts;
using BillingPortal.Features.Subscriptions;
using BillingPortal.Shared;
using BillingPortal.Tests.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BillingPortal.Tests.Features.Subscriptions;

/// <summary>The process died in the middle of a change of plan: rows are as it left them, and the janitor finds them.</summary>
[OnEveryDatabase]
public sealed class LeftChangeTests(BillingApp app) : IClassFixture<BillingApp>
{
    public enum Left
    {
        BeforeStripe,
        BeforeTheAnswer,
        Undoing,
    }

    [Theory]
    [InlineData(Left.BeforeStripe)]
    [InlineData(Left.BeforeTheAnswer)]
    [InlineData(Left.Undoing)]
    public async Task What_was_not_paid_is_undone_within_half_an_hour_and_the_team_can_change_again(Left left)
    {
        var team = await app.NonprofitTeamAsync();
        await app.AdvanceAsync(days: 3);
        (await team.Owner.PostAsync($"/standalone-teams/{team.Id}/payment-methods", new { payment_method = "pm_card_chargeCustomerFail" })).Ok();
        await LeaveAsync(team, left);

        await app.AdvanceAsync(TimeSpan.FromMinutes(30));

        (await team.PlanAsync()).ShouldBe("nonprofit");
        (await app.ChargedAsync(team)).ShouldBe([5_20]);
        (await team.EmailsAsync()).Count(mail => mail.Text("subject").Contains("not completed", StringComparison.Ordinal)).ShouldBe(left == Left.Undoing ? 0 : 1, "whoever had no answer is told, once");
        await app.StripeShouldBeCleanAsync(team);
        (await team.ChangeAsync(new { plan = "starter", payment_method = "pm_card_visa" })).Ok().Text("status").ShouldBe("active");
    }

    [Theory]
    [InlineData(Left.BeforeTheAnswer)]
    [InlineData(Left.Undoing)]
    public async Task What_was_paid_is_finished_and_charged_once(Left left)
    {
        var team = await app.NonprofitTeamAsync();
        await app.AdvanceAsync(days: 3);
        var due = await LeaveAsync(team, left);

        await app.AdvanceAsync(TimeSpan.FromMinutes(30));

        (await team.PlanAsync()).ShouldBe("starter");
        (await app.ChargedAsync(team)).ShouldBe([5_20, due]);
        (await team.InvoicesAsync()).Count(invoice => invoice.Text("status") == "paid").ShouldBe(2);
        (await team.ChangeAsync(new { plan = "starter" })).ShouldBeProblem(HttpStatusCode.Conflict, "conflict");
        await app.PlansShouldTileAsync(team);
        await app.StripeShouldBeCleanAsync(team);
    }

    [Fact]
    public async Task Paid_after_it_was_given_up_it_is_finished_all_the_same()
    {
        var team = await app.NonprofitTeamAsync();
        await app.AdvanceAsync(days: 3);
        await LeaveAsync(team, Left.BeforeStripe);
        await using var db = await app.DatabaseAsync();
        var change = await db.PlanChanges.SingleAsync(c => c.AccountId == team.AccountId);
        await app.AdvanceAsync(TimeSpan.FromMinutes(1));
        (await app.ChangesAsync(team)).Single().Step.ShouldBe(ChangeStep.Undone);

        await ChargeAsync(db, change);
        await app.AdvanceAsync(TimeSpan.FromMinutes(1));

        (await team.PlanAsync()).ShouldBe("starter");
        (await team.InvoicesAsync()).Count(invoice => invoice.Text("status") == "paid").ShouldBe(2);
    }

    [Fact]
    public async Task Whoever_ends_a_slow_change_the_team_has_paid_and_is_changed_or_neither()
    {
        await using var slow = await BillingApp.StartAsync(("Billing:Lease", "00:00:00.001"));
        var teams = new List<TestTeam>();
        for (var n = 0; n < 4; n++)
        {
            teams.Add(await slow.TeamAsync($"Slow {n}"));
            await slow.VerifyAsync(teams[n]);
            while ((await teams[n].UpgradeAsync("pm_card_visa", "nonprofit")).Status != HttpStatusCode.OK && await teams[n].PlanAsync() == "free") await slow.AdvanceAsync(TimeSpan.FromMinutes(1));
        }
        await slow.AdvanceAsync(days: 3);
        using var enough = new CancellationTokenSource();
        var janitor = CleanAsync(slow.Services.GetRequiredService<PlanChangeJanitor>(), enough.Token);

        foreach (var team in teams) await team.ChangeAsync(new { plan = "starter" });
        await enough.CancelAsync();
        await janitor;
        await slow.AdvanceAsync(TimeSpan.FromMinutes(30));

        foreach (var team in teams)
        {
            var isPaid = await team.PlanAsync() == "starter";
            (await slow.ChargedAsync(team)).Count.ShouldBe(isPaid ? 2 : 1);
            (await team.InvoicesAsync()).Count(invoice => invoice.Text("status") == "paid").ShouldBe(isPaid ? 2 : 1);
            await slow.StripeShouldBeCleanAsync(team);
            await slow.PlansShouldTileAsync(team);
        }
    }

    private static async Task CleanAsync(PlanChangeJanitor janitor, CancellationToken enough)
    {
        while (!enough.IsCancellationRequested)
        {
            await janitor.CleanAsync(CancellationToken.None);
            await Task.Delay(1, CancellationToken.None);
        }
    }

    private async Task<long> LeaveAsync(TestTeam team, Left left)
    {
        await using var db = await app.DatabaseAsync();
        var subscription = await db.Subscriptions.SingleAsync(s => s.LivesFor == team.AccountId);
        var account = await db.Accounts.AsNoTracking().SingleAsync(a => a.Id == team.AccountId);
        var current = await app.Services.GetRequiredService<BillingPortal.Features.Plans.AccountPlans>().AtAsync(db, team.AccountId, app.Now.UtcDateTime);
        var quote = (await app.Services.GetRequiredService<ChangePreview>().QuoteAsync(db, account, current, await app.VersionAsync("starter"))).Value!;
        var change = PlanChange.Start(subscription, team.Id, quote, Actor.System, app.Now.UtcDateTime);
        change.HoldUntil(DateTime.UnixEpoch);
        subscription.Begin(change.Id);
        db.Add(change);
        await db.SaveChangesAsync();
        if (left != Left.BeforeStripe) await ChargeAsync(db, change);
        if (left == Left.Undoing) change.Fail("generic_decline", "Your card was declined.");
        await db.SaveChangesAsync();
        return quote.Due.Minor;
    }

    private async Task ChargeAsync(Data.BillingDbContext db, PlanChange change) =>
        (await app.Services.GetRequiredService<StripeChanges>().ChargeAsync(change, await db.Subscriptions.SingleAsync(s => s.Id == change.SubscriptionId), await app.VersionAsync("starter"), default)).Problem.ShouldBeNull();
}
