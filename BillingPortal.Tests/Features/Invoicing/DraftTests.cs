using BillingPortal.Features.Invoicing;
using BillingPortal.Features.Plans;
using BillingPortal.Features.Subscriptions;
using BillingPortal.StripeGateway;
using BillingPortal.Tests.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BillingPortal.Tests.Features.Invoicing;

/// <summary>What may happen to a renewal between Stripe's draft and the portal's number.</summary>
[OnEveryDatabase]
public sealed class DraftTests(BillingApp app) : IClassFixture<BillingApp>
{
    [Fact]
    public async Task A_draft_that_somebody_else_wrote_on_is_held_with_the_difference_and_stops_nobody()
    {
        var team = await app.StarterTeamAsync("Tampered");
        var other = await app.StarterTeamAsync("Untouched");
        await app.AdvanceAsync(await app.UntilRenewalAsync(other, after: TimeSpan.FromMinutes(10)));
        var draft = (await app.Stripe.GetAsync($"/v1/invoices?customer={await team.CustomerAsync()}&status=draft")).Ok().List("data").ShouldHaveSingleItem();
        await app.AtStripeAsync($"/v1/invoices/{draft.Text("id")}/add_lines", ("lines[0][amount]", "500"), ("lines[0][description]", "By hand"));

        await app.AdvanceAsync(TimeSpan.FromHours(4));

        (await team.InvoicesAsync()).ShouldHaveSingleItem();
        (await app.ChargedAsync(team)).ShouldBe([10_40]);
        (await other.InvoicesAsync()).Select(invoice => invoice.Text("status")).ShouldBe(["paid", "paid"]);
        await using var db = await app.DatabaseAsync();
        var held = await db.Invoices.SingleAsync(invoice => invoice.AccountId == team.AccountId && invoice.Step == DraftStep.Held);
        held.Number.ShouldBeNull();
        held.HeldBecause!.ShouldContain("10.40");
        held.HeldBecause!.ShouldContain("15.40");
    }

    [Fact]
    public async Task A_renewal_whose_event_was_lost_is_found_before_Stripe_finalizes_it()
    {
        var team = await app.StarterTeamAsync("Lost event");
        await app.PassUnheardAsync(await app.UntilRenewalAsync(team, after: TimeSpan.FromMinutes(5)));
        await using (var db = await app.DatabaseAsync()) (await db.Invoices.CountAsync(invoice => invoice.AccountId == team.AccountId)).ShouldBe(1);

        (await app.Services.GetRequiredService<DraftSweep>().RunAsync()).Value.ShouldBeGreaterThan(0);
        await app.Services.GetRequiredService<InboxWorker>().DrainAsync();

        var draft = (await app.Stripe.GetAsync($"/v1/invoices?customer={await team.CustomerAsync()}&status=draft")).Ok().List("data").ShouldHaveSingleItem();
        draft.GetProperty("auto_advance").GetBoolean().ShouldBeFalse();
        await app.AdvanceAsync(TimeSpan.FromHours(3));
        (await team.InvoicesAsync()).Select(invoice => invoice.Text("status")).ShouldBe(["paid", "paid"]);
        (await app.ChargedAsync(team)).ShouldBe([10_40, 10_40]);
    }

    [Fact]
    public async Task A_renewal_whose_address_changed_after_it_was_rated_is_taxed_as_it_was_rated()
    {
        var team = await app.StarterTeamAsync("Moving");
        await app.AdvanceAsync(await app.UntilRenewalAsync(team, after: TimeSpan.FromMinutes(10)));
        await RateAsync(team);
        (await team.Owner.PutAsync($"/standalone-teams/{team.Id}/billing-profile", new { address = new { country = "US", region = "TX" } })).Ok();

        await app.AdvanceAsync(TimeSpan.FromHours(4));

        var renewal = (await team.InvoicesAsync())[1];
        renewal.List("taxes").ShouldHaveSingleItem().Text("jurisdiction").ShouldBe("US-NY");
        renewal.Number("total").ShouldBe((await app.StripeInvoiceAsync(renewal)).Number("total"));
    }

