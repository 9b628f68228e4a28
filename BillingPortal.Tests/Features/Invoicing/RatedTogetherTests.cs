using BillingPortal.Data;
using BillingPortal.Features.Accounts;
using BillingPortal.Features.Credits;
using BillingPortal.Features.Discounts;
using BillingPortal.Features.Invoicing;
using BillingPortal.Features.Plans;
using BillingPortal.Features.Usage;
using BillingPortal.Shared;
using BillingPortal.Tests.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BillingPortal.Tests.Features.Invoicing;

/// <summary>Drafts that are rated and issued in one unit of work: together they cost no more questions than a few, and each comes to what it would alone.</summary>
[OnEveryDatabase]
public sealed class RatedTogetherTests(BillingApp app) : IClassFixture<BillingApp>
{
    private InvoiceRating Rating => app.Services.GetRequiredService<InvoiceRating>();

    private DateTime Closed => new(app.Now.Year, app.Now.Month, 1, 0, 0, 0, DateTimeKind.Utc);

    [Fact]
    public async Task Fifty_drafts_with_usage_late_usage_credit_and_a_code_are_rated_with_as_many_questions_as_five()
    {
        await RateAsync(await RenewalsAsync(1));
        var five = await RateAsync(await RenewalsAsync(5));
        var fifty = await RateAsync(await RenewalsAsync(50));

        fifty.Count.ShouldBe(five.Count, string.Join("\n\n", fifty));
        fifty.Count.ShouldBeLessThanOrEqualTo(25);
    }

    [Fact]
    public async Task Fifty_drafts_that_hold_credit_are_issued_with_as_many_questions_as_five()
    {
        await app.Services.GetRequiredService<InvoiceIssuing>().PrepareAsync();
        await IssueAsync(await RenewalsAsync(1));
        var five = await IssueAsync(await RenewalsAsync(5));
        var ids = await RenewalsAsync(50);
        var fifty = await IssueAsync(ids);

        fifty.Count.ShouldBe(five.Count, string.Join("\n\n", fifty));
        await using var db = await app.DatabaseAsync();
        var accounts = await db.Invoices.Where(invoice => ids.Contains(invoice.Id)).Select(invoice => invoice.AccountId).ToListAsync();
        var grants = await db.CreditGrants.Where(grant => accounts.Contains(grant.AccountId)).ToListAsync();
        grants.Select(grant => (grant.Available, grant.Reserved)).Distinct().ShouldBe([(0, 0)]);
        (await db.CreditEntries.Where(entry => accounts.Contains(entry.AccountId) && entry.Kind == CreditEntryKind.Spent).SumAsync(entry => -entry.Reserved)).ShouldBe(50 * 5_00);
    }

    [Fact]
    public async Task What_each_comes_to_is_what_it_comes_to_alone()
    {
        var together = await RenewalsAsync(4);
        var alone = await RenewalsAsync(4);

        await RateAsync(together);
        foreach (var id in alone) await RateAsync([id]);

        (await FiguresAsync(together)).ShouldBe(await FiguresAsync(alone));
        // 10.00 less 20 %, 50,000 calls over for 20.00, 10,000 late ones for 4.00, credit of 5.00; German VAT of 19 % on 27.00.
        (await FiguresAsync(together))[0].ShouldBe((34_00, 2_00, 5_00, 5_13, 32_13));
    }

    [Fact]
    public async Task Two_drafts_of_one_account_share_its_credit_and_the_last_use_of_its_code()
    {
        var first = (await RenewalsAsync(1))[0];
        await using var db = await app.DatabaseAsync();
        var draft = await db.Invoices.SingleAsync(invoice => invoice.Id == first);
        var second = Draft(draft.AccountId, draft.TeamId, draft.Reason);
        db.Add(second);
        await db.UsageTotals.Where(total => total.AccountId == draft.AccountId).ExecuteDeleteAsync();
        await db.CreditGrants.Where(grant => grant.AccountId == draft.AccountId).ExecuteUpdateAsync(set => set.SetProperty(grant => grant.Available, 12_00));
        await db.SaveChangesAsync();

        await RateAsync([first, second.Id]);

        var figures = await FiguresAsync([first, second.Id]);
        figures.Sum(of => of.Discount).ShouldBe(2_00, "the code is good for one invoice");
        figures.Sum(of => of.Promotional).ShouldBe(12_00, "what one has taken is not there for the other");
        await using var after = await app.DatabaseAsync();
        (await after.CreditGrants.SingleAsync(grant => grant.AccountId == draft.AccountId)).ShouldSatisfyAllConditions(grant => grant.Available.ShouldBe(0), grant => grant.Reserved.ShouldBe(12_00));
        (await after.Redemptions.SingleAsync(redemption => redemption.AccountId == draft.AccountId)).UsedInvoices.ShouldBe(1);
    }

    /// <summary>The statements that only ask: what is written goes in batches of the provider's size.</summary>
    private async Task<IReadOnlyList<string>> RateAsync(IReadOnlyList<Guid> ids) => Questions(await StatementCount.OfAsync(async () => (await Rating.RateAsync(ids)).ShouldBeEmpty()));

