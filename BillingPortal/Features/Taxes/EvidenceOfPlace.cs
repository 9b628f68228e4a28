using BillingPortal.Data;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Taxes;

public static class EvidenceOfPlace
{
    /// <summary>Takes down, in the caller's unit of work, where something says that the buyer is; the newest of its kind counts.</summary>
    public static async Task SeeAsync(this BillingDbContext db, Guid accountId, EvidenceKind kind, string? country, DateTime now, CancellationToken ct = default)
    {
        if (country is not { Length: 2 } code) return;
        if (await db.LocationEvidence.FirstOrDefaultAsync(evidence => evidence.AccountId == accountId && evidence.Kind == kind, ct) is { } known) (known.Country, known.SeenAt) = (code.ToUpperInvariant(), now);
        else db.Add(new LocationEvidence { AccountId = accountId, Kind = kind, Country = code.ToUpperInvariant(), SeenAt = now });
    }
}