    [Fact]
    public async Task A_renewal_of_an_upgrade_that_is_not_finished_yet_waits_for_it()
    {
        var team = await app.StarterTeamAsync("Waiting");
        await using var db = await app.DatabaseAsync();
        var paid = await db.AccountPlans.SingleAsync(plan => plan.AccountId == team.AccountId && plan.To == null);
        await ForgetPlanAsync(team, paid);
        await app.AdvanceAsync(await app.UntilRenewalAsync(team, after: TimeSpan.FromHours(5)));
        (await db.Invoices.SingleAsync(invoice => invoice.AccountId == team.AccountId && invoice.Number == null)).Step.ShouldBe(DraftStep.Claimed);

        await RememberPlanAsync(team, paid);
        await app.AdvanceAsync(TimeSpan.FromHours(1));

        (await team.InvoicesAsync()).Select(invoice => invoice.Text("status")).ShouldBe(["paid", "paid"]);
    }

    [Fact]
    public async Task Invoices_that_have_to_wait_do_not_keep_others_from_their_turn()
    {
        var team = await app.StarterTeamAsync("Behind the queue");
        var stuck = await app.TeamAsync("Nowhere", country: null, region: null);
        await app.AdvanceAsync(await app.UntilRenewalAsync(team, after: TimeSpan.FromMinutes(50)));
        await using var db = await app.DatabaseAsync();
        db.AddRange(Enumerable.Range(0, 101).Select(_ => WaitingIn(stuck)));
        await db.SaveChangesAsync();
        await app.PassAsync(TimeSpan.FromMinutes(30));

        await app.Services.GetRequiredService<InvoiceRun>().CompleteDueAsync();

        (await team.InvoicesAsync()).Select(invoice => invoice.Text("status")).ShouldBe(["paid", "open"]);
        await db.Invoices.Where(invoice => invoice.AccountId == stuck.AccountId).ExecuteDeleteAsync();
    }

    private Invoice WaitingIn(TestTeam team)
    {
        var now = app.Now.UtcDateTime.AddHours(-1);
        var waiting = new Invoice
        {
            AccountId = team.AccountId, TeamId = team.Id, Reason = InvoiceReason.CatchUp, Currency = BillingPortal.Shared.Currency.Usd, CreatedAt = now, PeriodStart = now, PeriodEnd = now.AddMonths(1),
            CompleteAt = now,
        };
        waiting.Claim();
        return waiting;
    }

    /// <summary>As a process leaves it that died between rating and the call to Stripe.</summary>
    private async Task RateAsync(TestTeam team)
    {
        await using var db = await app.DatabaseAsync();
        var invoice = await db.Invoices.Include(i => i.Lines).Include(i => i.Taxes).AsSplitQuery().SingleAsync(i => i.AccountId == team.AccountId && i.Number == null);
        var first = await db.Invoices.Include(i => i.Taxes).SingleAsync(i => i.AccountId == team.AccountId && i.Number != null);
        var version = await db.PlanVersions.SingleAsync(plan => plan.PlanCode == "starter");
        var tax = first.Taxes.Single();
        var components = new[] { new BillingPortal.Features.Taxes.TaxComponent(tax.Jurisdiction, tax.Name, tax.Percentage, 1, tax.Reason) };
        invoice.Rate(InvoiceSum.Of([InvoiceComposer.PlanLine(version, invoice.Period)], null, components, invoice.Currency));
        await db.SaveChangesAsync();
    }

    private async Task ForgetPlanAsync(TestTeam team, AccountPlan paid)
    {
        await using var db = await app.DatabaseAsync();
        await db.AccountPlans.Where(plan => plan.Id == paid.Id).ExecuteDeleteAsync();
        await db.AccountPlans.Where(plan => plan.AccountId == team.AccountId).ExecuteUpdateAsync(set => set.SetProperty(plan => plan.To, (DateTime?)null));
    }

    private async Task RememberPlanAsync(TestTeam team, AccountPlan paid)
    {
        await using var db = await app.DatabaseAsync();
        await db.AccountPlans.Where(plan => plan.AccountId == team.AccountId).ExecuteUpdateAsync(set => set.SetProperty(plan => plan.To, (DateTime?)paid.From));
        var version = await db.PlanVersions.SingleAsync(plan => plan.Id == paid.PlanVersionId);
        db.Add(AccountPlan.Start(team.AccountId, version, paid.From, paid.Anchor));
        await db.SaveChangesAsync();
    }
}
