using System.Text;
using BillingPortal.Features.Accounts;
using BillingPortal.Features.Plans;
using BillingPortal.Features.Subscriptions.DryRuns;
using BillingPortal.Shared;
using BillingPortal.Tests.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BillingPortal.Tests.Features.Subscriptions;

/// <summary>Before a version is published it is known who would pay what, and nobody is touched by finding out.</summary>
[OnEveryDatabase]
public sealed class DryRunTests(BillingApp app) : IClassFixture<BillingApp>
{
    private static readonly Actor Admin = new() { UserId = "ada", Name = "Ada", PlatformRoles = [PlatformRole.Admin] };

    private DryRunService DryRuns => app.Services.GetRequiredService<DryRunService>();

    private CatalogueService Catalogue => app.Services.GetRequiredService<CatalogueService>();

    [Fact]
    public async Task Every_account_on_the_plan_is_predicted_to_the_cent_with_its_tax_and_use()
    {
        var (quiet, busy) = (await app.StarterTeamAsync("Quiet"), await app.StarterTeamAsync("Busy"));
        await busy.TrackAsync("api_calls", 300_000);
        // 12.00 instead of 10.00, and 280,000 calls instead of 250,000: 20,000 over instead of 50,000.
        var draft = await DraftAsync(terms => (terms.Price, terms.Metrics.Single(metric => metric.Metric == Metric.ApiCalls).Included) = (12, 280_000));

        var run = await RunAsync(draft);

        var rows = (await RowsAsync(run)).ToDictionary(row => row.AccountId);
        (rows[quiet.AccountId] is var q ? (q.Before, q.AtMove, q.After, q.Difference) : default).ShouldBe((10_40, 12_48, 12_48, 2_08));
        (rows[busy.AccountId] is var b ? (b.Before, b.AtMove, b.After, b.Difference) : default).ShouldBe((31_20, 33_28, 20_80, -10_40));
        run.Totals.ShouldBe(new DryRunTotals
        {
            Winners = 1, Losers = rows.Count - 1, Before = rows.Values.Sum(row => row.Before), After = rows.Values.Sum(row => row.After), AtMove = rows.Values.Sum(row => row.AtMove),
            MrrBefore = rows.Count * 10_00, MrrAfter = rows.Count * 12_00,
        });
        (run.Accounts, run.Done, run.Steps.Sum(step => step.Accounts)).ShouldBe((rows.Count, rows.Count, rows.Count));
        run.TakenAt.ShouldNotBeNull();
        (await busy.BillingAsync()).GetProperty("upcoming_invoice").Number("amount_due").ShouldBe(31_20);
    }

    [Fact]
    public async Task What_was_reported_late_and_is_not_billed_yet_is_in_the_prediction_by_the_rates_of_its_own_period()
    {
        var team = await app.StarterTeamAsync("Late");
        var first = (await team.InvoicesAsync()).ShouldHaveSingleItem().Time("period_start");
        await team.TrackAsync("api_calls", 300_000);
        await app.AdvanceAsync(days: 32);
        await team.TrackAsync("api_calls", 260_000);
        await team.TrackAsync("api_calls", 10_000, timestamp: first.AddDays(5));
        var draft = await DraftAsync(terms => (terms.Price, terms.Metrics.Single(metric => metric.Metric == Metric.ApiCalls).Tiers[0].Price) = (12, 0.80m));

        var run = await RunAsync(draft);

        // 10,000 calls reported late cost $4.00 whatever is published; 10,000 calls over of this month $4.00, or $8.00 by the new rate. Tax is 4 %.
        var row = (await RowsAsync(run)).Single(row => row.AccountId == team.AccountId);
        (row.Before, row.AtMove, row.After).ShouldBe((18_72, 20_80, 24_96));
        (await team.BillingAsync()).GetProperty("upcoming_invoice").Number("amount_due").ShouldBe(18_72);
        await app.AdvanceAsync(days: 31);
        (await team.InvoicesAsync())[^1].Number("amount_due").ShouldBe(18_72, "the real one is as predicted");
    }

