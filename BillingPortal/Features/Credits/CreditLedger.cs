using BillingPortal.Data;
using BillingPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Credits;

/// <summary>
/// The one way in which drafts take credit, whoever bills: reserved in the save that rates a draft, spent in the one that issues it, released in the one that ends it.
/// Every change of a grant is one conditional update with its entry beside it.
/// </summary>
public sealed class CreditLedger(BillingClock clock)
{
    /// <summary>The credit of accounts and what drafts of theirs hold, in two statements however many they are. Joins the caller's unit of work.</summary>
    /// <param name="db">The unit of work that asks, and may take.</param>
    /// <param name="accountIds">Whose credit.</param>
    /// <param name="draftIds">Drafts that are rated, perhaps not for the first time.</param>
    /// <param name="ct">Ends the work.</param>
    public async Task<CreditBook> ReadAsync(BillingDbContext db, IReadOnlyList<Guid> accountIds, IReadOnlyList<Guid> draftIds, CancellationToken ct = default)
    {
        // A draft holds nothing of a grant of which nothing is reserved.
        var grants = await Anew(db).Where(grant => EF.Parameter(accountIds).Contains(grant.AccountId) && (grant.Available > 0 || grant.Reserved > 0)).ToListAsync(ct);
        return new(db, grants, grants.Count == 0 || draftIds.Count == 0 ? [] : await HeldAsync(db, draftIds, ct), clock.Now);
    }

    /// <summary>What one invoice could spend; see <see cref="CreditBook.AtHand"/>.</summary>
    public async Task<CreditsAtHand> AtHandAsync(BillingDbContext db, Guid accountId, Currency currency, DateTime at, Guid? draftId = null, CancellationToken ct = default) =>
        (await ReadAsync(db, [accountId], draftId is { } draft ? [draft] : [], ct)).AtHand(accountId, currency, at, draftId);

    /// <summary>Exactly what a draft holds, and nothing else.</summary>
    public async Task<CreditsAtHand> HeldByAsync(BillingDbContext db, Guid draftId, Currency currency, CancellationToken ct = default)
    {
        var held = (await HeldAsync(db, [draftId], ct)).Where(hold => hold.Reserved > 0).ToDictionary(hold => hold.GrantId, hold => hold.Reserved);
        var ids = held.Keys.ToList();
        var grants = ids.Count == 0 ? [] : await db.CreditGrants.AsNoTracking().Where(grant => ids.Contains(grant.Id)).ToListAsync(ct);
        return new([.. grants.Select(grant => new CreditAtHand(grant.Id, grant.Kind, grant.Priority, grant.ExpiresAt, grant.GrantedAt, held[grant.Id]))], currency);
    }

    /// <summary>The draft takes these shares instead of what it held. Joins the caller's unit of work.</summary>
    /// <exception cref="DbUpdateConcurrencyException">Another draft was quicker: price again. Also thrown by the caller's save.</exception>
    public async Task ReserveAsync(BillingDbContext db, Guid draftId, IReadOnlyList<CreditShare> shares, CancellationToken ct = default) =>
        (await ReadAsync(db, draftId, shares.Select(share => share.GrantId), ct)).Reserve(draftId, shares);

    /// <summary>The draft came to nothing, or an invoice is void: its grants have back all that it took. Safe to run twice. Joins the caller's unit of work.</summary>
    public async Task ReleaseAsync(BillingDbContext db, Guid draftId, CancellationToken ct = default) => (await ReadAsync(db, draftId, [], ct)).Release(draftId);

    /// <summary>The drafts are issued: what they held is gone for good. Call it inside the transaction that issues them, and save with it.</summary>
    /// <param name="db">The unit of work that issues them.</param>
    /// <param name="numbers">The number of each draft's invoice.</param>
    /// <param name="ct">Ends the work.</param>
    public async Task SpendAsync(BillingDbContext db, IReadOnlyDictionary<Guid, string> numbers, CancellationToken ct = default)
    {
        if (db.Database.CurrentTransaction is null) throw new InvalidOperationException("Credit is spent in the transaction that issues its invoice.");
        List<Guid> drafts = [.. numbers.Keys];
        var held = (await HeldAsync(db, drafts, ct)).Where(hold => hold.Reserved > 0).ToList();
        if (held.Count == 0) return;

        // Nobody else takes from what these drafts hold, so that this cannot be refused, whatever others do to the grants meanwhile.
        var (ids, entries) = (held.Select(hold => hold.GrantId).Distinct().ToList(), db.CreditEntries.Where(entry => entry.DraftId != null && EF.Parameter(drafts).Contains(entry.DraftId.Value)));
        var spent = await db.CreditGrants.Where(grant => EF.Parameter(ids).Contains(grant.Id) && grant.Reserved >= entries.Where(entry => entry.GrantId == grant.Id).Sum(entry => entry.Reserved))
            .ExecuteUpdateAsync(set => set.SetProperty(grant => grant.Reserved, grant => grant.Reserved - entries.Where(entry => entry.GrantId == grant.Id).Sum(entry => entry.Reserved))
                .SetProperty(grant => grant.Version, grant => grant.Version + 1), ct);
        if (spent != ids.Count) throw new InvalidOperationException($"{ids.Count - spent} grants do not hold what drafts have reserved of them.");
        db.AddRange(held.Select(hold => new CreditEntry
        {
            AccountId = hold.AccountId, GrantId = hold.GrantId, Kind = CreditEntryKind.Spent, Credit = hold.Credit, Currency = hold.Currency, Available = 0, Reserved = -hold.Reserved, At = clock.Now,
            DraftId = hold.DraftId, InvoiceNumber = numbers[hold.DraftId],
        }));
    }

    /// <summary>What one draft holds, with these grants besides.</summary>
    private async Task<CreditBook> ReadAsync(BillingDbContext db, Guid draftId, IEnumerable<Guid> grantIds, CancellationToken ct)
    {
        var held = await HeldAsync(db, [draftId], ct);
        List<Guid> ids = [.. grantIds.Union(held.Select(hold => hold.GrantId))];
        return new(db, ids.Count == 0 ? [] : await Anew(db).Where(grant => ids.Contains(grant.Id)).ToListAsync(ct), held, clock.Now);
    }

    private static async Task<List<CreditHold>> HeldAsync(BillingDbContext db, IReadOnlyList<Guid> draftIds, CancellationToken ct) => await db.CreditEntries
        .Where(entry => entry.DraftId != null && EF.Parameter(draftIds).Contains(entry.DraftId.Value))
        .GroupBy(entry => new { entry.DraftId, entry.AccountId, entry.GrantId, entry.Credit, entry.Currency })
        .Select(group => new CreditHold(group.Key.DraftId!.Value, group.Key.AccountId, group.Key.GrantId, group.Key.Credit, group.Key.Currency, group.Sum(entry => entry.Reserved), -group.Sum(entry => entry.Available)))
        .ToListAsync(ct);

    /// <summary>As they are now, also where the caller's unit of work has seen them before; but what it has changed and not saved stays as it made it.</summary>
    private static IQueryable<CreditGrant> Anew(BillingDbContext db)
    {
        foreach (var seen in db.ChangeTracker.Entries<CreditGrant>().Where(grant => grant.State == EntityState.Unchanged).ToList()) seen.State = EntityState.Detached;
        return db.CreditGrants;
    }
}
