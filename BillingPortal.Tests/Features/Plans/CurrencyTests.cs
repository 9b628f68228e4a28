using BillingPortal.Data;
using BillingPortal.Features.Plans;
using BillingPortal.Shared;
using BillingPortal.Tests.Features.Usage;
using BillingPortal.Tests.Testing;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Tests.Features.Plans;

/// <summary>A plan is sold in the buyer's currency or not at all, from the instant that its version says.</summary>
[OnEveryDatabase]
public sealed class CurrencyTests : IAsyncLifetime
{
    private static readonly Currency Yen = new("JPY");
    private static readonly Currency Dinar = new("KWD");

    private MeteredAccount acme = null!;
    private BillingDbContext db = null!;

    private DateTime Now => acme.Clock.Now;

    public async ValueTask InitializeAsync()
    {
        acme = await MeteredAccount.StartAsync();
        db = acme.Open();
    }

    public async ValueTask DisposeAsync()
    {
        await db.DisposeAsync();
        await acme.DisposeAsync();
    }

    [Fact]
    public async Task A_plan_is_found_in_the_buyers_currency_or_not_at_all()
    {
        await PublishAsync(Starter(2, new(1_500, Yen), Now));

        (await StarterAsync(Yen))!.Price.ShouldBe(new Money(1_500, Yen));
        (await StarterAsync(Currency.Usd))!.Price.ShouldBe(Money.Usd(10_00));
        (await StarterAsync(Dinar)).ShouldBeNull();
    }

    [Fact]
    public async Task One_Free_suits_every_currency()
    {
        (await acme.Catalogue.CurrentAsync(db, PlanCodes.Free, Yen, Now))!.Number.ShouldBe(1);
        (await acme.Catalogue.AllCurrentAsync(db, Yen, Now)).Select(plan => plan.PlanCode).ShouldBe(["free"]);
    }

    [Fact]
    public async Task A_version_is_sold_from_its_day_and_the_one_before_it_until_then()
    {
        await PublishAsync(Starter(2, Money.Usd(12_00), Now.AddDays(9)), Starter(3, Money.Usd(11_00), Now.AddDays(3)));

        (await StarterAsync(Currency.Usd))!.Number.ShouldBe(1);
        (await StarterAsync(Currency.Usd, days: 3))!.Number.ShouldBe(3);
        (await StarterAsync(Currency.Usd, days: 9))!.Number.ShouldBe(2);
        (await acme.Catalogue.AllCurrentAsync(db, Currency.Usd, Now.AddDays(4))).Select(plan => (plan.PlanCode, plan.Number)).ShouldBe([("free", 1), ("nonprofit", 1), ("starter", 3)]);
    }

    [Fact]
    public async Task Two_versions_of_a_plan_and_currency_never_begin_at_the_same_instant()
    {
        await PublishAsync(Starter(2, Money.Usd(12_00), Now.AddDays(9)), Starter(3, new(1_500, Yen), Now.AddDays(9)));
        await Should.ThrowAsync<DbUpdateException>(() => PublishAsync(Starter(4, Money.Usd(13_00), Now.AddDays(9))));
    }

    [Theory]
    [InlineData("UPDATE \"PlanVersions\" SET \"Name\" = 'Cheap'")]
    [InlineData("DELETE FROM \"PlanLimits\"")]
    [InlineData("UPDATE \"OverageRates\" SET \"Per\" = 1")]
    public async Task The_database_itself_keeps_what_was_published(string sql)
    {
        var refused = await Should.ThrowAsync<System.Data.Common.DbException>(() => db.Database.ExecuteSqlRawAsync(sql, TestContext.Current.CancellationToken));
        refused.Message.ShouldContain("append-only");
    }

    private static PlanVersion Starter(int number, Money price, DateTime soldFrom) => new()
    {
        PlanCode = PlanCodes.Starter, Name = "Starter", Number = number, Price = price, PublishedAt = soldFrom, SoldFrom = soldFrom,
        Limits = [.. Metrics.All.Select(metric => new PlanLimit { Metric = metric, Quantity = 10, IsHard = true })],
    };

    private async Task PublishAsync(params PlanVersion[] versions)
    {
        db.AddRange(versions);
        await db.SaveChangesAsync();
    }

    private Task<PlanVersion?> StarterAsync(Currency currency, int days = 0) => acme.Catalogue.CurrentAsync(db, PlanCodes.Starter, currency, Now.AddDays(days));
}
