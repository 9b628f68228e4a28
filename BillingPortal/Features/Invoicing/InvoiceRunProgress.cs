using BillingPortal.Data;
using BillingPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Invoicing;

/// <summary>Keeps the figures of the run that goes on, in this process and for others to see. A run that finds nothing due leaves no trace.</summary>
public sealed class InvoiceRunProgress(IDbContextFactory<BillingDbContext> contexts, TimeProvider system, LiveChanges changes)
{
    /// <summary>What a page follows to see a run move.</summary>
    public static readonly Guid Followed = new("b1111d90-0000-4000-8000-1a2b0c1ce5a1");

    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    /// <summary>After this long without a sign a run is taken for dead.</summary>
    private static readonly TimeSpan Silent = TimeSpan.FromMinutes(5);

    /// <summary>The run of this process, or its last one.</summary>
    public InvoiceRunTally? Current { get; private set; }

    /// <summary>The last run on any node.</summary>
    public async Task<InvoiceRunTally?> LastAsync(BillingDbContext db, CancellationToken ct) =>
        (await db.InvoiceRuns.AsNoTracking().OrderByDescending(run => run.StartedAt).FirstOrDefaultAsync(ct))?.Tally;

    public bool IsRunning(InvoiceRunTally tally) => tally.EndedAt is null && Now - tally.SeenAt < Silent;

    public async Task<Guid> BeginAsync(int total, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var (now, old) = (Now, Now - Kept);
        await db.InvoiceRuns.Where(run => run.StartedAt < old).ExecuteDeleteAsync(ct);
        var run = new InvoiceRunRecord { StartedAt = now, SeenAt = now, Total = total };
        db.Add(run);
        await db.SaveChangesAsync(ct);
        Current = run.Tally;
        changes.Tell(Followed);
        return run.Id;
    }

    public async Task MoveAsync(Guid id, InvoiceRunTally tally, bool isLast, CancellationToken ct)
    {
        Current = tally = tally with { SeenAt = Now, EndedAt = isLast ? Now : null };
        await using var db = await contexts.CreateDbContextAsync(ct);
        await db.InvoiceRuns.Where(run => run.Id == id).ExecuteUpdateAsync(
            set => set.SetProperty(run => run.Total, tally.Total).SetProperty(run => run.Done, tally.Done).SetProperty(run => run.Failed, tally.Failed)
                .SetProperty(run => run.Waiting, tally.Waiting).SetProperty(run => run.SeenAt, tally.SeenAt).SetProperty(run => run.EndedAt, tally.EndedAt),
            ct);
        changes.Tell(Followed);
    }

    private DateTime Now => system.GetUtcNow().UtcDateTime;
}
