using BillingPortal.Features.Credits;
using BillingPortal.Shared;
using BillingPortal.Tests.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BillingPortal.Tests.Features.Credits;

/// <summary>The ledger under parallel use, repetition, expiry and void.</summary>
[OnEveryDatabase]
public sealed class CreditLedgerTests(BillingApp app) : IClassFixture<BillingApp>
{
    private CreditLedger Ledger => app.Services.GetRequiredService<CreditLedger>();

    [Fact]
    public async Task A_hundred_drafts_at_once_take_exactly_the_ten_that_there_are()
    {
        var account = await AccountAsync();
        await GrantAsync(account, 4);
        await GrantAsync(account, 6);

        var taken = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(() => TakeAsync(account, Guid.NewGuid(), 1))));

        taken.Sum().ShouldBe(10);
        (await LeftAsync(account)).ShouldBe((0, 10));
        await ShouldAddUpAsync();
    }

    [Fact]
    public async Task A_draft_that_is_rated_twice_reserves_once_and_gives_back_what_it_no_longer_needs()
    {
        var account = await AccountAsync();
        var grant = await GrantAsync(account, 10);
        var draft = Guid.NewGuid();

        await InAsync(db => Ledger.ReserveAsync(db, draft, [new(grant, 7)]));
        await InAsync(db => Ledger.ReserveAsync(db, draft, [new(grant, 7)]));
        (await LeftAsync(account)).ShouldBe((3, 7));
        await InAsync(db => Ledger.ReserveAsync(db, draft, [new(grant, 2)]));

        (await LeftAsync(account)).ShouldBe((8, 2));
        await ShouldAddUpAsync();
    }

    [Fact]
    public async Task What_a_draft_holds_is_its_own_when_it_is_priced_again()
    {
        var account = await AccountAsync();
        var grant = await GrantAsync(account, 10);
        var draft = Guid.NewGuid();
        await InAsync(db => Ledger.ReserveAsync(db, draft, [new(grant, 7)]));

        (await AtHandAsync(account, draft)).ShouldBe(10);
        (await AtHandAsync(account, null)).ShouldBe(3);
    }

    [Fact]
    public async Task Spent_credit_stays_spent_and_a_void_invoice_gives_it_back_once()
    {
        var account = await AccountAsync();
        var grant = await GrantAsync(account, 10);
        var draft = Guid.NewGuid();
        await InAsync(db => Ledger.ReserveAsync(db, draft, [new(grant, 7)]));
        await InAsync(db => Ledger.SpendAsync(db, new Dictionary<Guid, string> { [draft] = "BP-1" }));
        await InAsync(db => Ledger.SpendAsync(db, new Dictionary<Guid, string> { [draft] = "BP-1" }));
        (await LeftAsync(account)).ShouldBe((3, 0));

        await InAsync(db => Ledger.ReleaseAsync(db, draft));
        await InAsync(db => Ledger.ReleaseAsync(db, draft));

        (await LeftAsync(account)).ShouldBe((10, 0));
        await ShouldAddUpAsync();
    }

    [Fact]
    public async Task Credit_expires_but_never_what_an_open_draft_has_reserved_until_it_is_given_back()
    {
        var account = await AccountAsync();
        var grant = await GrantAsync(account, 10, app.Now.UtcDateTime.AddDays(1));
        var (kept, given) = (Guid.NewGuid(), Guid.NewGuid());
        await InAsync(db => Ledger.ReserveAsync(db, kept, [new(grant, 4)]));
        await InAsync(db => Ledger.ReserveAsync(db, given, [new(grant, 5)]));

        await app.AdvanceAsync(days: 2);
        (await LeftAsync(account)).ShouldBe((0, 9));
        await InAsync(db => Ledger.ReleaseAsync(db, given));
        (await AtHandAsync(account, null)).ShouldBe(0, "it has expired, whether or not the job has been at it");
        await app.AdvanceAsync(days: 1);
        await InAsync(db => Ledger.SpendAsync(db, new Dictionary<Guid, string> { [kept] = "BP-2" }));

        (await LeftAsync(account)).ShouldBe((0, 0));
        await using var look = await app.DatabaseAsync();
        (await look.CreditEntries.Where(entry => entry.GrantId == grant && entry.Kind == CreditEntryKind.Expired).Select(entry => entry.Available).ToListAsync()).Order().ShouldBe([-5, -1]);
        (await look.Set<BillingPortal.Features.Auditing.AuditEntry>().CountAsync(entry => entry.SubjectId == account && entry.Action == "credit.expired")).ShouldBe(2);
        await ShouldAddUpAsync();
    }

    [Fact]
    public async Task Voiding_takes_what_is_left_and_later_what_a_draft_gives_back()
    {
        var account = await AccountAsync();
        var grant = await GrantAsync(account, 10);
        var draft = Guid.NewGuid();
        await InAsync(db => Ledger.ReserveAsync(db, draft, [new(grant, 4)]));

        (await app.Services.GetRequiredService<CreditService>().VoidAsync(Actor.System, grant, new() { Reason = "Granted by mistake" })).Problem.ShouldBeNull();
        (await LeftAsync(account)).ShouldBe((0, 4));
        await InAsync(db => Ledger.ReleaseAsync(db, draft));

        (await LeftAsync(account)).ShouldBe((0, 0));
        (await app.Services.GetRequiredService<CreditService>().VoidAsync(Actor.System, grant, new() { Reason = "Again" })).Problem!.Kind.ShouldBe(ProblemKind.Conflict);
        await ShouldAddUpAsync();
    }

    [Fact]
    public async Task The_database_itself_refuses_to_change_or_remove_an_entry()
    {
        var grant = await GrantAsync(await AccountAsync(), 10);
        await using var db = await app.DatabaseAsync();
        var entries = db.CreditEntries.Where(entry => entry.GrantId == grant);

        await Should.ThrowAsync<System.Data.Common.DbException>(() => entries.ExecuteUpdateAsync(set => set.SetProperty(entry => entry.Available, 1_000_000)));
        await Should.ThrowAsync<System.Data.Common.DbException>(() => entries.ExecuteDeleteAsync());
        (await entries.SingleAsync()).Available.ShouldBe(10);
    }

    /// <summary>As a draft does it: looks, takes what it needs of what there is, and looks again where another was quicker.</summary>
    private async Task<long> TakeAsync(Guid account, Guid draft, long wanted)
    {
        while (true)
        {
            try
            {
                await using var db = await app.DatabaseAsync();
                var hand = await Ledger.AtHandAsync(db, account, Currency.Usd, app.Now.UtcDateTime);
                var taken = Math.Min(wanted, hand.Of(CreditKind.Promotional).Minor);
                await Ledger.ReserveAsync(db, draft, hand.Take(CreditKind.Promotional, Money.Usd(taken)));
                await db.SaveChangesAsync();
                return taken;
            }
            catch (DbUpdateConcurrencyException)
            {
                // Somebody else took it.
            }
        }
    }

    private async Task InAsync(Func<BillingPortal.Data.BillingDbContext, Task> act)
    {
        await using var db = await app.DatabaseAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        await act(db);
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
    }

    private async Task<Guid> AccountAsync() => (await app.TeamAsync()).AccountId;

    private async Task<Guid> GrantAsync(Guid account, long amount, DateTime? expires = null)
    {
        await using var db = await app.DatabaseAsync();
        var team = await db.Set<BillingPortal.Features.Accounts.Team>().Where(one => one.AccountId == account).Select(one => one.Id).SingleAsync();
        var granted = await app.Services.GetRequiredService<CreditService>().GrantAsync(
            Actor.System, new() { TeamId = team, Amount = amount, Currency = "usd", Kind = CreditKind.Promotional, Reason = "Test", ExpiresAt = expires });
        granted.Problem.ShouldBeNull();
        return granted.Value!.Id;
    }

    private async Task<long> AtHandAsync(Guid account, Guid? draft)
    {
        await using var db = await app.DatabaseAsync();
        return (await Ledger.AtHandAsync(db, account, Currency.Usd, app.Now.UtcDateTime, draft)).Of(CreditKind.Promotional).Minor;
    }

    private async Task<(long Available, long Reserved)> LeftAsync(Guid account)
    {
        await using var db = await app.DatabaseAsync();
        var entries = await db.CreditEntries.Where(entry => entry.AccountId == account).ToListAsync();
        return (entries.Sum(entry => entry.Available), entries.Sum(entry => entry.Reserved));
    }

    private async Task ShouldAddUpAsync() => (await app.Services.GetRequiredService<CreditRecount>().CountAsync()).ShouldBeEmpty();
}
