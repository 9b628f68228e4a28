using System.Net;
using System.Text.Json;
using BillingPortal.Features.Credits;
using BillingPortal.Features.Invoicing;
using BillingPortal.Features.Payments;
using BillingPortal.Features.Plans;
using BillingPortal.Features.Subscriptions;
using BillingPortal.Shared;
using BillingPortal.Tests.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BillingPortal.Tests.Scenarios;

/// <summary>Credit pays for a change of plan, and comes back where the change came to nothing, whatever died on the way.</summary>
[OnEveryDatabase]
public sealed class ChangedWithCreditTests(BillingApp app) : IClassFixture<BillingApp>
{
    [Fact]
    public async Task Promotional_credit_lowers_what_is_taxed_prepaid_credit_what_is_due_and_the_renewal_has_the_rest()
    {
        var team = await app.NonprofitTeamAsync("Thrifty");
        await app.AdvanceAsync(TimeSpan.FromDays(4.4));
        await app.GrantAsync(team, 1_00);
        await app.GrantAsync(team, 3_00, "prepaid");

        var preview = (await team.ChangeAsync(new { plan = "starter", dry_run = true })).Ok();
        (await team.CreditBalanceAsync()).ShouldBe(4_00, "to look takes nothing");
        var invoice = (await team.ChangeAsync(new { plan = "starter", preview_token = preview.Text("preview_token") })).Ok().GetProperty("invoice");

        (invoice.Number("promotional_total"), invoice.Number("prepaid_total")).ShouldBe((1_00, invoice.Number("total") - invoice.Number("amount_due")));
        invoice.Number("amount_due").ShouldBe(preview.GetProperty("invoice").Number("amount_due"));
        invoice.Number("total").ShouldBe(invoice.Number("subtotal") - 1_00 + invoice.Number("tax_total"));
        invoice.Number("amount_due").ShouldBeGreaterThanOrEqualTo(50);
        (await app.ChargedAsync(team)).ShouldBe([5_20, invoice.Number("amount_due")]);
        var left = 3_00 - invoice.Number("prepaid_total");
        (await team.CreditBalanceAsync()).ShouldBe(left);
        await app.AdvanceAsync(await app.UntilRenewalAsync(team, TimeSpan.FromHours(4)));
        preview.GetProperty("next_invoice").Number("amount_due").ShouldBe(10_40 - left);
        (await app.ChargedAsync(team))[^1].ShouldBe(10_40 - left);
        await ShouldBeSoundAsync(team);
    }

    [Theory]
    [InlineData("promotional")]
    [InlineData("prepaid")]
    public async Task Credit_that_covers_all_of_it_changes_the_plan_without_a_charge_and_without_a_card(string kind)
    {
        var team = await app.NonprofitTeamAsync("Covered");
        await app.AdvanceAsync(days: 4);
        await app.GrantAsync(team, 50_00, kind);

        var invoice = (await team.ChangeAsync(new { plan = "starter" })).Ok().GetProperty("invoice");

        (invoice.Text("status"), invoice.Number("amount_due")).ShouldBe(("paid", 0));
        (await team.PlanAsync()).ShouldBe("starter");
        (await app.ChargedAsync(team)).ShouldBe([5_20]);
        (await team.CreditBalanceAsync()).ShouldBe(50_00 - invoice.Number("promotional_total") - invoice.Number("prepaid_total"));
        await ShouldBeSoundAsync(team);
    }

    [Fact]
    public async Task Who_has_moved_spends_credit_on_what_is_charged_now()
    {
        var team = await app.NonprofitTeamAsync("Moved");
        await app.AdvanceAsync(days: 3);
        await app.GrantAsync(team, 1_50);
        (await team.Owner.PutAsync($"/standalone-teams/{team.Id}/billing-profile", new { billing_email = "pay@example.com", address = new { country = "US", region = "PA" } })).Ok();

        var invoice = (await team.ChangeAsync(new { plan = "starter" })).Ok().GetProperty("invoice");

        invoice.Number("promotional_total").ShouldBe(1_50);
        invoice.List("taxes").Select(tax => tax.Text("jurisdiction")).ShouldBe(["US-PA", "US-NY"]);
        await ShouldBeSoundAsync(team);
    }

