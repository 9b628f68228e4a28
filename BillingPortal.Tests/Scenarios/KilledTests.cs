using System.Net;
using System.Text.Json;
using BillingPortal.Features.Accounts;
using BillingPortal.Features.Invoicing;
using BillingPortal.Features.Nonprofits;
using BillingPortal.Features.Subscriptions;
using BillingPortal.Tests.Testing;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Tests.Scenarios;

/// <summary>kill -9 in the middle of it, and start again: nothing lost, nothing twice, and time does not go back.</summary>
[OnEveryDatabase]
public sealed class KilledTests : IAsyncLifetime
{
    /// <summary>Milliseconds into a purchase after which the process dies: each moment costs two starts of the portal, so an ordinary run takes one of each.</summary>
    public static TheoryData<int> Moments { get; } = LongRun.IsOn ? [40, 150, 400, 1_000] : [150];

    public static TheoryData<int> LateMoments { get; } = LongRun.IsOn ? [40, 150, 400, 1_000] : [400];

    public static TheoryData<int> MomentsOfARenewal { get; } = LongRun.IsOn ? [100, 300, 600, 1_200] : [300];

    private readonly string folder = Directory.CreateTempSubdirectory("billing-killed-").FullName;

    private TestDatabase? database;

    private PortalProcess? portal;

