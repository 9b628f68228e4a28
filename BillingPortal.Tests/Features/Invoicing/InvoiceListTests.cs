using BillingPortal.Data;
using BillingPortal.Features.Accounts;
using BillingPortal.Features.Invoicing;
using BillingPortal.Shared;
using BillingPortal.Tests.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BillingPortal.Tests.Features.Invoicing;

/// <summary>The page of a team's invoices: what it sums up, and how little it asks for that.</summary>
[OnEveryDatabase]
public sealed class InvoiceListTests(BillingApp app) : IClassFixture<BillingApp>
{
    private InvoiceList List => app.Services.GetRequiredService<InvoiceList>();

    [Fact]
    public async Task Totals_leave_void_invoices_out_unless_they_are_asked_for_and_tell_every_year()
    {
        var owner = await TeamAsync();
        (await TotalsAsync(owner)).ShouldBe((3, 60_00, 25_00, "2026 2025 2024"));
        (await TotalsAsync(owner, new(InvoiceStatus.Open))).ShouldBe((1, 30_00, 25_00, "2026 2025 2024"));
        (await TotalsAsync(owner, new(InvoiceStatus.Void))).ShouldBe((1, 40_00, 0, "2026 2025 2024"));
        (await TotalsAsync(owner, new(null, Utc(2026), Utc(2027)))).ShouldBe((2, 50_00, 25_00, "2026 2025 2024"));
        (await TotalsAsync(owner, new(InvoiceStatus.Paid, Utc(2026), Utc(2027)))).ShouldBe((1, 20_00, 0, "2026 2025 2024"));
        (await TotalsAsync(owner, new(null, Utc(2025), Utc(2026)))).ShouldBe((0, 0, 0, "2026 2025 2024"));
        (await TotalsAsync(await TeamAsync(withInvoices: false))).ShouldBe((0, 0, 0, ""));
    }

    [Fact]
    public async Task A_load_of_the_page_is_five_statements()
    {
        var owner = await TeamAsync();
        await LoadAsync(owner);
        (await StatementCount.OfAsync(() => LoadAsync(owner))).Count.ShouldBe(5);
    }

    private async Task LoadAsync(Actor owner)
    {
        (await List.TotalsAsync(owner, owner.Memberships[0].TeamId, new())).Problem.ShouldBeNull();
        (await app.Services.GetRequiredService<InvoiceService>().ListAsync(owner, owner.Memberships[0].TeamId, new(), new(25))).Value!.Data.Count.ShouldBe(4);
    }

    private async Task<(int Count, long Total, long Open, string Years)> TotalsAsync(Actor owner, InvoiceFilter? filter = null)
    {
        var totals = (await List.TotalsAsync(owner, owner.Memberships[0].TeamId, filter ?? new())).Value!;
        return (totals.Count, totals.Total.Minor, totals.Open.Minor, string.Join(' ', totals.Years));
    }

    /// <summary>With a paid invoice of 2024 and of 2026, one of 2026 that is partly open, and a void one.</summary>
    private async Task<Actor> TeamAsync(bool withInvoices = true)
    {
        await using var db = await app.DatabaseAsync();
        var account = new Account { Name = "Listed", Currency = Currency.Usd, CreatedAt = Utc(2024), BillingEmail = "pay@example.com", FoundingEmail = "pay@example.com" };
        var team = new Team { Name = "Listed", AccountId = account.Id, CreatedAt = Utc(2024) };
        db.AddRange(account, team);
        await db.SaveChangesAsync();
        if (withInvoices)
        {
            await IssueAsync(db, team, Utc(2024), InvoiceStatus.Paid, 10_00, paid: 10_00);
            await IssueAsync(db, team, Utc(2026), InvoiceStatus.Paid, 20_00, paid: 20_00);
            await IssueAsync(db, team, Utc(2027).AddSeconds(-1), InvoiceStatus.Open, 30_00, paid: 5_00);
            await IssueAsync(db, team, Utc(2026).AddDays(1), InvoiceStatus.Void, 40_00, paid: 0);
        }
        return new() { UserId = Guid.NewGuid().ToString(), Name = "Owner", Memberships = [new(team.Id, account.Id, TeamRole.Owner)] };
    }

    private static async Task IssueAsync(BillingDbContext db, Team team, DateTime at, InvoiceStatus status, long total, long paid)
    {
        var invoice = new Invoice
        {
            AccountId = team.AccountId, TeamId = team.Id, Reason = InvoiceReason.Cycle, Currency = Currency.Usd, CreatedAt = at, PeriodStart = at, PeriodEnd = at.AddMonths(1), CompleteAt = at,
        };
        db.Add(invoice);
        await db.SaveChangesAsync();
        var number = $"T-{invoice.Id:N}"[..20];
        await db.Invoices.Where(of => of.Id == invoice.Id).ExecuteUpdateAsync(set => set
            .SetProperty(of => of.Number, number).SetProperty(of => of.IssuedAt, at).SetProperty(of => of.Status, status).SetProperty(of => of.Step, DraftStep.Done)
            .SetProperty(of => of.Total, total).SetProperty(of => of.AmountDue, total).SetProperty(of => of.AmountPaid, paid));
    }

    private static DateTime Utc(int year) => new(year, 1, 1, 0, 0, 0, DateTimeKind.Utc);
}
