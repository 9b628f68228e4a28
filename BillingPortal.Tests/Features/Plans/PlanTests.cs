using BillingPortal.Data;
using BillingPortal.Features.Plans;
using BillingPortal.Shared;
using BillingPortal.Tests.Features.Usage;
using BillingPortal.Tests.Testing;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Tests.Features.Plans;

[OnEveryDatabase]
public sealed class PlanTests : IAsyncLifetime
{
    private MeteredAccount acme = null!;

    public async ValueTask InitializeAsync() => acme = await MeteredAccount.StartAsync();

    public ValueTask DisposeAsync() => acme.DisposeAsync();

    [Fact]
    public async Task Every_limit_price_and_rate_is_read_back_as_it_was_published()
    {
        await using var db = acme.Open();
        var plans = await acme.Catalogue.AllCurrentAsync(db, Currency.Usd, acme.Clock.Now);
        plans.Select(plan => (plan.PlanCode, plan.Price)).ShouldBe([("free", Money.Usd(0)), ("nonprofit", Money.Usd(500)), ("starter", Money.Usd(1000))]);

        foreach (var (read, published) in plans.Select(plan => (plan, FirstPlans.Publish(acme.Clock.Now).Single(first => first.PlanCode == plan.PlanCode))))
            foreach (var metric in Metrics.All)
            {
                read.LimitOf(metric).Quantity.ShouldBe(published.LimitOf(metric).Quantity);
                read.RateOf(metric)?.Tiers.ShouldBe(published.RateOf(metric)!.Tiers);
                read.RateOverage(metric, 70_000_000_000).ShouldBeEquivalentTo(published.RateOverage(metric, 70_000_000_000));
            }
    }

    [Fact]
    public async Task Nodes_that_start_together_publish_the_plans_once()
    {
        await using var empty = await MeteredAccount.BareAsync();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => empty.Services.PublishFirstPlansAsync())));
        await using var db = empty.Open();
        (await db.PlanVersions.CountAsync()).ShouldBe(3);
    }

    [Fact]
    public async Task A_new_version_is_sold_from_now_on_while_accounts_stay_on_theirs()
    {
        await using var db = acme.Open();
        db.Add(new PlanVersion
        {
            PlanCode = PlanCodes.Free, Name = "Free", Number = 2, Price = Money.Usd(0), PublishedAt = acme.Clock.Now, SoldFrom = acme.Clock.Now.AddSeconds(1),
            Limits = [.. Metrics.All.Select(metric => new PlanLimit { Metric = metric, Quantity = 1, IsHard = true })],
        });
        await db.SaveChangesAsync();

        acme.Advance(TimeSpan.FromSeconds(1));
        (await acme.Catalogue.CurrentAsync(db, PlanCodes.Free, Currency.Usd, acme.Clock.Now))!.Number.ShouldBe(2);
        (await acme.PlanAtAsync(acme.Clock.Now)).Version.Number.ShouldBe(1);
        (await acme.Catalogue.CurrentAsync(db, "platinum", Currency.Usd, acme.Clock.Now)).ShouldBeNull();
    }

    [Fact]
    public async Task Free_has_calendar_months_and_a_paid_plan_the_months_of_its_anchor()
    {
        acme.Clock.Now.ShouldBe(Utc("2026-01-20T12:00:00Z"));
        (await acme.PlanAtAsync(acme.Clock.Now)).Period.ShouldBe(new(Utc("2026-01-01"), Utc("2026-02-01")));

        acme.Advance(TimeSpan.FromDays(11));
        await acme.UpgradeAsync();
        var plan = await acme.PlanAtAsync(Utc("2026-03-30"));
        plan.Version.PlanCode.ShouldBe("starter");
        plan.Period.ShouldBe(new(Utc("2026-02-28T12:00:00Z"), Utc("2026-03-31T12:00:00Z")));
        plan.Carried.ShouldBeNull();
        (await acme.PlanAtAsync(Utc("2026-02-01"))).Carried.ShouldBe(new Period(Utc("2026-01-01"), Utc("2026-02-01")));
    }

    [Fact]
    public async Task The_old_plan_counts_until_the_moment_of_the_change_and_the_new_one_from_then()
    {
        acme.Advance(TimeSpan.FromDays(1));
        var at = acme.Clock.Now;
        await acme.UpgradeAsync();
        (await acme.PlanAtAsync(at.AddTicks(-10))).Version.PlanCode.ShouldBe("free");
        (await acme.PlanAtAsync(at)).Version.PlanCode.ShouldBe("starter");
    }

    [Fact]
    public async Task An_account_is_never_on_two_plans_at_once()
    {
        await using var db = acme.Open();
        var starter = (await acme.Catalogue.CurrentAsync(db, PlanCodes.Starter, Currency.Usd, acme.Clock.Now))!;
        db.Add(AccountPlan.Start(acme.AccountId, starter, acme.Clock.Now.AddDays(1), acme.Clock.Now));
        await Should.ThrowAsync<DbUpdateException>(() => db.SaveChangesAsync());
    }

    private static DateTime Utc(string text) => DateTime.Parse(text, null, System.Globalization.DateTimeStyles.AdjustToUniversal | System.Globalization.DateTimeStyles.AssumeUniversal);
}