    [Fact]
    public async Task The_file_holds_every_account_sorted_and_no_name_becomes_a_formula()
    {
        await app.StarterTeamAsync("=HYPERLINK(\"x\")");
        var run = await RunAsync(await DraftAsync(terms => terms.Price = 11));

        var finance = await app.SignedInAsync("finance@example.com");
        var answer = await finance.GetAsync($"/billing-engine/catalogue/dry-runs/{run.Id}.csv");

        answer.MediaType.ShouldBe("text/csv");
        var lines = Encoding.UTF8.GetString(answer.Body).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        lines.Length.ShouldBe(run.Accounts + 1);
        lines[0].ShouldStartWith("account_id,account,");
        lines.ShouldContain(line => line.Contains("\"'=HYPERLINK(\"\"x\"\")\",1,USD,10.40,11.44,1.04,11.44", StringComparison.Ordinal));
        (await (await app.SignedInAsync()).GetAsync($"/billing-engine/catalogue/dry-runs/{run.Id}.csv")).ShouldBeProblem(System.Net.HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task An_account_whose_tax_is_not_known_is_listed_with_the_reason_and_never_counted_as_nothing()
    {
        var team = await app.StarterTeamAsync("Nowhere");
        await using (var db = await app.DatabaseAsync())
            await db.Accounts.Where(account => account.Id == team.AccountId).ExecuteUpdateAsync(set => set.SetProperty(account => account.Profile.Region, (string?)null));

        var run = await RunAsync(await DraftAsync(terms => terms.Price = 11));

        run.Totals.Unpriced.ShouldBe(1);
        (await RowsAsync(run)).Single(row => row.AccountId == team.AccountId).Unpriced!.ShouldContain("state");
        await using var after = await app.DatabaseAsync();
        await after.Accounts.Where(account => account.Id == team.AccountId).ExecuteUpdateAsync(set => set.SetProperty(account => account.Profile.Region, "NY"));
    }

    [Fact]
    public async Task A_run_that_is_stopped_keeps_nothing_and_can_be_asked_for_again()
    {
        await app.StarterTeamAsync("Stopped");
        var draft = await DraftAsync(terms => terms.Price = 11);
        (await DryRuns.StartAsync(Admin, draft.Id)).Problem.ShouldBeNull();
        (await DryRuns.CancelAsync(Admin, draft.Id)).Problem.ShouldBeNull();

        await WorkAsync();
        var stopped = (await DryRuns.LookAsync(Admin, draft.Id)).Value!.Run!;
        (stopped.State, stopped.Done).ShouldBe((DryRunState.Cancelled, 0));

        (await RunAsync(draft)).State.ShouldBe(DryRunState.Finished);
    }

    [Fact]
    public async Task Asked_for_by_many_at_once_it_runs_once_and_a_draft_that_changes_under_it_is_not_predicted()
    {
        await app.StarterTeamAsync("Asked");
        var draft = await DraftAsync(terms => terms.Price = 11);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => DryRuns.StartAsync(Admin, draft.Id))));
        await using (var db = await app.DatabaseAsync()) (await db.DryRuns.CountAsync(run => run.DraftId == draft.Id)).ShouldBe(1);

        draft.Terms.Price = 13;
        (await Catalogue.ChangeAsync(Admin, draft.Id, draft.Version, draft.Terms)).Problem.ShouldBeNull();
        await WorkAsync();

        (await DryRuns.LookAsync(Admin, draft.Id)).Value!.Run!.State.ShouldBe(DryRunState.Failed);
    }

    [Fact]
    public async Task What_was_predicted_is_what_is_published_or_nothing()
    {
        var draft = await DraftAsync(terms => (terms.Currency, terms.Price) = ("JPY", 1_500));
        var run = await RunAsync(draft);
        run.Accounts.ShouldBe(0);
        draft.Terms.Price = 1_600;
        (await Catalogue.ChangeAsync(Admin, draft.Id, draft.Version, draft.Terms)).Problem.ShouldBeNull();

        (await DryRuns.LookAsync(Admin, draft.Id)).Value!.Run!.IsOutdated.ShouldBeTrue();
        (await Catalogue.PublishAsync(Admin, draft.Id, run.DraftVersion)).Problem!.Code.ShouldBe("draft_changed");
    }

    private async Task<PlanDraftView> DraftAsync(Action<PlanTerms> change)
    {
        await using var db = await app.DatabaseAsync();
        var first = await db.PlanVersions.SingleAsync(version => version.PlanCode == PlanCodes.Starter && version.Number == 1);
        var draft = (await Catalogue.DraftAsync(Admin, first.Id)).Value!;
        change(draft.Terms);
        return (await Catalogue.ChangeAsync(Admin, draft.Id, draft.Version, draft.Terms)).Value!;
    }

    private async Task<DryRunView> RunAsync(PlanDraftView draft)
    {
        (await DryRuns.StartAsync(Admin, draft.Id)).Problem.ShouldBeNull();
        await WorkAsync();
        var run = (await DryRuns.LookAsync(Admin, draft.Id)).Value!.Run!;
        run.State.ShouldBe(DryRunState.Finished);
        return run;
    }

    private Task WorkAsync() => app.Services.GetRequiredService<DryRunWork>().RunDueAsync();

    private async Task<List<DryRunRow>> RowsAsync(DryRunView run)
    {
        var rows = new List<DryRunRow>();
        for (var page = 1; ; page++)
        {
            var answer = (await DryRuns.RowsAsync(Admin, run.Id, dearestFirst: true, page)).Value!;
            rows.AddRange(answer.Rows);
            if (page >= answer.Pages) return rows;
        }
    }
}
