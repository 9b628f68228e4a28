using BillingPortal.Shared;

namespace BillingPortal.Features.Invoicing;

/// <summary>
/// Completes every claimed draft whose period's usage has closed, batch by batch: rate, place at Stripe, compare, finalize, issue. Each step is stored before the next;
/// whoever dies in between leaves a draft that the next run takes up where it stands, and one account's failure never stops another's.
/// </summary>
public sealed class InvoiceRun(
    InvoiceQueue queue, InvoiceRating rating, DraftFinishing finishing, InvoiceIssuing issuing, InvoiceRunProgress progress, LiveChanges changes, TimeProvider system, ILogger<InvoiceRun> log)
{
    /// <param name="accountId">Only this account's; null for all.</param>
    /// <param name="ct">Ends the work.</param>
    /// <returns>Null where nothing was due.</returns>
    public async Task<InvoiceRunTally?> CompleteDueAsync(Guid? accountId = null, CancellationToken ct = default)
    {
        var total = await queue.CountDueAsync(accountId, ct);
        if (total == 0) return null;

        var now = system.GetUtcNow().UtcDateTime;
        var tally = new InvoiceRunTally(total, 0, 0, 0, now, now, null);
        var runId = accountId is null ? await progress.BeginAsync(total, ct) : (Guid?)null;
        try
        {
            await foreach (var batch in BatchesAsync(accountId, ct))
            {
                tally = tally with { Done = tally.Done + batch.Done, Failed = tally.Failed + batch.Failed, Waiting = tally.Waiting + batch.Waiting };
                tally = tally with { Total = Math.Max(tally.Total, tally.Worked) };
                if (runId is { } moving) await progress.MoveAsync(moving, tally, isLast: false, ct);
            }
        }
        finally
        {
            if (runId is { } ended) await progress.MoveAsync(ended, tally, isLast: true, CancellationToken.None);
        }
        return tally;
    }

    public Task<DateTime?> NextDueAsync(CancellationToken ct = default) => queue.NextDueAsync(ct);

    private async IAsyncEnumerable<InvoiceBatch> BatchesAsync(Guid? accountId, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        // Those that have to wait stay due; without stepping over them they would keep the others from their turn.
        HashSet<Guid> aside = [];
        while (true)
        {
            await issuing.PrepareAsync(ct);
            var leased = await queue.LeaseAsync(accountId, aside, ct);
            if (leased.InvoiceIds.Count == 0) yield break;

            var batch = new InvoiceBatch(leased.InvoiceIds, log);
            await CompleteAsync(batch, leased, ct);
            aside.UnionWith(batch.Left);
            yield return batch;
            if (batch.IsOutage) yield break;
        }
    }

    private async Task CompleteAsync(InvoiceBatch batch, LeasedDrafts leased, CancellationToken ct)
    {
        try
        {
            await batch.TogetherAsync(rating.RateAsync, ct);
            var final = (await finishing.FinishAsync(batch, ct)).ToDictionary(draft => draft.InvoiceId);
            await batch.TogetherAsync((ids, token) => issuing.IssueAsync([.. ids.Where(final.ContainsKey).Select(id => final[id])], token), ct);
        }
        finally
        {
            await queue.ReleaseAsync(leased, CancellationToken.None);
        }
        foreach (var accountId in await queue.AccountsAsync(leased, ct)) changes.Tell(accountId);
    }
}
