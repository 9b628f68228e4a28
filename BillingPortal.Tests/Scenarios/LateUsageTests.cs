using BillingPortal.Features.Invoicing;
using BillingPortal.Features.Usage;
using BillingPortal.Shared;
using BillingPortal.Tests.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BillingPortal.Tests.Scenarios;

/// <summary>Usage that a team's product reports only after the month has been billed.</summary>
[OnEveryDatabase]
public sealed class LateUsageTests(BillingApp app) : IClassFixture<BillingApp>
{
    [Fact]
    public async Task Late_usage_is_on_the_next_invoice_under_its_own_period_and_on_no_other()
    {
        var team = await app.StarterTeamAsync("Late");
        var first = (await team.InvoicesAsync()).ShouldHaveSingleItem();
        var (start, end) = (first.Time("period_start"), first.Time("period_end"));
        await team.TrackAsync("api_calls", 300_000);
        await app.AdvanceAsync(days: 32);
        (await team.TrackAsync("api_calls", 10_000, timestamp: start.AddDays(5))).Text("status").ShouldBe("accepted");
        (await team.BillingAsync()).GetProperty("upcoming_invoice").Number("subtotal").ShouldBe(14_00, "the preview knows");
        await app.AdvanceAsync(days: 31);
        await app.AdvanceAsync(days: 31);

        var invoices = await team.InvoicesAsync();
        invoices.Select(invoice => invoice.Number("subtotal")).ShouldBe([10_00, 30_00, 14_00, 10_00]);
        var late = invoices[2].List("lines").Where(line => line.Text("kind") == "overage").ShouldHaveSingleItem();
        (late.Number("amount"), late.Time("period_start"), late.Time("period_end")).ShouldBe((4_00, start, end));
        late.Text("description").ShouldBe("API calls above 250,000, reported late");
        foreach (var invoice in invoices) (await app.StripeInvoiceAsync(invoice)).Number("total").ShouldBe(invoice.Number("amount_due"));

        await using var db = await app.DatabaseAsync();
        var billed = await db.LateBillings.SingleAsync(b => b.AccountId == team.AccountId);
        (billed.InvoiceId, billed.Amount.Minor, billed.Quantity).ShouldBe((invoices[2].Id(), 4_00, 310_000));
        await Should.ThrowAsync<Exception>(() => db.LateBillings.Where(b => b.AccountId == team.AccountId).ExecuteDeleteAsync());
    }

    [Fact]
    public async Task A_cancelled_bill_gives_its_late_usage_back_to_the_next_invoice_and_leaves_what_another_billed()
    {
        var team = await app.StarterTeamAsync("Forgiven");
        var first = (await team.InvoicesAsync()).ShouldHaveSingleItem();
        await team.TrackAsync("api_calls", 300_000);
        await app.AdvanceAsync(days: 32);
        await team.TrackAsync("api_calls", 10_000, timestamp: first.Time("period_start").AddDays(5));
        var one = await BilledAsync(team);
        (await DueAsync(team)).ShouldBe(0);
        await team.TrackAsync("api_calls", 5_000, timestamp: first.Time("period_start").AddDays(6));
        var other = await BilledAsync(team);
        (await DueAsync(team)).ShouldBe(0);

        await CancelAsync(one);
        (await DueAsync(team)).ShouldBe(4_00, "what the first had billed, not what the other has");
        await CancelAsync(other);
        (await DueAsync(team)).ShouldBe(6_00);
        await CancelAsync(other);
        (await DueAsync(team)).ShouldBe(6_00, "nothing is given back twice");

        await app.AdvanceAsync(days: 31);
        await app.AdvanceAsync(days: 31);
        (await team.InvoicesAsync()).Where(invoice => invoice.Text("status") == "paid").Select(invoice => invoice.Number("subtotal")).ShouldBe([10_00, 30_00, 16_00, 10_00]);
        await using var db = await app.DatabaseAsync();
        var entries = await db.LateBillings.Where(b => b.AccountId == team.AccountId).OrderBy(b => b.Number).ToListAsync();
        entries.Select(b => (b.From, b.Quantity, b.Amount.Minor)).ShouldBe(
            [(300_000, 310_000, 4_00), (310_000, 315_000, 2_00), (315_000, 305_000, -4_00), (305_000, 300_000, -2_00), (300_000, 315_000, 6_00)]);
    }

    /// <summary>A bill for the time until now that stays a draft.</summary>
    private async Task<Guid> BilledAsync(TestTeam team)
    {
        var now = app.Now.UtcDateTime;
        var draft = new Invoice
        {
            AccountId = team.AccountId, TeamId = team.Id, Reason = InvoiceReason.Final, Currency = Currency.Usd, CreatedAt = now, PeriodStart = now.AddDays(-1), PeriodEnd = now, CompleteAt = now.AddYears(1),
        };
        draft.Claim();
        await using var db = await app.DatabaseAsync();
        db.Add(draft);
        await db.SaveChangesAsync();
        (await app.Services.GetRequiredService<InvoiceRating>().RateAsync([draft.Id])).ShouldBeEmpty();
        return draft.Id;
    }

    private async Task CancelAsync(Guid invoiceId)
    {
        await using var db = await app.DatabaseAsync();
        await app.Services.GetRequiredService<InvoicePricing>().CancelAsync(db, await db.Invoices.SingleAsync(invoice => invoice.Id == invoiceId));
        await db.SaveChangesAsync();
    }

    private async Task<long> DueAsync(TestTeam team)
    {
        await using var db = await app.DatabaseAsync();
        return (await app.Services.GetRequiredService<LateUsage>().DueAsync(db, team.AccountId, app.Now.UtcDateTime)).Sum(late => late.Due.Minor);
    }
}
