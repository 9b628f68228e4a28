using BillingPortal.Shared;

namespace BillingPortal.Features.Invoicing;

/// <summary>The drafts that are worked on together, and what has become of each.</summary>
internal sealed class InvoiceBatch(IReadOnlyList<Guid> invoiceIds, ILogger log)
{
    private readonly Dictionary<Guid, Problem> waiting = [];
    private readonly HashSet<Guid> failed = [];

    /// <summary>Those that nothing has stopped so far, in order.</summary>
    public IReadOnlyList<Guid> Going => [.. invoiceIds.Where(id => !waiting.ContainsKey(id) && !failed.Contains(id))];

    public int Done => invoiceIds.Count - Failed - Waiting;

    public int Failed => failed.Count;

    public int Waiting => waiting.Count;

    public IEnumerable<Guid> Left => waiting.Keys.Concat(failed);

    /// <summary>Whether Stripe, or whatever else was needed, answered for none of many: then the next batch will not fare better.</summary>
    public bool IsOutage => Waiting > 10 && Waiting == invoiceIds.Count && waiting.Values.All(problem => problem.Kind == ProblemKind.Unavailable);

    public void Wait(Guid id, Problem problem)
    {
        log.LogWarning("Invoice {Invoice} waits: {Problem}", id, problem.Detail);
        waiting[id] = problem;
    }

    public void Fail(Guid id, Exception fault)
    {
        log.LogError(fault, "Invoice {Invoice} was not completed; it is tried again.", id);
        failed.Add(id);
    }

    /// <summary>Does a step for all in one unit of work. Where that fails it is done for each alone, so that only the one at fault stays behind.</summary>
    /// <param name="step">Takes invoices and answers which of them have to wait, and for what.</param>
    /// <param name="ct">Ends the work.</param>
    public async Task TogetherAsync(Func<IReadOnlyList<Guid>, CancellationToken, Task<IReadOnlyDictionary<Guid, Problem>>> step, CancellationToken ct)
    {
        var going = Going;
        if (going.Count == 0 || await TryAsync(step, going, going.Count == 1, ct)) return;
        foreach (var id in going) await TryAsync(step, [id], isAlone: true, ct);
    }

    private async Task<bool> TryAsync(
        Func<IReadOnlyList<Guid>, CancellationToken, Task<IReadOnlyDictionary<Guid, Problem>>> step, IReadOnlyList<Guid> ids, bool isAlone, CancellationToken ct)
    {
        try
        {
            foreach (var (id, problem) in await step(ids, ct)) Wait(id, problem);
            return true;
        }
        catch (Exception fault) when (fault is not OperationCanceledException || !ct.IsCancellationRequested)
        {
            if (isAlone) Fail(ids[0], fault);
            return isAlone;
        }
    }
}
