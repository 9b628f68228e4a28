using BillingPortal.Data;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Api;

/// <summary>Remembers requests by their idempotency key, each user's apart, on the system's clock.</summary>
public sealed class IdempotencyStore(IDbContextFactory<BillingDbContext> contexts, TimeProvider system)
{
    private static readonly TimeSpan Kept = TimeSpan.FromHours(48);
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    private DateTime Now => system.GetUtcNow().UtcDateTime;

    /// <summary>Null where the request is the caller's to work on; else the request that had the key before.</summary>
    public async Task<IdempotentRequest?> ClaimAsync(string userId, string key, string hash, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var old = Now - Kept;
        await db.Set<IdempotentRequest>().Where(request => request.UserId == userId && request.CreatedAt < old).ExecuteDeleteAsync(ct);
        if (await FindAsync(db, userId, key, ct) is { } earlier) return await TakeOverAsync(db, earlier, hash, ct) ? null : earlier;

        db.Add(new IdempotentRequest { UserId = userId, Key = key, Hash = hash, CreatedAt = Now, LeasedUntil = Now + Lease });
        try
        {
            await db.SaveChangesAsync(ct);
            return null;
        }
        catch (DbUpdateException)
        {
            // Somebody else was faster with the same key; anything but that is thrown again.
            db.ChangeTracker.Clear();
            if (await FindAsync(db, userId, key, ct) is not { } faster) throw;
            return faster;
        }
    }

    public async Task AnswerAsync(string userId, string key, int status, string? contentType, string? location, string body)
    {
        await using var db = await contexts.CreateDbContextAsync();
        await Of(db, userId, key).ExecuteUpdateAsync(request => request
            .SetProperty(r => r.StatusCode, status)
            .SetProperty(r => r.ContentType, contentType)
            .SetProperty(r => r.Location, location)
            .SetProperty(r => r.Body, body));
    }

    /// <summary>Forgets a request that came to nothing, so that it can be sent again.</summary>
    public async Task ReleaseAsync(string userId, string key)
    {
        await using var db = await contexts.CreateDbContextAsync();
        await Of(db, userId, key).Where(request => request.StatusCode == null).ExecuteDeleteAsync();
    }

    private async Task<bool> TakeOverAsync(BillingDbContext db, IdempotentRequest earlier, string hash, CancellationToken ct)
    {
        if (earlier.StatusCode is not null || earlier.Hash != hash || earlier.LeasedUntil > Now) return false;
        var until = Now + Lease;
        return await Of(db, earlier.UserId, earlier.Key).Where(request => request.LeasedUntil == earlier.LeasedUntil)
            .ExecuteUpdateAsync(request => request.SetProperty(r => r.LeasedUntil, until), ct) == 1;
    }

    private static Task<IdempotentRequest?> FindAsync(BillingDbContext db, string userId, string key, CancellationToken ct) =>
        Of(db, userId, key).AsNoTracking().FirstOrDefaultAsync(ct);

    private static IQueryable<IdempotentRequest> Of(BillingDbContext db, string userId, string key) =>
        db.Set<IdempotentRequest>().Where(request => request.UserId == userId && request.Key == key);
}
