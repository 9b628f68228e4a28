using BillingPortal.Data;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Credits;

/// <summary>A grant whose figures are not the sum of its ledger.</summary>
public sealed record CreditDifference(Guid GrantId, long Available, long AvailableByLedger, long Reserved, long ReservedByLedger);

/// <summary>Proves that what every grant says it has left and reserved is what the ledger adds up to.</summary>
public sealed class CreditRecount(IDbContextFactory<BillingDbContext> contexts)
{
    public async Task<IReadOnlyList<CreditDifference>> CountAsync(CancellationToken ct = default)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var entries = db.CreditEntries;
        var sums = await db.CreditGrants.Select(grant => new
        {
            grant.Id, grant.Available, grant.Reserved,
            ByLedger = entries.Where(entry => entry.GrantId == grant.Id).Sum(entry => entry.Available),
            ReservedByLedger = entries.Where(entry => entry.GrantId == grant.Id).Sum(entry => entry.Reserved),
        }).Where(sum => sum.Available != sum.ByLedger || sum.Reserved != sum.ReservedByLedger).ToListAsync(ct);
        return [.. sums.Select(sum => new CreditDifference(sum.Id, sum.Available, sum.ByLedger, sum.Reserved, sum.ReservedByLedger))];
    }
}
