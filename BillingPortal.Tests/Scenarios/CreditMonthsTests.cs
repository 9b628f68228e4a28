using System.Net;
using System.Text.Json;
using BillingPortal.Features.Credits;
using BillingPortal.Features.Invoicing;
using BillingPortal.Features.Subscriptions;
using BillingPortal.Shared;
using BillingPortal.Tests.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BillingPortal.Tests.Scenarios;

/// <summary>Credit pays: at sign-up, month after month, and comes back where nothing was bought. Our totals are Stripe's, each time.</summary>
[OnEveryDatabase]
public sealed class CreditMonthsTests(BillingApp app) : IClassFixture<BillingApp>
{
    [Fact]
    public async Task Renewals_spend_promotional_then_prepaid_credit_and_what_expires_in_between_is_lost()
    {
        var team = await app.StarterTeamAsync("Thrifty");
        await app.GrantAsync(team, 4_00, expiresAt: app.Now.AddDays(20));
        await app.GrantAsync(team, 15_00);
        await app.GrantAsync(team, 12_00, "prepaid");

        await app.AdvanceAsync(await app.UntilRenewalAsync(team, TimeSpan.FromHours(2)));
        await team.TrackAsync("api_calls", 300_000);
        await app.AdvanceAsync(await app.UntilRenewalAsync(team, TimeSpan.FromHours(2)));
        await app.AdvanceAsync(await app.UntilRenewalAsync(team, TimeSpan.FromHours(2)));

        var invoices = await team.InvoicesAsync();
        invoices.Count.ShouldBe(4);
        ShouldBe(invoices[1], subtotal: 10_00, promotional: 10_00, tax: 0, prepaid: 0, due: 0);
        ShouldBe(invoices[2], subtotal: 30_00, promotional: 5_00, tax: 1_00, prepaid: 12_00, due: 14_00);
        ShouldBe(invoices[3], subtotal: 10_00, promotional: 0, tax: 40, prepaid: 0, due: 10_40);
        invoices.ShouldAllBe(invoice => invoice.Text("status") == "paid");
        foreach (var invoice in invoices) (await app.StripeInvoiceAsync(invoice)).Number("total").ShouldBe(invoice.Number("amount_due"));
        (await app.ChargedAsync(team)).ShouldBe([10_40, 14_00, 10_40]);
        (await team.CreditBalanceAsync()).ShouldBe(0);
        await ShouldAddUpAsync();
    }

    [Fact]
    public async Task The_next_invoice_is_shown_with_the_credit_that_it_will_spend()
    {
        var team = await app.StarterTeamAsync("Curious");
        await app.GrantAsync(team, 4_00);
        await app.GrantAsync(team, 90, expiresAt: app.Now.AddDays(1));

        var next = (await team.BillingAsync()).GetProperty("upcoming_invoice");

        ShouldBe(next, subtotal: 10_00, promotional: 4_00, tax: 24, prepaid: 0, due: 6_24);
        (await team.CreditBalanceAsync()).ShouldBe(4_90, "to look takes nothing");
    }

    [Fact]
    public async Task A_first_invoice_spends_credit_and_is_charged_as_it_was_shown()
    {
        var team = await app.TeamAsync("Welcomed");
        await app.GrantAsync(team, 4_00);
        await app.GrantAsync(team, 2_00, "prepaid");

        var preview = (await team.Owner.PostAsync($"/standalone-teams/{team.Id}/billing/upgrade", new { plan = "starter", dry_run = true })).Ok();
        ShouldBe(preview.GetProperty("invoice"), subtotal: 10_00, promotional: 4_00, tax: 24, prepaid: 2_00, due: 4_24);
        (await team.Owner.PostAsync($"/standalone-teams/{team.Id}/billing/upgrade", new { plan = "starter", payment_method = "pm_card_visa", preview_token = preview.Text("preview_token") })).Ok().Text("status").ShouldBe("active");

        var invoice = (await team.InvoicesAsync()).ShouldHaveSingleItem();
        ShouldBe(invoice, subtotal: 10_00, promotional: 4_00, tax: 24, prepaid: 2_00, due: 4_24);
        (await app.StripeInvoiceAsync(invoice)).Number("total").ShouldBe(4_24);
        (await app.ChargedAsync(team)).ShouldBe([4_24]);
        (await team.CreditBalanceAsync()).ShouldBe(0);
        await ShouldAddUpAsync();
    }