    [Fact]
    public async Task A_declined_change_leaves_a_voided_invoice_and_its_try()
    {
        var team = await app.NonprofitTeamAsync("Tried");
        await app.AdvanceAsync(days: 3);
        await app.GrantAsync(team, 1_00);

        (await team.ChangeAsync(new { plan = "starter", payment_method = "pm_card_chargeCustomerFail" })).ShouldBeProblem(HttpStatusCode.PaymentRequired);

        await using var db = await app.DatabaseAsync();
        var invoice = await db.Invoices.SingleAsync(i => i.AccountId == team.AccountId && i.Reason == InvoiceReason.Change);
        (invoice.Status, invoice.Number).ShouldBe((InvoiceStatus.Void, null));
        (await app.Stripe.GetAsync($"/v1/invoices/{invoice.StripeInvoiceId}")).Ok().Text("status").ShouldBe("void");
        var attempt = await db.PaymentAttempts.SingleAsync(a => a.InvoiceId == invoice.Id);
        (attempt.Status, attempt.DeclineCode).ShouldBe((AttemptStatus.Failed, "generic_decline"));
        (await team.CreditBalanceAsync()).ShouldBe(1_00);
        (await team.ChangeAsync(new { plan = "starter", payment_method = "pm_card_visa" })).Ok().GetProperty("invoice").Number("promotional_total").ShouldBe(1_00);
        await ShouldBeSoundAsync(team);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_change_that_died_after_its_code_and_credit_were_placed_is_undone_and_the_next_one_has_them(bool charged)
    {
        var code = await app.CodeAsync(new { percent_off = 20, duration = "repeating", duration_in_months = 2 });
        var team = await app.TeamAsync("Interrupted");
        await app.VerifyAsync(team);
        (await team.ChangeAsync(new { plan = "nonprofit", payment_method = "pm_card_visa", discount_code = code })).Ok();
        await app.GrantAsync(team, 1_00);
        await app.AdvanceAsync(days: 3);
        if (charged) (await team.Owner.PostAsync($"/standalone-teams/{team.Id}/payment-methods", new { payment_method = "pm_card_chargeCustomerFail" })).Ok();
        await LeaveAsync(team, charged);
        (await app.AtStripeAsync(team))[0].List("discounts").Count.ShouldBe(charged ? 0 : 1);
        (await team.CreditBalanceAsync()).ShouldBe(0);

        await app.AdvanceAsync(TimeSpan.FromMinutes(30));

        (await app.ChangesAsync(team)).Single().Step.ShouldBe(ChangeStep.Undone);
        (await team.CreditBalanceAsync()).ShouldBe(1_00);
        await ShouldBeSoundAsync(team);
        var next = (await team.ChangeAsync(new { plan = "starter", payment_method = "pm_card_visa" })).Ok().GetProperty("invoice");
        (next.Number("discount_total") > 0, next.Number("promotional_total")).ShouldBe((true, 1_00));
        await ShouldBeSoundAsync(team);
    }

    [Fact]
    public async Task A_change_that_died_minutes_before_the_renewal_leaves_neither_its_credit_nor_its_code_on_it()
    {
        var code = await app.CodeAsync(new { percent_off = 20, duration = "repeating", duration_in_months = 2 });
        var team = await app.TeamAsync("At midnight");
        await app.VerifyAsync(team);
        (await team.ChangeAsync(new { plan = "nonprofit", payment_method = "pm_card_visa", discount_code = code })).Ok();
        await app.GrantAsync(team, 1_00);
        await app.AdvanceAsync(days: 3);
        await LeaveAsync(team, charged: false);

        // Nobody of ours is awake until Stripe has drafted the renewal, which takes up all that waits for it.
        await app.PassAsync(await app.UntilRenewalAsync(team, TimeSpan.FromMinutes(10)));
        await app.AdvanceAsync(TimeSpan.FromHours(4));

        (await app.ChangesAsync(team)).Single().Step.ShouldBe(ChangeStep.Undone);
        var renewal = (await team.InvoicesAsync())[^1];
        (renewal.Text("status"), renewal.Number("discount_total"), renewal.Number("promotional_total"), renewal.Number("amount_due")).ShouldBe(("paid", 1_00, 1_00, 3_12));
        renewal.IsNull("held_because").ShouldBeTrue();
        await ShouldBeSoundAsync(team);
    }

    [Fact]
    public async Task Paid_before_it_died_it_is_finished_with_the_code_and_the_credit_that_were_charged()
    {
        var code = await app.CodeAsync(new { percent_off = 20, duration = "repeating", duration_in_months = 2 });
        var team = await app.TeamAsync("Lost answer");
        await app.VerifyAsync(team);
        (await team.ChangeAsync(new { plan = "nonprofit", payment_method = "pm_card_visa", discount_code = code })).Ok();
        await app.GrantAsync(team, 1_00);
        await app.AdvanceAsync(days: 3);
        var due = await LeaveAsync(team, charged: true);

        await app.AdvanceAsync(TimeSpan.FromMinutes(30));

        (await team.PlanAsync()).ShouldBe("starter");
        (await team.InvoicesAsync())[^1].Number("amount_due").ShouldBe(due);
        (await app.ChargedAsync(team)).ShouldBe([4_16, due]);
        (await team.CreditBalanceAsync()).ShouldBe(0);
        await ShouldBeSoundAsync(team);
    }

    [Fact]
    public async Task Six_clicks_at_once_spend_the_credit_and_the_code_once()
    {
        var code = await app.CodeAsync(new { percent_off = 10, duration = "once", max_redemptions = 3 });
        var team = await app.NonprofitTeamAsync("Impatient");
        await app.GrantAsync(team, 1_00);
        await app.AdvanceAsync(days: 3);

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => team.ChangeAsync(new { plan = "starter", discount_code = code })));

