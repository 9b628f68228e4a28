using BillingPortal.Features.Credits;
using BillingPortal.Features.Emails;
using BillingPortal.Features.Invoicing;
using BillingPortal.Features.Plans;
using BillingPortal.Features.Subscriptions.DryRuns;
using BillingPortal.Jobs;
using BillingPortal.Shared;
using BillingPortal.Tests.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BillingPortal.Tests.Scenarios;

/// <summary>kill -9 of a process that does one of the long jobs, at a moment that nobody chose: whoever takes it up again ends it as if nothing had happened.</summary>
[OnEveryDatabase]
public sealed class KilledJobTests : IAsyncLifetime
{
    private const int Teams = 6, Each = 2;

    private static readonly int Kills = LongRun.IsOn ? 10 : 1;

    private readonly BillingApp app = new() { KeepsItsKeys = true };

    public ValueTask InitializeAsync() => app.InitializeAsync();

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task An_invoice_run_that_is_killed_issues_each_draft_once_and_spends_each_credit_once()
    {
        var teams = await app.TeamsAsync(Teams);
        foreach (var team in teams)
        {
            await app.CreditAsync(team, CreditKind.Promotional, 20_00);
            await app.CreditAsync(team, CreditKind.Prepaid, 50_00);
            for (var n = 0; n < Each; n++) await app.OrderAsync(team, app.Now.UtcDateTime.AddMinutes(n - 10));
        }

        for (var kill = 0; kill < Kills; kill++) await KillAfterAsync("invoice-run", ProgressAsync, Random.Shared.Next(1, Teams * Each));
        await app.AdvanceAsync(TimeSpan.FromHours(1));

        // 100.00, less 20.00, 4 % tax, less 50.00 that were paid before; then the second, which finds no credit left.
        await using var db = await app.DatabaseAsync();
        var invoices = await db.Invoices.AsNoTracking().Where(invoice => invoice.Reason == InvoiceReason.OneOff).OrderBy(invoice => invoice.CompleteAt).ToListAsync();
        foreach (var account in invoices.GroupBy(invoice => invoice.AccountId)) account.Select(invoice => invoice.AmountDue).ShouldBe([33_20, 104_00]);
        invoices.Select(invoice => int.Parse(invoice.Number!.Split('-')[^1])).Order().ShouldBe(Enumerable.Range(1, Teams * Each));
        invoices.ShouldAllBe(invoice => invoice.LeaseUntil == null && invoice.DocumentDueAt == null);
        (await app.Services.GetRequiredService<CreditRecount>().CountAsync()).ShouldBeEmpty();
        (await db.CreditGrants.CountAsync(grant => grant.Available != 0 || grant.Reserved != 0)).ShouldBe(0);
        (await db.CreditEntries.CountAsync(entry => entry.Kind == CreditEntryKind.Spent)).ShouldBe(Teams * 2);
        (await db.EmailMessages.CountAsync(mail => mail.DedupeKey.StartsWith("invoice:"))).ShouldBe(Teams * Each);
        var stripes = (await app.Stripe.GetAsync("/v1/invoices?limit=100")).Ok().List("data");
        stripes.Select(invoice => invoice.Number("total")).Order().ShouldBe(invoices.Select(invoice => invoice.AmountDue).Order());
    }

    [Fact]
    public async Task A_dry_run_that_is_killed_is_begun_anew_and_predicts_what_an_undisturbed_one_does()
    {
        for (var n = 0; n < 3; n++) await app.StarterTeamAsync($"Predicted {n}");
        var draftId = await DraftAsync();

        await AskAsync(draftId);
        for (var kill = 0; kill < Kills; kill++) await KillAfterAsync("dry-runs", RunningAsync, 1);
        await app.Services.GetRequiredService<DryRunWork>().RunDueAsync();
        var disturbed = await PredictedAsync(draftId);
        await AskAsync(draftId);
        await app.Services.GetRequiredService<DryRunWork>().RunDueAsync();

        disturbed.Rows.Count.ShouldBeGreaterThanOrEqualTo(3);
        (await PredictedAsync(draftId)).ShouldBeEquivalentTo(disturbed);
    }

    /// <summary>Starts a process that does the job, and kills it as soon as it has come some way.</summary>
    private async Task KillAfterAsync(string job, Func<Task<int>> progressAsync, int steps)
    {
        var before = await progressAsync();
        await using var process = new PortalProcess(app.Folder,
            ("Database__Provider", TestDatabase.Provider.ToString()), ("ConnectionStrings__BillingPortal", app.ConnectionString), ("StripeSandbox__Port", $"{app.Services.SandboxAddress()!.Port}"),
            ("Billing__InvoiceRun__Batch", "3"));
        var worker = process.Begin("job", job);
        while (!worker.HasExited && await progressAsync() < before + steps) await Task.Delay(5);
        await process.KillAsync();

        // What the dead process held is free two minutes later, by the system's clock.
        await using var db = await app.DatabaseAsync();
        await db.Invoices.Where(invoice => invoice.LeaseUntil != null).ExecuteUpdateAsync(set => set.SetProperty(invoice => invoice.LeaseUntil, DateTime.UnixEpoch));
        await db.DryRuns.Where(run => run.LeaseUntil != null).ExecuteUpdateAsync(set => set.SetProperty(run => run.LeaseUntil, DateTime.UnixEpoch));
    }

    /// <summary>In steps that were stored.</summary>
    private async Task<int> ProgressAsync()
    {
        await using var db = await app.DatabaseAsync();
        return await db.Invoices.SumAsync(invoice => invoice.Step == DraftStep.Rated ? 1 : invoice.Step == DraftStep.Placed ? 2 : invoice.Step == DraftStep.Done ? 3 : 0);
    }

    private async Task<int> RunningAsync()
    {
        await using var db = await app.DatabaseAsync();
        return await db.DryRuns.CountAsync(run => run.LeaseUntil > DateTime.UtcNow);
    }

    private async Task<Guid> DraftAsync()
    {
        var catalogue = app.Services.GetRequiredService<CatalogueService>();
        var draft = (await catalogue.DraftAsync(Actor.System, (await app.VersionAsync("starter")).Id)).Value!;
        draft.Terms.Price = 12;
        return (await catalogue.ChangeAsync(Actor.System, draft.Id, draft.Version, draft.Terms)).Value!.Id;
    }

    private async Task AskAsync(Guid draftId) => (await app.Services.GetRequiredService<DryRunService>().StartAsync(Actor.System, draftId)).Problem.ShouldBeNull();

    private async Task<Prediction> PredictedAsync(Guid draftId)
    {
        await using var db = await app.DatabaseAsync();
        var run = await db.DryRuns.AsNoTracking().SingleAsync(run => run.DraftId == draftId);
        run.State.ShouldBe(DryRunState.Finished);
        var rows = await db.DryRunAccounts.AsNoTracking().Where(row => row.DryRunId == run.Id).OrderBy(row => row.AccountId).Select(row => new { row.AccountId, row.Before, row.After, row.AtMove }).ToListAsync();
        return new(run.Totals, [.. rows.Select(row => $"{row.AccountId} {row.Before} {row.After} {row.AtMove}")]);
    }

    private sealed record Prediction(DryRunTotals Totals, IReadOnlyList<string> Rows);
}