    [Theory]
    [InlineData("promotional", 10_00)]
    [InlineData("prepaid", 10_40)]
    public async Task Credit_that_covers_all_of_the_first_invoice_starts_the_plan_without_a_charge(string kind, long spent)
    {
        var team = await app.TeamAsync("Covered");
        await app.GrantAsync(team, 15_00, kind);

        (await team.UpgradeAsync("pm_card_visa")).Ok().Text("status").ShouldBe("active");

        var invoice = (await team.InvoicesAsync()).ShouldHaveSingleItem();
        (invoice.Text("status"), invoice.Number("amount_due")).ShouldBe(("paid", 0));
        (await app.ChargedAsync(team)).ShouldBeEmpty();
        (await team.CreditBalanceAsync()).ShouldBe(15_00 - spent);
        await app.AdvanceAsync(await app.UntilRenewalAsync(team, TimeSpan.FromHours(2)));
        (await team.InvoicesAsync()).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_declined_upgrade_gives_all_credit_back_and_leaves_nothing_at_Stripe()
    {
        var team = await app.TeamAsync("Declined");
        await app.GrantAsync(team, 4_00);
        await app.GrantAsync(team, 2_00, "prepaid");

        (await team.UpgradeAsync("pm_card_chargeCustomerFail")).ShouldBeProblem(HttpStatusCode.PaymentRequired);

        (await team.CreditBalanceAsync()).ShouldBe(6_00);
        (await PendingAsync(team)).ShouldBeEmpty();
        (await team.UpgradeAsync("pm_card_visa")).Ok().Text("status").ShouldBe("active");
        (await app.ChargedAsync(team)).ShouldBe([4_24]);
        await ShouldAddUpAsync();
    }

    [Fact]
    public async Task An_upgrade_that_died_after_its_credit_was_placed_is_undone_and_the_next_one_pays_with_it()
    {
        var team = await app.TeamAsync("Interrupted");
        await app.GrantAsync(team, 4_00);
        (await team.Owner.PostAsync($"/standalone-teams/{team.Id}/payment-methods", new { payment_method = "pm_card_visa" })).Ok();
        await LeaveAsync(team);
        (await PendingAsync(team)).ShouldHaveSingleItem().Number("amount").ShouldBe(-4_00);
        (await team.CreditBalanceAsync()).ShouldBe(0);

        await app.AdvanceAsync(TimeSpan.FromMinutes(30));

        (await PendingAsync(team)).ShouldBeEmpty();
        (await team.CreditBalanceAsync()).ShouldBe(4_00);
        (await team.UpgradeAsync()).Ok().Text("status").ShouldBe("active");
        (await app.ChargedAsync(team)).ShouldBe([6_24]);
        await ShouldAddUpAsync();
    }

    /// <summary>As a process leaves it that dies between placing the credit and creating the subscription.</summary>
    private async Task LeaveAsync(TestTeam team)
    {
        await using var db = await app.DatabaseAsync();
        var (ledger, pending) = (app.Services.GetRequiredService<CreditLedger>(), app.Services.GetRequiredService<PendingCredits>());
        var version = await db.Set<BillingPortal.Features.Plans.PlanVersion>().SingleAsync(plan => plan.PlanCode == "starter" && plan.Price.Currency == Currency.Usd);
        var upgrade = Upgrade.Start(team.AccountId, team.Id, version.Id, Money.Usd(6_24), Actor.System, app.Now.UtcDateTime);
        upgrade.HoldUntil(DateTime.UnixEpoch);
        db.Add(upgrade);
        var hand = await ledger.AtHandAsync(db, team.AccountId, Currency.Usd, app.Now.UtcDateTime);
        var sum = InvoiceSum.Of([InvoiceComposer.PlanLine(version, Period.Month(app.Now.UtcDateTime, 0))], null, [], Currency.Usd, hand);
        await ledger.ReserveAsync(db, upgrade.Id, sum.CreditShares);
        await db.SaveChangesAsync();
        await pending.PlaceAsync(await team.CustomerAsync(), upgrade.Id, sum, []);
        await pending.PlaceAsync(await team.CustomerAsync(), upgrade.Id, sum, []);
    }

    private async Task<IReadOnlyList<JsonElement>> PendingAsync(TestTeam team) =>
        (await app.Stripe.GetAsync($"/v1/invoiceitems?customer={await team.CustomerAsync()}&pending=true")).Ok().List("data");

    private async Task ShouldAddUpAsync() => (await app.Services.GetRequiredService<CreditRecount>().CountAsync()).ShouldBeEmpty();

    private static void ShouldBe(JsonElement invoice, long subtotal, long promotional, long tax, long prepaid, long due)
    {
        (invoice.Number("subtotal"), invoice.Number("promotional_total"), invoice.Number("tax_total"), invoice.Number("prepaid_total"), invoice.Number("amount_due"))
            .ShouldBe((subtotal, promotional, tax, prepaid, due), invoice.ToString());
        invoice.Number("total").ShouldBe(subtotal - promotional + tax);
        invoice.List("lines").Where(line => line.Text("kind") == "credit").Sum(line => line.Number("amount")).ShouldBe(-promotional - prepaid);
    }
}
