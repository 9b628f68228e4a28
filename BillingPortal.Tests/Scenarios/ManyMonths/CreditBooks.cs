using BillingPortal.Data;
using BillingPortal.Features.Credits;
using BillingPortal.Features.Invoicing;
using BillingPortal.Tests.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BillingPortal.Tests.Scenarios.ManyMonths;

/// <summary>The ledger is the balance, never below nothing, and every invoice has taken from it exactly what its lines say.</summary>
internal static class CreditBooks
{
    public static async Task ShouldHoldAsync(BillingApp app, BillingDbContext db, List<Invoice> invoices, string when)
    {
        (await app.Services.GetRequiredService<CreditRecount>().CountAsync()).ShouldBeEmpty($"{when}: grants that differ from their ledger");
        var entries = await db.CreditEntries.AsNoTracking().ToListAsync();
        var now = app.Now.UtcDateTime;
        foreach (var grant in await db.CreditGrants.AsNoTracking().ToListAsync())
        {
            var told = $"{when}: grant {grant.Id} of {grant.Amount}";
            Math.Min(grant.Available, grant.Reserved).ShouldBeGreaterThanOrEqualTo(0, told);
            grant.Available.ShouldBeLessThanOrEqualTo(grant.Amount, told);
            if (grant.ExpiresAt < now.AddHours(-1) || grant.VoidedAt is not null) grant.Available.ShouldBe(0, $"{told} is over");
        }
        foreach (var invoice in invoices) ShouldHaveTakenWhatItSays(invoice, [.. entries.Where(entry => entry.DraftId == invoice.Id)], when);
        entries.Where(entry => entry.Kind == CreditEntryKind.Spent).Select(entry => entry.DraftId!.Value).Except(invoices.Select(invoice => invoice.Id)).ShouldBeEmpty($"{when}: credit was spent on no invoice");
    }

    private static void ShouldHaveTakenWhatItSays(Invoice invoice, List<CreditEntry> entries, string when)
    {
        var told = $"{when}: credit of {InvoiceBooks.Told(invoice)}";
        var isVoid = invoice.Status == InvoiceStatus.Void;
        foreach (var (kind, total) in new[] { (CreditKind.Promotional, invoice.PromotionalTotal), (CreditKind.Prepaid, invoice.PrepaidTotal) })
        {
            var taken = entries.Where(entry => entry.Credit == kind).ToList();
            (-taken.Sum(entry => entry.Available)).ShouldBe(isVoid ? 0 : total, told);
            taken.Sum(entry => entry.Reserved).ShouldBe(invoice.IsIssued || isVoid ? 0 : total, told);
        }
    }
}
