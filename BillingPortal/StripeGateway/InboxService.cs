using BillingPortal.Data;
using BillingPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.StripeGateway;

/// <summary>An event of the inbox as its list shows it, without what it says of payers.</summary>
public sealed record InboxLine(string EventId, string Type, string? ObjectId, StripeEventState State, int Attempts, DateTime ReceivedAt, DateTime NextAttemptAt, string? Error);

/// <summary>How many events are in each state, and the newest of them.</summary>
public sealed record InboxOverview(IReadOnlyDictionary<StripeEventState, int> Counts, IReadOnlyList<InboxLine> Newest);

/// <summary>Lets people look into the inbox.</summary>
public sealed class InboxService(IDbContextFactory<BillingDbContext> contexts)
{
    private const int Shown = 100;

    public async Task<Result<InboxOverview>> LookAsync(Actor actor, StripeEventState? state, CancellationToken ct = default)
    {
        if (actor.Deny(Permission.ViewPlatform) is { } denied) return denied;

        await using var db = await contexts.CreateDbContextAsync(ct);
        var counts = await db.StripeEvents.GroupBy(stored => stored.State).Select(group => new { group.Key, Count = group.Count() }).ToDictionaryAsync(group => group.Key, group => group.Count, ct);
        var newest = await db.StripeEvents
            .Where(stored => state == null || stored.State == state)
            .OrderByDescending(stored => stored.Id)
            .Take(Shown)
            .Select(stored => new InboxLine(
                stored.EventId, stored.Type, stored.ObjectId, stored.State, stored.Attempts, stored.ReceivedAt, stored.NextAttemptAt, stored.Error))
            .ToListAsync(ct);
        return new InboxOverview(counts, newest);
    }
}
