using BillingPortal.Data;
using BillingPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Invoicing;

/// <summary>Drafts of which one batch of a run holds the lease.</summary>
public sealed record LeasedDrafts(Guid Lease, IReadOnlyList<Guid> InvoiceIds);

/// <summary>Which drafts are due and whose turn it is. Whoever works on some holds a lease on them, so that two nodes never take the same; an account's drafts come one after the other.</summary>
public sealed class InvoiceQueue(IDbContextFactory<BillingDbContext> contexts, BillingOptions billing, BillingClock clock, TimeProvider system)
{
    private static readonly DraftStep[] Unfinished = [DraftStep.Placed, DraftStep.Rated, DraftStep.Claimed];

    /// <summary>Numbered when they are paid, by whoever collects them.</summary>
    private static readonly InvoiceReason[] WithPayment = [InvoiceReason.First, InvoiceReason.Change];

    /// <param name="accountId">Only this account's; null for all.</param>
    /// <param name="ct">Ends the work.</param>
    public async Task<int> CountDueAsync(Guid? accountId, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await Due(db, accountId).CountAsync(ct);
    }

    public async Task<DateTime?> NextDueAsync(CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await db.Invoices.Where(invoice => Unfinished.Contains(invoice.Step) && !WithPayment.Contains(invoice.Reason)).MinAsync(invoice => (DateTime?)invoice.CompleteAt, ct);
    }

    /// <summary>The next batch, those begun before it, then the earliest; empty where nothing is left to take.</summary>
    /// <param name="accountId">Only this account's; null for all.</param>
    /// <param name="aside">What this run has had already and could not finish.</param>
    /// <param name="ct">Ends the work.</param>
    public async Task<LeasedDrafts> LeaseAsync(Guid? accountId, IReadOnlyCollection<Guid> aside, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        while (true)
        {
            var candidates = await CandidatesAsync(db, accountId, aside, ct);
            if (candidates.Count == 0) return new(Guid.Empty, []);
            if (await TakeAsync(db, candidates, ct) is { InvoiceIds.Count: > 0 } taken) return taken;
        }
    }

    public async Task ReleaseAsync(LeasedDrafts drafts, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var (ids, lease) = (drafts.InvoiceIds, (Guid?)drafts.Lease);
        await db.Invoices.Where(invoice => EF.Parameter(ids).Contains(invoice.Id) && invoice.LeasedBy == lease)
            .ExecuteUpdateAsync(set => set.SetProperty(invoice => invoice.LeaseUntil, (DateTime?)null).SetProperty(invoice => invoice.LeasedBy, (Guid?)null), ct);
    }

    /// <summary>Whose they are.</summary>
    public async Task<IReadOnlyList<Guid>> AccountsAsync(LeasedDrafts drafts, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var ids = drafts.InvoiceIds;
        return await db.Invoices.Where(invoice => EF.Parameter(ids).Contains(invoice.Id)).Select(invoice => invoice.AccountId).Distinct().ToListAsync(ct);
    }

    private IQueryable<Invoice> Due(BillingDbContext db, Guid? accountId)
    {
        var now = clock.Now;
        var due = db.Invoices.Where(invoice => Unfinished.Contains(invoice.Step) && !WithPayment.Contains(invoice.Reason) && invoice.CompleteAt <= now);
        return accountId is { } account ? due.Where(invoice => invoice.AccountId == account) : due;
    }

    private static IQueryable<Invoice> Free(IQueryable<Invoice> drafts, DateTime systemNow) => drafts.Where(invoice => invoice.LeaseUntil == null || invoice.LeaseUntil < systemNow);

    /// <summary>Step by step, those that are furthest first: within one step the index gives the earliest at once, while over all steps every due draft would be read and sorted for each batch.</summary>
    private async Task<List<Guid>> CandidatesAsync(BillingDbContext db, Guid? accountId, IReadOnlyCollection<Guid> aside, CancellationToken ct)
    {
        var all = db.Invoices;
        var free = Free(Due(db, accountId), system.GetUtcNow().UtcDateTime);
        if (aside.Count > 0) free = free.Where(invoice => !EF.Parameter(aside).Contains(invoice.Id));
        var next = free
            .Where(invoice => !all.Any(earlier => earlier.AccountId == invoice.AccountId && Unfinished.Contains(earlier.Step) && !WithPayment.Contains(earlier.Reason) && earlier.CompleteAt < invoice.CompleteAt));
        var found = new List<Guid>();
        foreach (var step in Unfinished)
        {
            if (found.Count < billing.Batch)
                found.AddRange(await next.Where(invoice => invoice.Step == step).OrderBy(invoice => invoice.CompleteAt).Select(invoice => invoice.Id).Take(billing.Batch - found.Count).ToListAsync(ct));
        }
        return found;
    }

    private async Task<LeasedDrafts> TakeAsync(BillingDbContext db, List<Guid> candidates, CancellationToken ct)
    {
        var systemNow = system.GetUtcNow().UtcDateTime;
        Guid? lease = Guid.CreateVersion7();
        DateTime? until = systemNow + billing.Lease;
        var these = db.Invoices.Where(invoice => EF.Parameter(candidates).Contains(invoice.Id));
        await Free(these, systemNow).Where(invoice => Unfinished.Contains(invoice.Step)).ExecuteUpdateAsync(
            set => set.SetProperty(invoice => invoice.LeaseUntil, until).SetProperty(invoice => invoice.LeasedBy, lease).SetProperty(invoice => invoice.Version, invoice => invoice.Version + 1), ct);
        var mine = await these.Where(invoice => invoice.LeasedBy == lease).Select(invoice => invoice.Id).ToListAsync(ct);
        return new(lease.Value, [.. candidates.Intersect(mine)]);
    }
}
