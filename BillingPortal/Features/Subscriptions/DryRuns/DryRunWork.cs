using BillingPortal.Data;
using BillingPortal.Features.Invoicing;
using BillingPortal.Features.Plans;
using BillingPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Subscriptions.DryRuns;

/// <summary>Carries out the dry runs that were asked for, batch by batch, so that ten thousand accounts need no more memory than one batch. One that a crash has left is begun anew.</summary>
public sealed class DryRunWork(
    IDbContextFactory<BillingDbContext> contexts, DryRunPricing pricing, BillingOptions billing, BillingClock clock, TimeProvider system, LiveChanges changes, ILogger<DryRunWork> log)
{
    private const int Batch = 250;

    public async Task RunDueAsync(CancellationToken ct = default)
    {
        while (await ClaimAsync(ct) is { } runId)
        {
            try
            {
                await RunAsync(runId, ct);
            }
            catch (Exception exception) when (exception is not OperationCanceledException || !ct.IsCancellationRequested)
            {
                log.LogError(exception, "Dry run {Run} failed.", runId);
                await EndAsync(runId, run => run.Fail(), ct);
            }
        }
    }

    public async Task<DateTime?> NextDueAsync(CancellationToken ct = default)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await db.DryRuns.Where(run => run.RunsFor != null).MinAsync(run => (DateTime?)run.AskedAt, ct);
    }

    private DateTime LeaseUntil => system.GetUtcNow().UtcDateTime + billing.Lease;

    private async Task<Guid?> ClaimAsync(CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var (now, until) = (system.GetUtcNow().UtcDateTime, (DateTime?)LeaseUntil);
        var free = db.DryRuns.Where(run => run.RunsFor != null && (run.LeaseUntil == null || run.LeaseUntil < now));
        var id = await free.OrderBy(run => run.AskedAt).Select(run => (Guid?)run.Id).FirstOrDefaultAsync(ct);
        if (id is null) return null;
        return await free.Where(run => run.Id == id).ExecuteUpdateAsync(set => set.SetProperty(run => run.LeaseUntil, until).SetProperty(run => run.Version, run => run.Version + 1), ct) == 1 ? id : null;
    }

    private async Task RunAsync(Guid runId, CancellationToken ct)
    {
        if (await BeginAsync(runId, ct) is not { } begun) return;
        var totals = new DryRunTotals();
        foreach (var batch in begun.AccountIds.Chunk(Batch))
        {
            if (await PriceAsync(begun, batch, ct) is not { } rows) return;
            totals = rows.Aggregate(totals, DryRunSums.Add);
        }
        await EndAsync(runId, run => run.Finish(totals), ct);
    }

    private async Task<Begun?> BeginAsync(Guid runId, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var run = await db.DryRuns.SingleAsync(run => run.Id == runId, ct);
        var draft = await db.PlanDrafts.AsNoTracking().FirstOrDefaultAsync(draft => draft.Id == run.DraftId, ct);
        if (draft is null || draft.Version != run.DraftVersion || Problem.In(draft.Terms) is not null)
        {
            await EndAsync(runId, run => run.Fail(), ct);
            return null;
        }
        var now = clock.Now;
        var ids = await db.OnPlanAsync(run.PlanCode, run.Currency, now, ct);
        await db.DryRunAccounts.Where(row => row.DryRunId == runId).ExecuteDeleteAsync(ct);
        run.Begin(ids.Count, now, LeaseUntil);
        await db.SaveChangesAsync(ct);
        changes.Tell(run.DraftId);
        return new(run, draft.Terms.ToVersion(run.PlanCode, number: 0, now), ids);
    }

    /// <returns>Null where the run was cancelled meanwhile.</returns>
    private async Task<IReadOnlyList<DryRunAccount>?> PriceAsync(Begun begun, Guid[] batch, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var run = await db.DryRuns.SingleAsync(run => run.Id == begun.Run.Id, ct);
        if (run.State != DryRunState.Running) return null;

        var rows = await pricing.PriceAsync(db, run, begun.Draft, batch, run.TakenAt!.Value, ct);
        db.AddRange(rows);
        run.Advance(batch.Length, LeaseUntil);
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateConcurrencyException)
        {
            return null;
        }
        changes.Tell(run.DraftId);
        return rows;
    }

    private async Task EndAsync(Guid runId, Action<DryRun> end, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var run = await db.DryRuns.SingleAsync(run => run.Id == runId, ct);
        if (!run.IsUnderWay) return;
        end(run);
        await db.SaveChangesAsync(ct);
        changes.Tell(run.DraftId);
    }

    private sealed record Begun(DryRun Run, PlanVersion Draft, IReadOnlyList<Guid> AccountIds);
}
