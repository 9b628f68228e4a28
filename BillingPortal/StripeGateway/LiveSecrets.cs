using BillingPortal.Data;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.StripeGateway;

/// <summary>The secrets that events may be signed with now: the configured one and those of the portal's own endpoints.</summary>
public sealed class LiveSecrets(StripeOptions options, IDbContextFactory<BillingDbContext> contexts, TimeProvider system)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan JustRead = TimeSpan.FromSeconds(1);

    private volatile Known? known;

    public Task<IReadOnlyList<string>> ReadAsync(CancellationToken ct) => ReadAsync(Fresh, ct);

    /// <summary>
    /// For an event that no known secret fits: another node may just have made an endpoint. Null where that was looked up a moment ago, so
    /// that forged events cannot keep the database busy.
    /// </summary>
    public async Task<IReadOnlyList<string>?> ReadAgainAsync(CancellationToken ct)
    {
        var before = known;
        var secrets = await ReadAsync(JustRead, ct);
        return ReferenceEquals(before, known) ? null : secrets;
    }

    public void Forget() => known = null;

    private async Task<IReadOnlyList<string>> ReadAsync(TimeSpan maximumAge, CancellationToken ct)
    {
        if (known is { } current && system.GetElapsedTime(current.ReadAt) < maximumAge) return current.Secrets;

        var now = system.GetUtcNow().UtcDateTime;
        await using var db = await contexts.CreateDbContextAsync(ct);
        var stored = await db.WebhookSecrets
            .Where(secret => secret.RetiredAt == null || secret.RetiredAt > now)
            .OrderByDescending(secret => secret.Id)
            .Select(secret => secret.Secret)
            .ToListAsync(ct);
        if (!string.IsNullOrWhiteSpace(options.WebhookSecret)) stored.Insert(0, options.WebhookSecret);
        known = new(stored, system.GetTimestamp());
        return stored;
    }

    private sealed record Known(IReadOnlyList<string> Secrets, long ReadAt);
}
