using BillingPortal.Data;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Accounts.TaxIds;

public static class TaxIdFollowing
{
    /// <summary>After a change of profile, in the caller's unit of work: another id starts anew, none ends what was known.</summary>
    public static async Task FollowTaxIdAsync(this BillingDbContext db, Account account, DateTime now, CancellationToken ct = default)
    {
        var standing = await db.TaxIdStandings.FirstOrDefaultAsync(s => s.AccountId == account.Id, ct);
        var id = CheckedTaxId.Stored(account.Profile.TaxId, account.Profile.Country);
        if (id is null && standing is not null) db.Remove(standing);
        else if (id is not null && standing is null) db.Add(TaxIdStanding.Of(account.Id, id, now));
        else if (id is not null && standing is not null && (standing.TaxId, standing.Country) != (id.Text, id.Country)) standing.Restart(id, now);
    }

    /// <summary>What applies to these accounts may be another tax from now on; whoever keeps it at Stripe looks again.</summary>
    public static Task<int> TaxMayChangeAsync(this BillingDbContext db, IQueryable<Account> accounts, DateTime now, CancellationToken ct = default)
    {
        DateTime? due = now;
        return accounts.ExecuteUpdateAsync(set => set.SetProperty(account => account.TaxDueAt, due), ct);
    }
}
