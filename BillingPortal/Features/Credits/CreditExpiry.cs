using BillingPortal.Data;
using BillingPortal.Features.Auditing;
using BillingPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Credits;

/// <summary>Lets credit expire: what no draft has reserved when its time comes, and what is given back after that.</summary>
public sealed class CreditExpiry(IDbContextFactory<BillingDbContext> contexts, BillingClock clock, LiveChanges changes, ILogger<CreditExpiry> log)
{
    private const int Batch = 100;

    public async Task ExpireDueAsync(CancellationToken ct = default)
    {
        var stuck = 0;
        for (var due = await DueAsync(stuck, ct); due.Count > 0; due = await DueAsync(stuck, ct))
            foreach (var grantId in due)
                if (!await TryExpireAsync(grantId, ct)) stuck++;
    }

    public async Task<DateTime?> NextDueAsync(CancellationToken ct = default)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await db.CreditGrants.Where(grant => grant.Available > 0 && grant.ExpiresAt != null).MinAsync(grant => grant.ExpiresAt, ct);
    }

    private async Task<List<Guid>> DueAsync(int skip, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var now = clock.Now;
        return await db.CreditGrants.Where(grant => grant.Available > 0 && grant.ExpiresAt <= now)
            .OrderBy(grant => grant.ExpiresAt).ThenBy(grant => grant.Id).Select(grant => grant.Id).Skip(skip).Take(Batch).ToListAsync(ct);
    }

    private async Task<bool> TryExpireAsync(Guid grantId, CancellationToken ct)
    {
        try
        {
            await ExpireAsync(grantId, ct);
            return true;
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !ct.IsCancellationRequested)
        {
            // Most likely another node was at the same grant; whatever it was, the next run looks again.
            log.LogWarning(exception, "Grant {Grant} has not expired yet; it is tried again.", grantId);
            return false;
        }
    }

    private async Task ExpireAsync(Guid grantId, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var grant = await db.CreditGrants.SingleAsync(one => one.Id == grantId, ct);
        var now = clock.Now;
        if (grant.Available == 0 || grant.ExpiresAt is not { } end || end > now) return;

        var lost = grant.Left;
        db.Add(grant.Expire(now));
        db.Record(Actor.System, "credit.expired", grant.AccountId, now, $"{lost} {grant.Kind}");
        await db.SaveChangesAsync(ct);
        changes.Tell(grant.AccountId);
    }
}
