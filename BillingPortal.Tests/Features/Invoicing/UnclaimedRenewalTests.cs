using BillingPortal.Features.Invoicing;
using BillingPortal.Tests.Testing;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Tests.Features.Invoicing;

/// <summary>The portal heard nothing for so long that Stripe finalized and collected a renewal by itself.</summary>
[OnEveryDatabase]
public sealed class UnclaimedRenewalTests(BillingApp app) : IClassFixture<BillingApp>
{
    [Fact]
    public async Task Base_and_usage_come_on_two_invoices_that_together_are_what_one_would_have_been()
    {
        var team = await app.StarterTeamAsync("Unheard");
        await team.TrackAsync("api_calls", 300_000);

        await app.PassUnheardAsync(await app.UntilRenewalAsync(team, after: TimeSpan.FromHours(3)));
        await app.AdvanceAsync(TimeSpan.FromHours(2));
        await app.AdvanceAsync(TimeSpan.FromHours(2));

        var renewal = (await team.InvoicesAsync()).Skip(1).OrderBy(invoice => invoice.Number("total")).ToList();
        renewal.Count.ShouldBe(2);
        renewal.ShouldAllBe(invoice => invoice.Text("status") == "paid");
        renewal[0].Number("total").ShouldBe(10_40);
        renewal[1].Number("total").ShouldBe(20_80);
        foreach (var invoice in renewal) (await app.StripeInvoiceAsync(invoice)).Number("total").ShouldBe(invoice.Number("total"));
        renewal[1].List("lines").ShouldHaveSingleItem().Text("metric").ShouldBe("api_calls");
        (await app.ChargedAsync(team)).Order().ShouldBe([10_40, 10_40, 20_80]);
        (await team.Owner.GetAsync($"/billing-engine/invoices/{renewal[0].Id()}/pdf")).MediaType.ShouldBe("application/pdf");
    }

    [Fact]
    public async Task A_month_without_overage_needs_no_second_invoice()
    {
        var team = await app.StarterTeamAsync("Quiet");

        await app.PassUnheardAsync(await app.UntilRenewalAsync(team, after: TimeSpan.FromHours(3)));
        await app.AdvanceAsync(TimeSpan.FromHours(2));

        (await team.InvoicesAsync()).Count.ShouldBe(2);
        (await app.ChargedAsync(team)).ShouldBe([10_40, 10_40]);
    }

    [Theory]
    [InlineData("TX", 10_50)]
    [InlineData("OR", 10_00)]
    public async Task A_team_that_has_moved_before_is_taxed_at_its_new_place(string region, long total)
    {
        var team = await app.StarterTeamAsync("Moved");
        (await team.Owner.PutAsync($"/standalone-teams/{team.Id}/billing-profile", new { address = new { country = "US", region } })).Ok();
        await app.AdvanceAsync(TimeSpan.FromMinutes(10));

        await app.PassUnheardAsync(await app.UntilRenewalAsync(team, after: TimeSpan.FromHours(3)));
        await app.AdvanceAsync(TimeSpan.FromHours(2));

        (await team.InvoicesAsync()).Select(invoice => invoice.Number("total")).ShouldBe([10_40, total]);
        (await app.ChargedAsync(team)).ShouldBe([10_40, total]);
    }

    [Fact]
    public async Task A_claim_that_was_cut_off_until_Stripe_finalized_bills_base_and_usage_all_the_same()
    {
        var team = await app.StarterTeamAsync("Cut off");
        await team.TrackAsync("api_calls", 300_000);
        await app.PassUnheardAsync(await app.UntilRenewalAsync(team, after: TimeSpan.FromHours(3)));
        await LeaveClaimingAsync(team);

        await app.AdvanceAsync(TimeSpan.FromHours(2));

        var invoices = await team.InvoicesAsync();
        invoices.Select(invoice => invoice.Number("total")).Order().ShouldBe([10_40, 10_40, 20_80]);
        (await app.ChargedAsync(team)).Order().ShouldBe([10_40, 10_40, 20_80]);
        await using var db = await app.DatabaseAsync();
        (await db.Invoices.CountAsync(invoice => invoice.AccountId == team.AccountId && invoice.Step == DraftStep.Held)).ShouldBe(0);
    }

    /// <summary>As a process leaves it that died between its intent to claim and the call to Stripe.</summary>
    private async Task LeaveClaimingAsync(TestTeam team)
    {
        var renewal = (await app.Stripe.GetAsync($"/v1/invoices?customer={await team.CustomerAsync()}")).Ok().List("data").Single(invoice => invoice.Text("billing_reason") == "subscription_cycle");
        var period = renewal.GetProperty("lines").List("data")[0].GetProperty("period");
        var start = DateTimeOffset.FromUnixTimeSeconds(period.Number("start")).UtcDateTime;
        var intent = new Invoice
        {
            AccountId = team.AccountId, TeamId = team.Id, Reason = InvoiceReason.Cycle, Currency = BillingPortal.Shared.Currency.Usd, CreatedAt = start, PeriodStart = start,
            PeriodEnd = DateTimeOffset.FromUnixTimeSeconds(period.Number("end")).UtcDateTime, CompleteAt = start.AddHours(1),
        };
        intent.BecomesAtStripe(renewal.Text("id"));
        await using var db = await app.DatabaseAsync();
        db.Add(intent);
        await db.SaveChangesAsync();
    }
}
