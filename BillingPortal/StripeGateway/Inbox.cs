using System.Threading.Channels;
using BillingPortal.Data;
using BillingPortal.Shared;
using Microsoft.EntityFrameworkCore;
using Stripe;

namespace BillingPortal.StripeGateway;

/// <summary>Takes events in: each is stored once, and is durable when this returns.</summary>
public sealed class Inbox(IDbContextFactory<BillingDbContext> contexts, HandledTypes handled, BillingClock clock)
{
    // One waiting signal is enough: whoever hears it looks for everything that is due.
    private readonly Channel<bool> arrivals = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Says that there is something to apply.</summary>
    public IAsyncEnumerable<bool> ArrivalsAsync(CancellationToken ct) => arrivals.Reader.ReadAllAsync(ct);

    /// <returns>False where the event was here already.</returns>
    public async Task<bool> TakeInAsync(EventEnvelope envelope, string payload, CancellationToken ct = default)
    {
        var taken = Row(envelope, payload);
        if (!await StoreAsync(taken, ct)) return false;
        if (taken.State == StripeEventState.Waiting) arrivals.Writer.TryWrite(true);
        return true;
    }

    private StripeEvent Row(EventEnvelope envelope, string payload)
    {
        var row = new StripeEvent
        {
            EventId = envelope.Id,
            Type = envelope.Type,
            ApiVersion = envelope.ApiVersion,
            ObjectId = envelope.ObjectId,
            CustomerId = envelope.CustomerId,
            CreatedAt = envelope.CreatedAt,
            ReceivedAt = clock.Now,
            Payload = payload,
            Rank = envelope.Type == EventTypes.InvoiceCreated ? 0 : 1,
        };
        return ReasonToPark(envelope) is { } reason ? row.Park(reason) : row.Wait();
    }

    private string? ReasonToPark(EventEnvelope envelope) =>
        !handled.All.Contains(envelope.Type) ? "Nothing here handles this type of event."
        : !EventUtility.IsCompatibleApiVersion(envelope.ApiVersion ?? "") ? $"It was written for API version {envelope.ApiVersion}, not {StripeConfiguration.ApiVersion}."
        : envelope.ObjectId is null ? "It does not say which object it is about."
        : null;

    private async Task<bool> StoreAsync(StripeEvent row, CancellationToken ct)
    {
        if (await IsHereAsync(row.EventId, ct)) return false;
        try
        {
            await using var db = await contexts.CreateDbContextAsync(ct);
            db.Add(row);
            await db.SaveChangesAsync(ct);
            return true;
        }
        catch (DbUpdateException)
        {
            // Two deliveries of one event at the same time: the unique key let one of them in.
            if (await IsHereAsync(row.EventId, ct)) return false;
            throw;
        }
    }

    private async Task<bool> IsHereAsync(string eventId, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await db.StripeEvents.AnyAsync(stored => stored.EventId == eventId, ct);
    }
}
