using BillingPortal.Features.Accounts;
using BillingPortal.Features.Discounts;
using BillingPortal.Features.Invoicing;
using BillingPortal.Features.Plans;
using BillingPortal.Tests.Testing;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Tests.Scenarios.ManyMonths;

/// <summary>What an auditor asks of the books: what is true of them at every moment, whatever has happened.</summary>
public sealed class Books(BillingApp app)
{
    private readonly LedgerBooks ledgers = new();

    public async Task ShouldHoldAsync(string when)
    {
        await using var db = await app.DatabaseAsync();
        var invoices = await db.Invoices.AsNoTracking().AsSplitQuery().Include(invoice => invoice.Lines).Include(invoice => invoice.Taxes).ToListAsync();
        var documents = (await db.InvoiceDocuments.Select(document => document.InvoiceId).ToListAsync()).ToLookup(id => id);

        foreach (var invoice in invoices)
        {
            InvoiceBooks.ShouldHold(invoice, app.Now.UtcDateTime, when);
            documents[invoice.Id].Count().ShouldBe(invoice.IsIssued ? 1 : 0, $"{when}: documents of {InvoiceBooks.Told(invoice)}");
        }
        NumbersShouldHaveNoGap(invoices, when);
        foreach (var account in await db.Accounts.AsNoTracking().ToListAsync())
        {
            List<Invoice> theirs = [.. invoices.Where(invoice => invoice.AccountId == account.Id)];
            PlansShouldTile([.. await db.AccountPlans.AsNoTracking().Where(plan => plan.AccountId == account.Id).ToListAsync()], $"{when}: {account.Name}");
            await UsageBooks.ShouldHoldAsync(app, db, account, theirs, when);
            await StripeBooks.ShouldHoldAsync(app, account, theirs, when);
        }
        await CreditBooks.ShouldHoldAsync(app, db, invoices, when);
        await CodesShouldNeverBeOverspentAsync(db, invoices, when);
        await ledgers.ShouldOnlyGrowAsync(db, when);
    }

    private static void NumbersShouldHaveNoGap(IEnumerable<Invoice> invoices, string when)
    {
        var numbers = invoices.Select(invoice => invoice.Number).OfType<string>();
        foreach (var series in numbers.GroupBy(number => number[..number.LastIndexOf('-')], number => int.Parse(number[(number.LastIndexOf('-') + 1)..])))
            series.Order().ShouldBe(Enumerable.Range(1, series.Count()), $"{when}: {series.Key}");
    }

    private static void PlansShouldTile(List<AccountPlan> plans, string when)
    {
        plans.Sort((a, b) => a.From.CompareTo(b.From));
        for (var n = 1; n < plans.Count; n++) plans[n - 1].To.ShouldBe(plans[n].From, when);
        plans[^1].To.ShouldBeNull(when);
    }

    /// <summary>Every redemption is one that the code had left, and every invoice that bears a code is counted once, with what it really took off.</summary>
    private static async Task CodesShouldNeverBeOverspentAsync(Data.BillingDbContext db, List<Invoice> invoices, string when)
    {
        var redemptions = await db.Redemptions.AsNoTracking().ToListAsync();
        var uses = await db.DiscountUses.AsNoTracking().ToListAsync();
        foreach (var code in await db.DiscountCodes.AsNoTracking().ToListAsync())
        {
            var told = $"{when}: code {code.Code}";
            var taken = redemptions.Where(redemption => redemption.CodeId == code.Id && redemption.State != RedemptionState.Released).ToList();
            code.Taken.ShouldBe(taken.Count, told);
            taken.Count.ShouldBeLessThanOrEqualTo(code.MaxRedemptions ?? int.MaxValue, told);
            taken.GroupBy(redemption => redemption.AccountId).ShouldAllBe(of => of.Count() <= code.MaxPerAccount, told);
            foreach (var redemption in taken)
            {
                redemption.UsedInvoices.ShouldBe(uses.Count(use => use.RedemptionId == redemption.Id), told);
                redemption.UsedInvoices.ShouldBeLessThanOrEqualTo(code.Invoices ?? int.MaxValue, told);
            }
        }
        uses.Select(use => (use.InvoiceId, use.RedemptionId, use.Discount)).ShouldBe(
            invoices.Where(invoice => invoice.RedemptionId is not null && invoice.Status != InvoiceStatus.Void).Select(invoice => (invoice.Id, invoice.RedemptionId!.Value, invoice.DiscountTotal)), ignoreOrder: true, $"{when}: invoices that count for a code");
    }
}
