using System.Net;
using BillingPortal.Features.Accounts;
using BillingPortal.Features.Invoicing;
using BillingPortal.Features.Plans;
using BillingPortal.Features.Subscriptions;
using BillingPortal.Features.Taxes;
using BillingPortal.Shared;
using BillingPortal.Tests.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BillingPortal.Tests.Features.Subscriptions;

/// <summary>The process died in the middle of an upgrade: rows are as it left them, and the janitor finds them.</summary>
[OnEveryDatabase]
public sealed class LeftUpgradeTests(BillingApp app) : IClassFixture<BillingApp>
{
    public enum Left
    {
        BeforeStripe,
        BeforeTheAnswer,
        Unpaid,
        Undoing,
    }

    [Theory]
    [InlineData(Left.BeforeStripe)]
    [InlineData(Left.BeforeTheAnswer)]
    [InlineData(Left.Unpaid)]
    [InlineData(Left.Undoing)]
    public async Task What_was_not_paid_is_undone_and_the_team_can_upgrade_again(Left left)
    {
        var team = await TeamWithCardAsync();
        await LeaveAsync(team, left, paid: false);

        await app.AdvanceAsync(TimeSpan.FromMinutes(30));

        (await team.PlanAsync()).ShouldBe("free");
        (await app.ChargedAsync(team)).ShouldBeEmpty();
        (await team.EmailsAsync()).Count(mail => mail.Text("kind") == "alert").ShouldBe(left == Left.Undoing ? 0 : 1, "whoever had no answer is told, once");
        (await app.Stripe.GetAsync($"/v1/invoices?customer={await team.CustomerAsync()}")).Ok().List("data").ShouldAllBe(invoice => invoice.Text("status") == "void");
        (await team.UpgradeAsync()).Ok().Text("status").ShouldBe("active");
        (await app.ChargedAsync(team)).ShouldBe([10_40]);
        (await team.InvoicesAsync()).ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData(Left.BeforeTheAnswer)]
    [InlineData(Left.Unpaid)]
    [InlineData(Left.Undoing)]
    public async Task What_was_paid_is_finished_and_charged_once(Left left)
    {
        var team = await TeamWithCardAsync();
        await LeaveAsync(team, left, paid: true);

        await app.AdvanceAsync(TimeSpan.FromMinutes(30));

        (await team.PlanAsync()).ShouldBe("starter");
        (await app.ChargedAsync(team)).ShouldBe([10_40]);
        var invoice = (await team.InvoicesAsync()).ShouldHaveSingleItem();
        invoice.Text("status").ShouldBe("paid");
        (await team.UpgradeAsync()).ShouldBeProblem(HttpStatusCode.Conflict);
        await app.AdvanceAsync(days: 32);
        (await app.ChargedAsync(team)).ShouldBe([10_40, 10_40]);
    }

    [Fact]
    public async Task A_refusal_that_Stripe_repeats_for_its_key_does_not_keep_an_upgrade_from_being_undone()
    {
        var team = await TeamWithCardAsync();
        await LeaveAsync(team, Left.Unpaid, paid: false);
        await using var db = await app.DatabaseAsync();
        var upgrade = await db.Upgrades.SingleAsync(left => left.AccountId == team.AccountId);
        using var nothing = new FormUrlEncodedContent([]);
        await app.Stripe.SendAsync(HttpMethod.Post, "/v1/invoices/in_unknown/void", nothing, ("Idempotency-Key", $"upg:{upgrade.Id:N}:void"));

        await app.AdvanceAsync(TimeSpan.FromMinutes(30));

        (await team.UpgradeAsync()).Ok().Text("status").ShouldBe("active");
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    public async Task A_payment_method_without_a_name_is_refused_on_its_field(string method)
    {
        var team = await app.TeamAsync();

        (await team.UpgradeAsync(method)).ShouldBeProblem(HttpStatusCode.BadRequest).GetProperty("errors").GetProperty("payment_method").GetArrayLength().ShouldBe(1);
    }

    private async Task<TestTeam> TeamWithCardAsync()
    {
        var team = await app.TeamAsync("Interrupted");
        (await team.Owner.PostAsync($"/standalone-teams/{team.Id}/payment-methods", new { payment_method = "pm_card_visa" })).Ok();
        return team;
    }

    private async Task LeaveAsync(TestTeam team, Left left, bool paid)
    {
        await using var db = await app.DatabaseAsync();
        var version = await db.PlanVersions.Include(plan => plan.Limits).SingleAsync(plan => plan.PlanCode == "starter");
        var upgrade = Upgrade.Start(team.AccountId, team.Id, version.Id, new Money(10_40, Currency.Usd), Actor.System, app.Now.UtcDateTime);
        upgrade.HoldUntil(DateTime.UnixEpoch);
        db.Add(upgrade);
        if (left != Left.BeforeStripe)
        {
            var account = await db.Accounts.SingleAsync(known => known.Id == team.AccountId);
            var components = (await app.Services.GetRequiredService<AccountTaxes>().OfAsync(db, account, upgrade.StartedAt)).Value!.Components;
            var started = (await app.Services.GetRequiredService<StripeSubscriptions>().StartAsync(upgrade, version, InvoiceSum.Of([InvoiceComposer.PlanLine(version, Period.Month(upgrade.StartedAt, 0))], null, components, account.Currency), default)).Value!;
            if (left != Left.BeforeTheAnswer) Subscribe(db, upgrade, account, version, components, started);
            if (paid) await app.AtStripeAsync($"/v1/invoices/{started.LatestInvoiceId}/pay", ("off_session", "true"));
        }
        if (left == Left.Undoing) upgrade.Fail("generic_decline", "Your card was declined.");
        await db.SaveChangesAsync();
    }

    private static void Subscribe(DbContext db, Upgrade upgrade, Account account, PlanVersion version, IReadOnlyList<TaxComponent> components, Stripe.Subscription started)
    {
        var item = started.Items.Data[0];
        var invoice = new Invoice
        {
            AccountId = account.Id, TeamId = upgrade.TeamId, Reason = InvoiceReason.First, Currency = account.Currency, CreatedAt = upgrade.StartedAt, PeriodStart = item.CurrentPeriodStart,
            PeriodEnd = item.CurrentPeriodEnd, CompleteAt = item.CurrentPeriodStart.AddHours(1),
        };
        invoice.BecomesAtStripe(started.LatestInvoiceId);
        invoice.Rate(InvoiceSum.Of([InvoiceComposer.PlanLine(version, invoice.Period)], null, components, account.Currency));
        invoice.Place();
        db.Add(invoice);
        upgrade.Subscribe(started.Id, started.LatestInvoiceId, invoice.Id);
    }
}
