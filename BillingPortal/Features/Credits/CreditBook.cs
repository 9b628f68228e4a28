using BillingPortal.Data;
using BillingPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Credits;

/// <summary>What a draft holds of a grant.</summary>
/// <param name="DraftId">Who holds it.</param>
/// <param name="AccountId">Whose credit.</param>
/// <param name="GrantId">Of which grant.</param>
/// <param name="Credit">Its kind.</param>
/// <param name="Currency">Its currency.</param>
/// <param name="Reserved">What the draft holds and has not spent.</param>
/// <param name="Taken">What it has not given back, spent or not.</param>
internal sealed record CreditHold(Guid DraftId, Guid AccountId, Guid GrantId, CreditKind Credit, Currency Currency, long Reserved, long Taken);

/// <summary>
/// The credit that one unit of work deals with, read at once and asked from then on: what its first draft takes is not there for its second, although nothing is saved yet.
/// Belongs to that unit of work, whose save refuses what another has changed meanwhile.
/// </summary>
public sealed class CreditBook
{
    private readonly BillingDbContext db;
    private readonly ILookup<Guid, CreditGrant> byAccount;
    private readonly Dictionary<Guid, CreditGrant> byId;
    private readonly ILookup<Guid, CreditHold> holds;
    private readonly DateTime now;

    internal CreditBook(BillingDbContext db, IReadOnlyList<CreditGrant> grants, IReadOnlyList<CreditHold> holds, DateTime now)
    {
        (this.db, this.now) = (db, now);
        (byAccount, byId, this.holds) = (grants.ToLookup(grant => grant.AccountId), grants.ToDictionary(grant => grant.Id), holds.ToLookup(hold => hold.DraftId));
    }

    /// <summary>What an invoice could spend: of its currency, not expired, and taken by no other draft.</summary>
    /// <param name="accountId">Whose credit.</param>
    /// <param name="currency">Credit of another currency is not touched.</param>
    /// <param name="at">When it would be spent; a time in the past counts as now.</param>
    /// <param name="draftId">A draft that may be rated again: what it holds already is its own.</param>
    public CreditsAtHand AtHand(Guid accountId, Currency currency, DateTime at, Guid? draftId = null)
    {
        var then = at > now ? at : now;
        CreditHold[] own = draftId is { } draft ? [.. holds[draft]] : [];
        return new([.. byAccount[accountId].Where(grant => grant.Currency == currency).Select(grant => AtHand(grant, own, then)).Where(grant => grant.Amount > 0)], currency);
    }

    /// <summary>The draft takes these shares instead of what it held.</summary>
    /// <exception cref="DbUpdateConcurrencyException">Another draft was quicker: price again.</exception>
    internal void Reserve(Guid draftId, IReadOnlyList<CreditShare> shares)
    {
        foreach (var id in shares.Select(share => share.GrantId).Union(holds[draftId].Select(hold => hold.GrantId)).Order())
        {
            var more = shares.Where(share => share.GrantId == id).Sum(share => share.Amount) - holds[draftId].Where(hold => hold.GrantId == id).Sum(hold => hold.Reserved);
            if (more == 0) continue;
            if (!byId.TryGetValue(id, out var grant) || more > grant.Available) throw new DbUpdateConcurrencyException($"Grant {id} has less left than draft {draftId} was priced with.");
            if (more > 0) db.Add(Own(grant).Reserve(more, draftId, now));
            else GiveBack(grant, -more, -more, draftId);
        }
    }

    /// <summary>Its grants have back all that the draft took.</summary>
    internal void Release(Guid draftId)
    {
        foreach (var hold in holds[draftId].Where(hold => hold.Taken > 0)) GiveBack(byId[hold.GrantId], hold.Taken, hold.Reserved, draftId);
    }

    private void GiveBack(CreditGrant grant, long taken, long reserved, Guid draftId)
    {
        db.Add(Own(grant).Release(taken, reserved, draftId, now));
        if (grant.VoidedAt is not null) db.Add(grant.Void(now));
    }

    /// <summary>A grant that the unit of work no longer holds would be changed and not saved.</summary>
    private CreditGrant Own(CreditGrant grant) =>
        db.Entry(grant).State != EntityState.Detached ? grant : throw new InvalidOperationException($"Grant {grant.Id} was read anew meanwhile: read the credit again.");

    private static CreditAtHand AtHand(CreditGrant grant, CreditHold[] held, DateTime then)
    {
        var own = held.Where(hold => hold.GrantId == grant.Id).Sum(hold => hold.Reserved);
        var free = grant.ExpiresAt is { } end && end <= then ? 0 : grant.Available;
        return new(grant.Id, grant.Kind, grant.Priority, grant.ExpiresAt, grant.GrantedAt, free + own);
    }
}
