using BillingPortal.Data;
using BillingPortal.Features.Accounts;
using BillingPortal.Features.Discounts;
using BillingPortal.Shared;
using BillingPortal.Tests.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BillingPortal.Tests.Features.Discounts;

/// <summary>How often a code is taken, and which invoices count.</summary>
[OnEveryDatabase]
public sealed class RedemptionTests(BillingApp app) : IClassFixture<BillingApp>
{
    private static readonly Money Nothing = Money.Usd(0);

    private Redemptions Redemptions => app.Services.GetRequiredService<Redemptions>();

    [Fact]
    public async Task Five_hundred_at_once_take_a_code_for_ten_exactly_ten_times()
    {
        var code = await CodeAsync(DiscountDuration.Once, maxRedemptions: 10);
        var accounts = await AccountsAsync(500);

        var answers = await Task.WhenAll(accounts.Select(account => Task.Run(() => ReserveAsync(account, code))));

        answers.Count(answer => answer.Problem is null).ShouldBe(10);
        answers.Where(answer => answer.Problem is not null).ShouldAllBe(answer => answer.Problem!.Errors.ContainsKey("discount_code"));
        await using var db = await app.DatabaseAsync();
        (await db.DiscountCodes.SingleAsync(known => known.Id == code.Id)).Taken.ShouldBe(10);
        (await db.Redemptions.CountAsync(redemption => redemption.CodeId == code.Id)).ShouldBe(10);
    }

    [Fact]
    public async Task What_was_released_can_be_taken_again_and_is_released_once()
    {
        var code = await CodeAsync(DiscountDuration.Once, maxRedemptions: 1);
        var accounts = await AccountsAsync(3);
        var held = (await ReserveAsync(accounts[0], code)).Value!;
        (await ReserveAsync(accounts[1], code)).Problem!.Detail.ShouldContain("as often as it may be");

        await InTransactionAsync(db => Redemptions.ReleaseAsync(db, held.Id));
        await InTransactionAsync(db => Redemptions.ReleaseAsync(db, held.Id));

        (await ReserveAsync(accounts[1], code)).Problem.ShouldBeNull();
        (await ReserveAsync(accounts[2], code)).Problem.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_code_for_two_invoices_counts_each_of_them_once_however_often_it_is_rated()
    {
        var code = await CodeAsync(DiscountDuration.Repeating, months: 2);
        var account = (await AccountsAsync(1))[0];
        await RedeemAsync(account, code);
        var (first, second, third) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());

        await CountAsync(account, first);
        await CountAsync(account, first);
        (await DeservedAsync(account)).ShouldNotBeNull();
        await CountAsync(account, second);

        (await DeservedAsync(account)).ShouldBeNull();
        (await DeservedAsync(account, second)).ShouldNotBeNull("a draft that is rated again keeps what it has");
        (await DeservedAsync(account, third)).ShouldBeNull();
        await InTransactionAsync(db => Redemptions.GiveBackAsync(db, first));
        await InTransactionAsync(db => Redemptions.GiveBackAsync(db, first));
        (await DeservedAsync(account)).ShouldNotBeNull("a voided invoice gives its use back");
        await CountAsync(account, third);
        (await DeservedAsync(account)).ShouldBeNull();
    }

    [Fact]
    public async Task A_draft_that_no_longer_bears_the_code_gives_its_use_back()
    {
        var code = await CodeAsync(DiscountDuration.Once);
        var account = (await AccountsAsync(1))[0];
        await RedeemAsync(account, code);
        var draft = Guid.NewGuid();
        await CountAsync(account, draft);

        await InTransactionAsync(db => Redemptions.CountAsync(db, draft, null, Nothing, Nothing));

        (await DeservedAsync(account)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Two_invoices_that_are_rated_at_once_do_not_both_have_the_last_use()
    {
        var code = await CodeAsync(DiscountDuration.Once);
        var account = (await AccountsAsync(1))[0];
        await RedeemAsync(account, code);
        var deserved = (await DeservedAsync(account))!;
        await using BillingDbContext one = await app.DatabaseAsync(), other = await app.DatabaseAsync();
        await Redemptions.CountAsync(one, Guid.NewGuid(), deserved, Money.Usd(2_00), Money.Usd(8_00));
        await Redemptions.CountAsync(other, Guid.NewGuid(), deserved, Money.Usd(2_00), Money.Usd(8_00));

        await one.SaveChangesAsync();

        await Should.ThrowAsync<DbUpdateConcurrencyException>(() => other.SaveChangesAsync());
    }

    [Fact]
    public async Task A_new_subscription_leaves_the_code_of_the_last_one_behind()
    {
        var code = await CodeAsync(DiscountDuration.Forever);
        var account = (await AccountsAsync(1))[0];
        await RedeemAsync(account, code);
        (await DeservedAsync(account)).ShouldNotBeNull();

        await InTransactionAsync(db => Redemptions.StartAsync(db, account.Id, null));

        (await DeservedAsync(account)).ShouldBeNull();
    }

    private async Task<DiscountCode> CodeAsync(DiscountDuration duration, int? months = null, int? maxRedemptions = null)
    {
        await using var db = await app.DatabaseAsync();
        var code = new DiscountCode
        {
            Code = $"R{Guid.NewGuid():N}"[..20].ToUpperInvariant(), PercentOff = 20m, Duration = duration, DurationInMonths = months, MaxRedemptions = maxRedemptions, MaxPerAccount = 1, CreatedAt = app.Now.UtcDateTime,
        };
        db.Add(code);
        await db.SaveChangesAsync();
        return code;
    }

    private async Task<List<Account>> AccountsAsync(int count)
    {
        await using var db = await app.DatabaseAsync();
        var accounts = Enumerable.Range(0, count).Select(_ => new Account
        {
            Name = "Redeeming", Currency = Currency.Usd, CreatedAt = app.Now.UtcDateTime, BillingEmail = "redeem@example.com", FoundingEmail = "redeem@example.com",
        }).ToList();
        db.AddRange(accounts);
        await db.SaveChangesAsync();
        return accounts;
    }

    private async Task<Result<Redemption>> ReserveAsync(Account account, DiscountCode code)
    {
        await using var db = await app.DatabaseAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var answer = await Redemptions.ReserveAsync(db, account, code.Code.ToLowerInvariant(), "starter");
        if (answer.Problem is not null) return answer;
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
        return answer;
    }

    private async Task RedeemAsync(Account account, DiscountCode code)
    {
        var reserved = (await ReserveAsync(account, code)).Value!;
        await InTransactionAsync(db => Redemptions.StartAsync(db, account.Id, reserved.Id));
    }

    private async Task CountAsync(Account account, Guid invoiceId)
    {
        var deserved = (await DeservedAsync(account, invoiceId)).ShouldNotBeNull();
        await InTransactionAsync(db => Redemptions.CountAsync(db, invoiceId, deserved, Money.Usd(2_00), Money.Usd(8_00)));
    }

    private async Task<DeservedDiscount?> DeservedAsync(Account account, Guid? draft = null)
    {
        await using var db = await app.DatabaseAsync();
        return await Redemptions.DeservedAsync(db, account.Id, draft);
    }

    private async Task InTransactionAsync(Func<BillingDbContext, Task> work)
    {
        await using var db = await app.DatabaseAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        await work(db);
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
    }
}