        answers.Count(answer => answer.Status == HttpStatusCode.OK).ShouldBe(1, string.Join('\n', answers.Select(answer => answer.BodyText)));
        answers.Where(answer => answer.Status != HttpStatusCode.OK).ShouldAllBe(answer => answer.Status == HttpStatusCode.Conflict || answer.Status == HttpStatusCode.BadRequest);
        (await app.ReadCodeAsync(code)).Number("redemptions").ShouldBe(1);
        (await team.CreditBalanceAsync()).ShouldBe(0);
        await ShouldBeSoundAsync(team);
    }

    /// <summary>As a process leaves it that dies after the code and the credit were placed at Stripe, or after Stripe was asked to charge.</summary>
    private async Task<long> LeaveAsync(TestTeam team, bool charged)
    {
        await using var db = await app.DatabaseAsync();
        T The<T>() where T : notnull => app.Services.GetRequiredService<T>();
        var subscription = await db.Subscriptions.SingleAsync(s => s.LivesFor == team.AccountId);
        var account = await db.Set<BillingPortal.Features.Accounts.Account>().AsNoTracking().SingleAsync(a => a.Id == team.AccountId);
        var quote = (await The<ChangePreview>().QuoteAsync(db, account, await The<AccountPlans>().AtAsync(db, team.AccountId, app.Now.UtcDateTime), await app.VersionAsync("starter"))).Value!;
        var change = PlanChange.Start(subscription, team.Id, quote, Actor.System, app.Now.UtcDateTime);
        change.HoldUntil(DateTime.UnixEpoch);
        change.With(quote.Discount!.RedemptionId);
        subscription.Begin(change.Id);
        db.Add(change);
        await The<BillingPortal.Features.Discounts.Redemptions>().CountAsync(db, change.Id, quote.Discount, quote.Sum.DiscountTotal, quote.Sum.Subtotal);
        await The<CreditLedger>().ReserveAsync(db, change.Id, quote.Sum.CreditShares);
        await db.SaveChangesAsync();
        (await The<ChangeTerms>().PlaceAsync(change, subscription, quote.Sum, default)).Problem.ShouldBeNull();
        if (charged) (await The<StripeChanges>().ChargeAsync(change, subscription, await app.VersionAsync("starter"), default)).Problem.ShouldBeNull();
        return quote.Due.Minor;
    }

    /// <summary>The ledger adds up, nothing waits at Stripe, and what is invoiced is Stripe's to the cent.</summary>
    private async Task ShouldBeSoundAsync(TestTeam team)
    {
        (await app.Services.GetRequiredService<CreditRecount>().CountAsync()).ShouldBeEmpty();
        (await app.Stripe.GetAsync($"/v1/invoiceitems?customer={await team.CustomerAsync()}&pending=true")).Ok().List("data").ShouldBeEmpty();
        (await app.AtStripeAsync(team)).ShouldAllBe(subscription => subscription.List("discounts").Count == 0);
        foreach (var invoice in await team.InvoicesAsync()) (await app.StripeInvoiceAsync(invoice)).Number("total").ShouldBe(invoice.Number("amount_due"));
        await app.StripeShouldBeCleanAsync(team);
    }
}