    private PortalProcess Portal => portal!;

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.CreateAsync(folder);
        portal = new(folder, ("Database__Provider", TestDatabase.Provider.ToString()), ("ConnectionStrings__BillingPortal", database.ConnectionString));
        await portal.StartAsync();
    }

    [Fact]
    public async Task What_was_answered_is_still_there_and_the_clock_does_not_go_back()
    {
        var (owner, team) = await TeamAsync();
        (await UpgradeAsync(owner, team)).Ok().Text("status").ShouldBe("active");
        await AdvanceAsync(days: 32);
        var before = (await InvoicesAsync(owner, team)).ToList();
        var clock = await AdvanceAsync(days: 1);

        await Portal.KillAsync();
        await Portal.StartAsync();

        (await InvoicesAsync(owner, team)).Select(invoice => invoice.ToString()).ShouldBe(before.Select(invoice => invoice.ToString()));
        before.Count.ShouldBe(2);
        (await AdvanceAsync(days: 1)).ShouldBeGreaterThan(clock);
    }

    [Theory]
    [MemberData(nameof(Moments))]
    public async Task An_upgrade_that_was_cut_off_is_finished_or_undone_and_never_charged_twice(int milliseconds)
    {
        var (owner, team) = await TeamAsync();
        var upgrade = UpgradeAsync(owner, team);
        await Task.Delay(milliseconds);
        await Portal.KillAsync();
        await upgrade.ContinueWith(cut => cut.Exception, TaskScheduler.Default);

        await RecoversAsync();

        var paid = (await InvoicesAsync(owner, team)).Where(invoice => invoice.Text("status") == "paid").ToList();
        var plan = (await owner.GetAsync($"/standalone-teams/{team}")).Ok().Text("plan");
        paid.Count.ShouldBe(plan == "starter" ? 1 : 0);
        if (plan == "free") (await UpgradeAsync(owner, team)).Ok().Text("status").ShouldBe("active");
        (await InvoicesAsync(owner, team)).Where(invoice => invoice.Text("status") == "paid").ShouldHaveSingleItem();
        await ShouldHaveBeenChargedOnceAnInvoiceAsync(owner, team);
    }

    [Theory]
    [MemberData(nameof(LateMoments))]
    public async Task A_change_of_plan_that_was_cut_off_is_finished_or_undone_and_never_charged_twice(int milliseconds)
    {
        var (owner, team) = await TeamAsync();
        await VerifyAsync(team);
        (await owner.PostAsync($"/standalone-teams/{team}/billing/upgrade", new { plan = "nonprofit", payment_method = "pm_card_visa" })).Ok();
        await AdvanceAsync(days: 5);
        var change = UpgradeAsync(owner, team);
        await Task.Delay(milliseconds);
        await Portal.KillAsync();
        await change.ContinueWith(cut => cut.Exception, TaskScheduler.Default);

        await RecoversAsync();

        var plan = (await owner.GetAsync($"/standalone-teams/{team}")).Ok().Text("plan");
        (await InvoicesAsync(owner, team)).Count(invoice => invoice.Text("status") == "paid").ShouldBe(plan == "starter" ? 2 : 1);
        if (plan == "nonprofit") (await UpgradeAsync(owner, team)).Ok().Text("status").ShouldBe("active");
        (await InvoicesAsync(owner, team)).Count(invoice => invoice.Text("status") == "paid").ShouldBe(2);
        await ShouldHaveBeenChargedOnceAnInvoiceAsync(owner, team);
    }

    [Theory]
    [MemberData(nameof(MomentsOfARenewal))]
    public async Task A_renewal_that_was_cut_off_is_finished_once(int milliseconds)
    {
        var (owner, team) = await TeamAsync();
        (await UpgradeAsync(owner, team)).Ok();
        var advance = Portal.Client.PostAsync("/dev/clock/advance", new { days = 32 });
        await Task.Delay(milliseconds);
        await Portal.KillAsync();
        await advance.ContinueWith(cut => cut.Exception, TaskScheduler.Default);

        await RecoversAsync();
        await AdvanceAsync(days: 32);

        var invoices = await InvoicesAsync(owner, team);
        invoices.ShouldAllBe(invoice => invoice.Text("status") == "paid");
        invoices.Count.ShouldBeInRange(2, 3);
        invoices.Select(invoice => invoice.Text("number")).Distinct().Count().ShouldBe(invoices.Count);
        await ShouldHaveBeenChargedOnceAnInvoiceAsync(owner, team);
    }

    public async ValueTask DisposeAsync()
    {
        if (portal is not null) await portal.DisposeAsync();
        if (database is not null) await database.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>
    /// Starts the portal again and waits until nothing is halfway. What the dead process held is free once its lease is over, two minutes by the system's clock; and a
    /// server may still commit the last word of a process that is dead already, so that one look is not enough.
    /// </summary>
    private async Task RecoversAsync()
    {
        await LeasesRunOutAsync();
        await Portal.StartAsync();
        await AdvanceAsync(hours: 1);
        for (var tries = 0; await IsAnyHalfwayAsync(); tries++)
        {
            tries.ShouldBeLessThan(20, "What was cut off is still halfway.");
            await Task.Delay(500);
            await LeasesRunOutAsync();
            await AdvanceAsync(hours: 1);
        }
    }

    private async Task<bool> IsAnyHalfwayAsync()
    {
        await using var db = database!.Open();
        return await db.Upgrades.AnyAsync(upgrade => upgrade.RunsFor != null) || await db.PlanChanges.AnyAsync(change => change.RunsFor != null);
    }

    private async Task LeasesRunOutAsync()
    {
        await using var db = database!.Open();
        await db.Upgrades.Where(upgrade => upgrade.LeaseUntil != null).ExecuteUpdateAsync(set => set.SetProperty(upgrade => upgrade.LeaseUntil, DateTime.UnixEpoch));
        await db.PlanChanges.Where(change => change.LeaseUntil != null).ExecuteUpdateAsync(set => set.SetProperty(change => change.LeaseUntil, DateTime.UnixEpoch));
        await db.Invoices.Where(invoice => invoice.LeaseUntil != null).ExecuteUpdateAsync(set => set.SetProperty(invoice => invoice.LeaseUntil, DateTime.UnixEpoch));
    }

    private async Task<(ApiClient Owner, Guid Team)> TeamAsync()
    {
        var credentials = new { email = $"{Guid.NewGuid():N}@example.com", password = BillingApp.Password };
        (await Portal.Client.PostAsync("/identity/register", credentials)).Ok();
        var owner = new ApiClient(Portal.Address, (await Portal.Client.PostAsync("/identity/login", credentials)).Ok().Text("accessToken"));
        return (owner, (await owner.PostAsync("/standalone-teams/create", new { name = "Acme", country = "US", region = "NY" })).ShouldBe(HttpStatusCode.Created).Id());
    }

    /// <summary>As the desk for non-profits would find the team.</summary>
    private async Task VerifyAsync(Guid team)
    {
        await using var db = database!.Open();
        var account = await db.Teams.Where(known => known.Id == team).Select(known => known.AccountId).SingleAsync();
        db.Add(new NonprofitApproval { AccountId = account, ApprovedAt = DateTime.UtcNow.AddDays(-1), Until = DateTime.UtcNow.AddYears(3) });
        await db.SaveChangesAsync();
    }

    private static Task<Answer> UpgradeAsync(ApiClient owner, Guid team) =>
        owner.PostAsync($"/standalone-teams/{team}/billing/upgrade", new { plan = "starter", payment_method = "pm_card_visa" });

    private async Task<DateTimeOffset> AdvanceAsync(int days = 0, int hours = 0) => (await Portal.Client.PostAsync("/dev/clock/advance", new { days, hours })).Ok().Time("now");

    private static async Task<IReadOnlyList<JsonElement>> InvoicesAsync(ApiClient owner, Guid team) =>
        (await owner.GetAsync($"/billing-engine/invoices?team_id={team}&limit=100")).Ok().List("data");

    private async Task ShouldHaveBeenChargedOnceAnInvoiceAsync(ApiClient owner, Guid team)
    {
        var customer = (await owner.GetAsync($"/standalone-teams/{team}")).Ok().Text("stripe_customer_id");
        using var stripe = Portal.Stripe();
        var charges = (await stripe.GetAsync($"/v1/charges?customer={customer}&limit=100")).Ok().List("data").Where(charge => charge.Text("status") == "succeeded").Select(charge => charge.Number("amount"));
        var paid = (await InvoicesAsync(owner, team)).Select(invoice => invoice.Number("amount_paid")).Where(amount => amount > 0);

        charges.Order().ShouldBe(paid.Order());
    }
}
