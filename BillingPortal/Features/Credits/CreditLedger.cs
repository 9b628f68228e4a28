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
    /// <summary>What an invoice could spend: of its currency, not expired, and taken by no other draft.</summary>
    /// <param name="db">Only read.</param>
    /// <param name="accountId">Whose credit.</param>
    /// <param name="currency">Credit of another currency is not touched.</param>
    /// <param name="at">When it would be spent; a time in the past counts as now.</param>
    /// <param name="draftId">A draft that may be rated again: what it holds already is its own.</param>
    /// <param name="ct">Ends the work.</param>
    public async Task<CreditsAtHand> AtHandAsync(BillingDbContext db, Guid accountId, Currency currency, DateTime at, Guid? draftId = null, CancellationToken ct = default)
    {
        var then = at > clock.Now ? at : clock.Now;
        var held = draftId is { } draft ? await HeldAsync(db, draft, ct) : [];
        var own = held.Where(hold => hold.Reserved > 0).Select(hold => hold.GrantId).ToList();
        var grants = await db.CreditGrants.AsNoTracking()
            .Where(grant => grant.AccountId == accountId && grant.Currency == currency && (grant.Available > 0 && (grant.ExpiresAt == null || grant.ExpiresAt > then) || own.Contains(grant.Id)))
            .ToListAsync(ct);
        return new([.. AsTracked(db, grants).Select(grant => AtHand(grant, held, then)).Where(grant => grant.Amount > 0)], currency);
    }

    /// <summary>Exactly what a draft holds, and nothing else.</summary>
    public async Task<CreditsAtHand> HeldByAsync(BillingDbContext db, Guid draftId, Currency currency, CancellationToken ct = default)
    {
        var held = (await HeldAsync(db, draftId, ct)).Where(hold => hold.Reserved > 0).ToDictionary(hold => hold.GrantId, hold => hold.Reserved);
        var ids = held.Keys.ToList();
        var grants = ids.Count == 0 ? [] : await db.CreditGrants.AsNoTracking().Where(grant => ids.Contains(grant.Id)).ToListAsync(ct);
        return new([.. grants.Select(grant => new CreditAtHand(grant.Id, grant.Kind, grant.Priority, grant.ExpiresAt, grant.GrantedAt, held[grant.Id]))], currency);
    }

    /// <summary>Grants of many accounts that have something left, in one look; <see cref="AtHand(IEnumerable{CreditGrant}, Currency, DateTime)"/> says what an invoice could spend of them.</summary>
    public async Task<ILookup<Guid, CreditGrant>> GrantsOfManyAsync(BillingDbContext db, IReadOnlyList<Guid> accountIds, CancellationToken ct = default) =>
        (await db.CreditGrants.AsNoTracking().Where(grant => EF.Parameter(accountIds).Contains(grant.AccountId) && grant.Available > 0).ToListAsync(ct)).ToLookup(grant => grant.AccountId);

    /// <summary>What an invoice of no draft yet could spend of an account's grants.</summary>
    public CreditsAtHand AtHand(IEnumerable<CreditGrant> grants, Currency currency, DateTime at)
    {
        var then = at > clock.Now ? at : clock.Now;
        return new([.. grants.Where(grant => grant.Currency == currency).Select(grant => AtHand(grant, [], then)).Where(grant => grant.Amount > 0)], currency);
    }

    /// <summary>The draft takes these shares instead of what it held. Joins the caller's unit of work.</summary>
    /// <exception cref="DbUpdateConcurrencyException">Another draft was quicker: price again. Also thrown by the caller's save.</exception>
    public async Task ReserveAsync(BillingDbContext db, Guid draftId, IReadOnlyList<CreditShare> shares, CancellationToken ct = default)
    {
        var held = await HeldAsync(db, draftId, ct);
        var grants = await GrantsAsync(db, [.. shares.Select(share => share.GrantId).Union(held.Select(hold => hold.GrantId))], ct);
        var now = clock.Now;
        foreach (var grant in grants)
        {
            var more = shares.Where(share => share.GrantId == grant.Id).Sum(share => share.Amount) - held.Where(hold => hold.GrantId == grant.Id).Sum(hold => hold.Reserved);
            if (more > grant.Available) throw new DbUpdateConcurrencyException($"Grant {grant.Id} has less left than draft {draftId} was priced with.");
            if (more > 0) db.Add(grant.Reserve(more, draftId, now));
            if (more < 0) GiveBack(db, grant, -more, -more, draftId, now);
        }
    }

    /// <summary>The draft is issued: what it held is gone for good. Call it inside the transaction that issues it, and save with it.</summary>
    public async Task SpendAsync(BillingDbContext db, Guid draftId, string invoiceNumber, CancellationToken ct = default)
    {
        if (db.Database.CurrentTransaction is null) throw new InvalidOperationException("Credit is spent in the transaction that issues its invoice.");
        foreach (var hold in (await HeldAsync(db, draftId, ct)).Where(hold => hold.Reserved > 0).OrderBy(hold => hold.GrantId))
        {
            // Nobody else takes from what this draft holds, so that this cannot be refused, whatever others do to the grant meanwhile.
            var spent = await db.CreditGrants.Where(grant => grant.Id == hold.GrantId && grant.Reserved >= hold.Reserved)
                .ExecuteUpdateAsync(set => set.SetProperty(grant => grant.Reserved, grant => grant.Reserved - hold.Reserved).SetProperty(grant => grant.Version, grant => grant.Version + 1), ct);
            if (spent != 1) throw new InvalidOperationException($"Grant {hold.GrantId} does not hold the {hold.Reserved} that draft {draftId} reserved.");
            db.Add(new CreditEntry
            {
                AccountId = hold.AccountId, GrantId = hold.GrantId, Kind = CreditEntryKind.Spent, Credit = hold.Credit, Currency = hold.Currency, Available = 0, Reserved = -hold.Reserved, At = clock.Now,
                DraftId = draftId, InvoiceNumber = invoiceNumber,
            });
        }
    }

    /// <summary>The draft came to nothing, or an invoice is void: its grants have back all that it took. Safe to run twice. Joins the caller's unit of work.</summary>
    public async Task ReleaseAsync(BillingDbContext db, Guid draftId, CancellationToken ct = default)
    {
        var held = await HeldAsync(db, draftId, ct);
        foreach (var grant in await GrantsAsync(db, [.. held.Where(hold => hold.Taken > 0).Select(hold => hold.GrantId)], ct))
        {
            var hold = held.Single(one => one.GrantId == grant.Id);
            GiveBack(db, grant, hold.Taken, hold.Reserved, draftId, clock.Now);
        }
    }

    private static void GiveBack(BillingDbContext db, CreditGrant grant, long taken, long reserved, Guid draftId, DateTime now)
    {
        db.Add(grant.Release(taken, reserved, draftId, now));
        if (grant.VoidedAt is not null) db.Add(grant.Void(now));
    }

    private static Task<List<Hold>> HeldAsync(BillingDbContext db, Guid draftId, CancellationToken ct) => db.CreditEntries.Where(entry => entry.DraftId == draftId)
        .GroupBy(entry => new { entry.AccountId, entry.GrantId, entry.Credit, entry.Currency })
        .Select(group => new Hold(group.Key.AccountId, group.Key.GrantId, group.Key.Credit, group.Key.Currency, group.Sum(entry => entry.Reserved), -group.Sum(entry => entry.Available))).ToListAsync(ct);

    /// <summary>As they are now, also where the caller's unit of work has seen them before.</summary>
    private static async Task<List<CreditGrant>> GrantsAsync(BillingDbContext db, List<Guid> ids, CancellationToken ct)
    {
        if (ids.Count == 0) return [];
        foreach (var seen in db.ChangeTracker.Entries<CreditGrant>().Where(grant => grant.State == EntityState.Unchanged).ToList()) seen.State = EntityState.Detached;
        return await db.CreditGrants.Where(grant => ids.Contains(grant.Id)).OrderBy(grant => grant.Id).ToListAsync(ct);
    }

    /// <summary>Several drafts of an account may be rated in one unit of work: what the first takes is not there for the second, although it is not saved yet.</summary>
    private static IEnumerable<CreditGrant> AsTracked(BillingDbContext db, List<CreditGrant> grants)
    {
        if (grants.Count == 0) return grants;
        var taken = db.ChangeTracker.Entries<CreditGrant>().Where(grant => grant.State == EntityState.Modified).ToDictionary(grant => grant.Entity.Id, grant => grant.Entity);
        return grants.Select(grant => taken.GetValueOrDefault(grant.Id, grant));
    }

    private static CreditAtHand AtHand(CreditGrant grant, List<Hold> held, DateTime then)
    {
        var own = held.Where(hold => hold.GrantId == grant.Id).Sum(hold => hold.Reserved);
        var free = grant.ExpiresAt is { } end && end <= then ? 0 : grant.Available;
        return new(grant.Id, grant.Kind, grant.Priority, grant.ExpiresAt, grant.GrantedAt, free + own);
    }

    /// <param name="AccountId">Whose credit.</param>
    /// <param name="GrantId">Of which grant.</param>
    /// <param name="Credit">Its kind.</param>
    /// <param name="Currency">Its currency.</param>
    /// <param name="Reserved">What the draft holds and has not spent.</param>
    /// <param name="Taken">What it has not given back, spent or not.</param>
    private sealed record Hold(Guid AccountId, Guid GrantId, CreditKind Credit, Currency Currency, long Reserved, long Taken);
}
