using BillingPortal.Data;
using BillingPortal.Shared;
using Microsoft.EntityFrameworkCore;
using Stripe;

namespace BillingPortal.StripeGateway;

/// <summary>
/// Asks Stripe for events that never arrived and for drafts that no event told of, and puts them into the inbox under the same key, so that
/// handlers cannot tell them from delivered ones.
/// </summary>
public sealed class DraftSweep(IStripeClient stripe, StripeCalls calls, HandledTypes handled, Inbox inbox, IDbContextFactory<BillingDbContext> contexts, BillingClock clock)
{
    private const int PageSize = 100;

    /// <summary>Stripe lists events by no more types than this at once.</summary>
    private const int TypesAtOnce = 20;

    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(10);

    /// <summary>How far the first sweep looks back: as long as Stripe itself goes on delivering.</summary>
    private static readonly TimeSpan FirstReach = TimeSpan.FromDays(3);

    /// <returns>How many were missing.</returns>
    public async Task<Result<int>> RunAsync(CancellationToken ct = default)
    {
        var began = clock.Now;
        var swept = await calls.TryAsync(async () => await EventsAsync(ct) + await DraftsAsync(ct), ct);
        if (swept.Problem is null) await MarkAsync(began, ct);
        return swept;
    }

    private async Task<int> EventsAsync(CancellationToken ct)
    {
        var since = await SinceAsync(ct);
        var found = 0;
        foreach (var types in handled.All.Order(StringComparer.Ordinal).Chunk(TypesAtOnce))
        {
            var options = new EventListOptions { Types = [.. types], Created = new DateRangeOptions { GreaterThanOrEqual = since }, Limit = PageSize };
            await foreach (var happened in new EventService(stripe).ListAutoPagingAsync(options, cancellationToken: ct))
            {
                var json = happened.ToJson();
                if (EventEnvelope.Read(json) is { } envelope && await inbox.TakeInAsync(envelope, json, ct)) found++;
            }
        }
        return found;
    }

    private async Task<int> DraftsAsync(CancellationToken ct)
    {
        var found = 0;
        var options = new InvoiceListOptions { Status = "draft", Limit = PageSize };
        await foreach (var draft in new InvoiceService(stripe).ListAutoPagingAsync(options, cancellationToken: ct))
        {
            if (await IsToldOfAsync(draft.Id, ct)) continue;
            var envelope = new EventEnvelope($"draft_{draft.Id}", EventTypes.InvoiceCreated, StripeConfiguration.ApiVersion, draft.Created, draft.Id, draft.CustomerId);
            if (await inbox.TakeInAsync(envelope, draft.ToJson(), ct)) found++;
        }
        return found;
    }

    /// <summary>A parked event, written for another API version, tells nobody.</summary>
    private async Task<bool> IsToldOfAsync(string invoiceId, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await db.StripeEvents.AnyAsync(stored => stored.ObjectId == invoiceId && stored.Type == EventTypes.InvoiceCreated && stored.State != StripeEventState.Parked, ct);
    }

    private async Task<DateTime> SinceAsync(CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var through = await db.SweepMarks.Select(mark => (DateTime?)mark.Through).SingleOrDefaultAsync(ct);
        return through - Overlap ?? clock.Now - FirstReach;
    }

    private async Task MarkAsync(DateTime through, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var mark = await db.SweepMarks.SingleOrDefaultAsync(ct);
        if (mark is null) db.Add(mark = new());
        mark.MoveTo(through);
        await db.SaveChangesAsync(ct);
    }
}