    private async Task<IReadOnlyList<string>> IssueAsync(IReadOnlyList<Guid> ids)
    {
        await RateAsync(ids);
        await using var db = await app.DatabaseAsync();
        await db.Invoices.Where(invoice => ids.Contains(invoice.Id)).ExecuteUpdateAsync(set => set.SetProperty(invoice => invoice.Step, DraftStep.Placed));
        return Questions(await StatementCount.OfAsync(() => app.Services.GetRequiredService<InvoiceIssuing>().IssueAsync([.. ids.Select(id => new FinalDraft(id, null))])));
    }

    private static IReadOnlyList<string> Questions(IReadOnlyList<string> all) => [.. all.Where(sql => sql.TrimStart().StartsWith("SELECT", StringComparison.Ordinal) || sql.Contains("\"CreditGrants\" AS", StringComparison.Ordinal))];

    private async Task<List<(long Subtotal, long Discount, long Promotional, long Tax, long Due)>> FiguresAsync(IReadOnlyList<Guid> ids)
    {
        await using var db = await app.DatabaseAsync();
        var found = await db.Invoices.AsNoTracking().Where(invoice => ids.Contains(invoice.Id)).ToDictionaryAsync(invoice => invoice.Id);
        return [.. ids.Select(id => found[id]).Select(of => (of.Subtotal, of.DiscountTotal, of.PromotionalTotal, of.TaxTotal, of.AmountDue))];
    }

    /// <summary>Renewals of as many accounts on Starter: usage over its limit, some of it late, a code for one invoice, credit, and a buyer whose place takes evidence.</summary>
    private async Task<IReadOnlyList<Guid>> RenewalsAsync(int count)
    {
        await using var db = await app.DatabaseAsync();
        var starter = (await app.Services.GetRequiredService<PlanCatalogue>().CurrentAsync(db, PlanCodes.Starter, Currency.Usd, app.Now.UtcDateTime))!;
        var code = new DiscountCode { Code = $"T{Guid.NewGuid():N}"[..16].ToUpperInvariant(), PercentOff = 20, Duration = DiscountDuration.Once, MaxPerAccount = 1, CreatedAt = Closed };
        db.Add(code);
        return await SavedAsync(db, [.. Enumerable.Range(0, count).Select(_ => Add(db, starter, code))]);
    }

    private static async Task<IReadOnlyList<Guid>> SavedAsync(BillingDbContext db, IReadOnlyList<Guid> ids)
    {
        await db.SaveChangesAsync();
        return ids;
    }

    private Guid Add(BillingDbContext db, PlanVersion starter, DiscountCode code)
    {
        var (before, start) = (Closed.AddMonths(-2), Closed.AddMonths(-1));
        var account = new Account { Name = "Together", Currency = Currency.Usd, CreatedAt = before, BillingEmail = "pay@example.com", FoundingEmail = "pay@example.com" };
        account.ChangeProfile(new() { Country = "DE", PostalCode = "10115", City = "Berlin" }, "pay@example.com", before);
        var team = new Team { Name = "Together", AccountId = account.Id, CreatedAt = before };
        var grant = new CreditGrant { AccountId = account.Id, Kind = CreditKind.Promotional, Amount = 5_00, Currency = Currency.Usd, Priority = 100, Reason = "Sorry", GrantedAt = before };
        var redemption = Redemption.Reserve(code, account.Id, before);
        redemption.Redeem(before);
        var draft = Draft(account.Id, team.Id, InvoiceReason.Cycle);
        db.AddRange(account, team, AccountPlan.Start(account.Id, starter, before, before), grant, grant.Grant(before), redemption, draft);
        db.Add(Total(account.Id, before, inTime: 250_000, late: 10_000));
        db.Add(Total(account.Id, start, inTime: 300_000, late: 0));
        return draft.Id;
    }

    private Invoice Draft(Guid accountId, Guid teamId, InvoiceReason reason)
    {
        var draft = new Invoice
        {
            AccountId = accountId, TeamId = teamId, Reason = reason, Currency = Currency.Usd, CreatedAt = Closed, PeriodStart = Closed, PeriodEnd = Closed.AddMonths(1), CompleteAt = Closed,
        };
        draft.Claim();
        return draft;
    }

    private static UsageTotal Total(Guid accountId, DateTime periodStart, long inTime, long late)
    {
        var total = new UsageTotal { AccountId = accountId, Metric = Metric.ApiCalls, PeriodStart = periodStart };
        foreach (var (quantity, isLate) in new[] { (inTime, false), (late, true) })
            total.Count(new()
            {
                AccountId = accountId, EventId = "rated", TeamId = accountId, Metric = Metric.ApiCalls, Quantity = quantity, Timestamp = periodStart, ReceivedAt = periodStart, Number = 0, PeriodStart = periodStart,
                Day = DateOnly.FromDateTime(periodStart), IsLate = isLate, Corrects = null, Metadata = null, ContentHash = [],
            });
        return total;
    }
}
