using BillingPortal.Features.Plans;
using BillingPortal.Features.Subscriptions;
using BillingPortal.Features.Subscriptions.DryRuns;
using BillingPortal.Shared;
using BillingPortal.Tests.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace BillingPortal.Tests.Scenarios;

/// <summary>Starter becomes dearer: predicted, published, moved, and then invoiced as predicted.</summary>
[OnEveryDatabase]
public sealed class DearerStarterTests(BillingApp app) : IClassFixture<BillingApp>
{
    private static readonly Actor Admin = new() { UserId = "ada", Name = "Ada", PlatformRoles = [PlatformRole.Admin] };

    private CatalogueService Catalogue => app.Services.GetRequiredService<CatalogueService>();

    [Fact]
    public async Task Every_account_that_is_moved_gets_the_invoices_that_were_predicted_to_the_cent()
    {
        TestTeam[] teams = [await app.StarterTeamAsync("Quiet"), await app.StarterTeamAsync("Busy"), await app.StarterTeamAsync("Texan", region: "TX")];
        await UseAsync(teams[1]);
        var draft = await DraftAsync(terms =>
        {
            terms.Price = 12.35m;
            var calls = terms.Metrics.Single(metric => metric.Metric == Metric.ApiCalls);
            (calls.Included, calls.Tiers[0].Price) = (240_000, 0.53m);
        });
        var predicted = await PredictAsync(draft);

        var published = (await Catalogue.PublishAsync(Admin, draft.Id, draft.Version)).Value!;
        (await teams[0].BillingAsync()).GetProperty("upcoming_invoice").Number("amount_due").ShouldBe(10_40);
        var moved = await app.MoveAsync(await FirstAsync(), published.PublishedAs!.Value);
        (moved.Scheduled, moved.Skipped).ShouldBe((3, 0));

        await app.AdvanceAsync(days: 32);
        foreach (var team in teams) (await DueAsync(team, invoice: 1)).ShouldBe(predicted[team.AccountId].AtMove);

        // The same use in the first month under the new version: what was predicted for later.
        await UseAsync(teams[1]);
        await app.AdvanceAsync(days: 31);
        foreach (var team in teams) (await DueAsync(team, invoice: 2)).ShouldBe(predicted[team.AccountId].After);
        predicted.Values.ShouldAllBe(row => row.Before < row.AtMove);
        predicted[teams[1].AccountId].AtMove.ShouldBeLessThan(predicted[teams[1].AccountId].After);
    }

    private static Task UseAsync(TestTeam team) => team.TrackAsync("api_calls", 300_001);

    private static async Task<long> DueAsync(TestTeam team, int invoice) => (await team.InvoicesAsync())[invoice].Number("amount_due");

    private async Task<Guid> FirstAsync()
    {
        await using var db = await app.DatabaseAsync();
        return db.PlanVersions.Single(version => version.PlanCode == PlanCodes.Starter && version.Number == 1).Id;
    }

    private async Task<PlanDraftView> DraftAsync(Action<PlanTerms> change)
    {
        var draft = (await Catalogue.DraftAsync(Admin, await FirstAsync())).Value!;
        change(draft.Terms);
        return (await Catalogue.ChangeAsync(Admin, draft.Id, draft.Version, draft.Terms)).Value!;
    }

    private async Task<Dictionary<Guid, DryRunRow>> PredictAsync(PlanDraftView draft)
    {
        var dryRuns = app.Services.GetRequiredService<DryRunService>();
        (await dryRuns.StartAsync(Admin, draft.Id)).Problem.ShouldBeNull();
        await app.Services.GetRequiredService<DryRunWork>().RunDueAsync();
        var run = (await dryRuns.LookAsync(Admin, draft.Id)).Value!.Run!;
        return (await dryRuns.RowsAsync(Admin, run.Id, dearestFirst: true, page: 1)).Value!.Rows.ToDictionary(row => row.AccountId);
    }
}
