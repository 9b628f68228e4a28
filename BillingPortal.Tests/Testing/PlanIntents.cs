using System.Text.Json;
using BillingPortal.Features.Accounts;
using BillingPortal.Features.Nonprofits;
using BillingPortal.Features.Plans;
using BillingPortal.Features.Subscriptions;
using BillingPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Tests.Testing;

/// <summary>What people do with a plan, over the API, and what must hold of it whatever they do.</summary>
public static class PlanIntents
{
    public static Task<Answer> ChangeAsync(this TestTeam team, object change) => team.Owner.PostAsync($"/standalone-teams/{team.Id}/billing/upgrade", change);

    public static Task<Answer> CancelAsync(this TestTeam team, string when, string? reason = null) => team.Owner.PostAsync($"/standalone-teams/{team.Id}/billing/cancel", new { when, reason });

    public static Task<Answer> PauseAsync(this TestTeam team, DateTimeOffset? until = null) => team.Owner.PostAsync($"/standalone-teams/{team.Id}/billing/pause", new { until });

    public static Task<Answer> ResumeAsync(this TestTeam team) => team.Owner.PostAsync($"/standalone-teams/{team.Id}/billing/resume");

    public static async Task<DateTimeOffset> PeriodEndAsync(this TestTeam team) => (await team.BillingAsync()).GetProperty("subscription").Time("current_period_end");

    /// <summary>As the desk for non-profits would find it.</summary>
    public static async Task VerifyAsync(this BillingApp app, TestTeam team)
    {
        await using var db = await app.DatabaseAsync();
        db.Add(new NonprofitApproval { AccountId = team.AccountId, ApprovedAt = app.Now.UtcDateTime.AddDays(-1), Until = app.Now.UtcDateTime.AddYears(3) });
        await db.SaveChangesAsync();
    }

    /// <summary>A verified team that pays for Non-Profit.</summary>
    public static async Task<TestTeam> NonprofitTeamAsync(this BillingApp app, string name = "Charity")
    {
        var team = await app.TeamAsync(name);
        await app.VerifyAsync(team);
        (await team.UpgradeAsync("pm_card_visa", "nonprofit")).Ok().Text("status").ShouldBe("active");
        return team;
    }

    public static async Task<PlanVersion> VersionAsync(this BillingApp app, string plan, int number = 1)
    {
        await using var db = await app.DatabaseAsync();
        return await db.PlanVersions.AsNoTracking().Include(version => version.Limits).Include(version => version.OverageRates).SingleAsync(version => version.PlanCode == plan && version.Number == number);
    }

    /// <summary>A later version of a plan at another price, everything else the same, on sale from some time on.</summary>
    public static async Task<PlanVersion> PublishAsync(this BillingApp app, string plan, int number, long cents, DateTime soldFrom)
    {
        var before = await app.VersionAsync(plan);
        await using var db = await app.DatabaseAsync();
        var version = new PlanVersion
        {
            PlanCode = plan, Name = before.Name, Number = number, Price = Money.Usd(cents), PublishedAt = soldFrom, SoldFrom = soldFrom,
            Limits = [.. before.Limits.Select(limit => new PlanLimit { Metric = limit.Metric, Quantity = limit.Quantity, IsHard = limit.IsHard })],
            OverageRates = [.. before.OverageRates.Select(rate => new OverageRate { Metric = rate.Metric, Model = rate.Model, Currency = rate.Currency, Per = rate.Per, Tiers = rate.Tiers })],
        };
        db.Add(version);
        await db.SaveChangesAsync();
        return version;
    }

    /// <summary>Which plan from when to when, oldest first: from the account's first instant on, without gap or overlap, and open at the end.</summary>
    public static async Task<IReadOnlyList<(string Plan, DateTime From, DateTime? To)>> PlansShouldTileAsync(this BillingApp app, TestTeam team)
    {
        await using var db = await app.DatabaseAsync();
        var versions = await db.PlanVersions.ToDictionaryAsync(version => version.Id, version => version.PlanCode);
        var rows = await db.AccountPlans.AsNoTracking().Where(plan => plan.AccountId == team.AccountId).OrderBy(plan => plan.From).ToListAsync();
        rows.Count(row => row.To is null).ShouldBe(1);
        rows[^1].To.ShouldBeNull();
        foreach (var (row, next) in rows.Zip(rows.Skip(1))) (row.To, row.To > row.From).ShouldBe((next.From, true));
        rows[0].From.ShouldBe((await db.Accounts.SingleAsync(account => account.Id == team.AccountId)).CreatedAt);
        return [.. rows.Select(row => (versions[row.PlanVersionId], row.From, row.To))];
    }

    /// <summary>What Stripe has of the team: every subscription, newest first.</summary>
    public static async Task<IReadOnlyList<JsonElement>> AtStripeAsync(this BillingApp app, TestTeam team) =>
        [.. (await app.Stripe.GetAsync($"/v1/subscriptions?customer={await team.CustomerAsync()}&status=all&limit=100")).Ok().List("data")];

    /// <summary>Nothing is left over at Stripe: no open invoice, no draft, no balance, no waiting change.</summary>
    public static async Task StripeShouldBeCleanAsync(this BillingApp app, TestTeam team)
    {
        var customer = await team.CustomerAsync();
        (await app.Stripe.GetAsync($"/v1/customers/{customer}")).Ok().Number("balance").ShouldBe(0);
        (await app.Stripe.GetAsync($"/v1/invoices?customer={customer}&limit=100")).Ok().List("data").ShouldAllBe(invoice => invoice.Text("status") == "paid" || invoice.Text("status") == "void");
        (await app.AtStripeAsync(team)).ShouldAllBe(subscription => subscription.IsNull("pending_update"));
    }

    /// <summary>The changes of plan that were tried, oldest first.</summary>
    public static async Task<IReadOnlyList<PlanChange>> ChangesAsync(this BillingApp app, TestTeam team)
    {
        await using var db = await app.DatabaseAsync();
        return await db.PlanChanges.AsNoTracking().Where(change => change.AccountId == team.AccountId).OrderBy(change => change.StartedAt).ToListAsync();
    }
}
