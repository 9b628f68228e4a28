using BillingPortal.Data;
using BillingPortal.Features.Accounts;
using BillingPortal.Features.Auditing;
using BillingPortal.Features.Plans;
using BillingPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Subscriptions.DryRuns;

/// <summary>A prediction as its page shows it.</summary>
/// <param name="IsOutdated">The draft has been changed since: what is shown is not what would be published.</param>
/// <param name="Steps">How the differences are spread; empty until it is finished.</param>
public sealed record DryRunView(
    Guid Id, DryRunState State, Currency Currency, DateTime AskedAt, DateTime? TakenAt, int Accounts, int Done, DryRunTotals Totals, long DraftVersion, bool IsOutdated, IReadOnlyList<DifferenceStep> Steps)
{
    public Money In(long minor) => new(minor, Currency);
}

/// <summary>What there is to see about a draft: itself, and the newest prediction, if there is one.</summary>
public sealed record DryRunPageView(PlanDraftView Draft, DryRunView? Run);

public sealed record DryRunRow(Guid AccountId, string Account, int OnVersion, long Before, long After, long AtMove, long Difference, string? Unpriced);

/// <summary>Accounts sorted by difference, a page of them.</summary>
public sealed record DryRunRows(IReadOnlyList<DryRunRow> Rows, int Page, int Pages);

/// <summary>Asks for predictions and shows them. The work itself is <see cref="DryRunWork"/>'s.</summary>
public sealed class DryRunService(IDbContextFactory<BillingDbContext> contexts, CatalogueService catalogue, BillingClock clock, LiveChanges changes)
{
    private const int RowsPerPage = 25;

    public async Task<Result<DryRunPageView>> LookAsync(Actor actor, Guid draftId, CancellationToken ct = default)
    {
        if (!(await catalogue.GetAsync(actor, draftId, ct)).Is(out var draft, out var problem)) return problem;

        await using var db = await contexts.CreateDbContextAsync(ct);
        var run = await db.DryRuns.AsNoTracking().Where(run => run.DraftId == draftId).OrderByDescending(run => run.AskedAt).ThenByDescending(run => run.Id).FirstOrDefaultAsync(ct);
        return new DryRunPageView(draft, run is null ? null : await ViewAsync(db, run, draft, ct));
    }

    /// <summary>Asks for a prediction of the draft as it is now; what was predicted before goes. While one is under way there is no second.</summary>
    public async Task<Result<Done>> StartAsync(Actor actor, Guid draftId, CancellationToken ct = default)
    {
        if (actor.Deny(Permission.ManagePlans) is { } denied) return denied;
        if (!(await catalogue.GetAsync(actor, draftId, ct)).Is(out var draft, out var problem)) return problem;
        if (draft.PublishedAs is not null) return Problem.Conflict("This draft is published. What was predicted for it stands below.");
        if (Problem.In(draft.Terms) is { } unsound) return unsound;

        for (var tries = 0; ; tries++)
        {
            try
            {
                await AskAsync(actor, draft, ct);
                changes.Tell(draftId);
                return Done.It;
            }
            catch (DbUpdateException) when (tries < 20 && !ct.IsCancellationRequested)
            {
                // Somebody else has just asked for it. The next try finds that run, which serves both, or finds it ended already.
            }
        }
    }

    private async Task AskAsync(Actor actor, PlanDraftView draft, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        if (await db.DryRuns.AnyAsync(run => run.RunsFor == draft.Id, ct)) return;
        // Only what has ended goes: a run that began since the look above is somebody's.
        await db.DryRuns.Where(run => run.DraftId == draft.Id && run.RunsFor == null).ExecuteDeleteAsync(ct);
        db.Add(DryRun.Of(draft, new(draft.Terms.Currency!.Trim().ToUpperInvariant()), clock.Now));
        db.Record(actor, "planVersion.predicted", draft.Id, clock.Now, draft.PlanCode);
        await db.SaveChangesAsync(ct);
    }

    public async Task<Result<Done>> CancelAsync(Actor actor, Guid draftId, CancellationToken ct = default)
    {
        if (actor.Deny(Permission.ManagePlans) is { } denied) return denied;

        for (var tries = 0; ; tries++)
        {
            await using var db = await contexts.CreateDbContextAsync(ct);
            if (await db.DryRuns.FirstOrDefaultAsync(run => run.RunsFor == draftId, ct) is not { } run) return Done.It;
            run.Cancel();
            try
            {
                await db.SaveChangesAsync(ct);
                changes.Tell(draftId);
                return Done.It;
            }
            catch (DbUpdateConcurrencyException) when (tries < 20)
            {
                // A batch was finished at this very moment; the next try meets the run between two batches.
            }
        }
    }

    /// <param name="actor">Who looks.</param>
    /// <param name="runId">Which prediction.</param>
    /// <param name="dearestFirst">Those who would pay most more first, else those who would pay most less.</param>
    /// <param name="page">From 1; pages that there are not become the nearest that there is.</param>
    /// <param name="ct">Ends the work.</param>
    public async Task<Result<DryRunRows>> RowsAsync(Actor actor, Guid runId, bool dearestFirst, int page, CancellationToken ct = default)
    {
        if (actor.Deny(Permission.ViewPlatform) is { } denied) return denied;

        await using var db = await contexts.CreateDbContextAsync(ct);
        var count = await db.DryRunAccounts.CountAsync(row => row.DryRunId == runId, ct);
        var pages = Math.Max(1, (count + RowsPerPage - 1) / RowsPerPage);
        page = Math.Clamp(page, 1, pages);
        return new DryRunRows(await SortedAsync(db, runId, dearestFirst, (page - 1) * RowsPerPage, RowsPerPage, ct), page, pages);
    }

    internal static async Task<List<DryRunRow>> SortedAsync(BillingDbContext db, Guid runId, bool dearestFirst, int skip, int take, CancellationToken ct)
    {
        var rows = db.DryRunAccounts.Where(row => row.DryRunId == runId);
        var sorted = dearestFirst ? rows.OrderByDescending(row => row.Difference).ThenBy(row => row.AccountId) : rows.OrderBy(row => row.Difference).ThenBy(row => row.AccountId);
        return await sorted.Skip(skip).Take(take).Join(db.Accounts, row => row.AccountId, account => account.Id, (row, account) => new { row, account.Name })
            .Select(of => new DryRunRow(of.row.AccountId, of.Name, of.row.OnVersion, of.row.Before, of.row.After, of.row.AtMove, of.row.Difference, of.row.Unpriced)).ToListAsync(ct);
    }

    private static async Task<DryRunView> ViewAsync(BillingDbContext db, DryRun run, PlanDraftView draft, CancellationToken ct)
    {
        var steps = run.State == DryRunState.Finished
            ? DifferenceStep.Of(await db.DryRunAccounts.Where(row => row.DryRunId == run.Id && row.Unpriced == null).GroupBy(row => row.Difference)
                .Select(of => new DifferenceCount(of.Key, of.Count())).ToListAsync(ct), run.Currency)
            : [];
        return new(run.Id, run.State, run.Currency, run.AskedAt, run.TakenAt, run.Accounts, run.Done, run.Totals, run.DraftVersion, draft.PublishedAs is null && draft.Version != run.DraftVersion, steps);
    }
}
