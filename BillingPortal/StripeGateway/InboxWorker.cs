using BillingPortal.Data;
using BillingPortal.Shared;
using Microsoft.EntityFrameworkCore;
using Stripe;

namespace BillingPortal.StripeGateway;

/// <summary>
/// Applies stored events: drafts to be claimed before anything else, then in the order of arrival. An event that fails waits longer each time and
/// holds up no other; two nodes never apply the same one at once.
/// </summary>
public sealed class InboxWorker(
    IDbContextFactory<BillingDbContext> contexts,
    HandledTypes handled,
    IServiceScopeFactory scopes,
    BillingClock clock,
    TimeProvider system,
    ILogger<InboxWorker> log) : IDisposable
{
    private const int BatchSize = 20;

    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);

    private readonly SemaphoreSlim oneAtATime = new(1);

    /// <summary>Applies until nothing is due; when this returns, nothing is under way in this process either.</summary>
    /// <returns>How many events were applied.</returns>
    public async Task<int> DrainAsync(CancellationToken ct = default)
    {
        await oneAtATime.WaitAsync(ct);
        try
        {
            var applied = 0;
            for (var claimed = -1; claimed != 0;)
            {
                await using var db = await contexts.CreateDbContextAsync(ct);
                var batch = await ClaimAsync(db, ct);
                applied += await ApplyAsync(db, batch, ct);
                claimed = batch.Count;
            }
            return applied;
        }
        finally
        {
            oneAtATime.Release();
        }
    }

    /// <summary>When the next event is due, by the billing clock; null where none waits.</summary>
    public async Task<DateTime?> NextDueAsync(CancellationToken ct = default)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await db.StripeEvents.Where(stored => stored.State == StripeEventState.Waiting).MinAsync(stored => (DateTime?)stored.NextAttemptAt, ct);
    }

    public void Dispose() => oneAtATime.Dispose();

    /// <summary>A batch is of one rank, so that drafts that arrive meanwhile are claimed before the rest goes on.</summary>
    private async Task<List<StripeEvent>> ClaimAsync(BillingDbContext db, CancellationToken ct)
    {
        var now = system.GetUtcNow().UtcDateTime;
        var (lease, until) = (Guid.NewGuid(), now + Lease);
        var due = await Claimable(db, now)
            .OrderBy(stored => stored.Rank).ThenBy(stored => stored.Id).Take(BatchSize)
            .Select(stored => new { stored.Id, stored.Rank })
            .ToListAsync(ct);
        var ids = due.Where(candidate => candidate.Rank == due[0].Rank).Select(candidate => candidate.Id).ToList();
        if (ids.Count == 0) return [];

        await Claimable(db, now).Where(stored => ids.Contains(stored.Id)).ExecuteUpdateAsync(
            set => set
                .SetProperty(stored => stored.LeaseId, lease)
                .SetProperty(stored => stored.LeasedUntil, until)
                .SetProperty(stored => stored.Version, stored => stored.Version + 1),
            ct);
        var claimed = await db.StripeEvents.Where(stored => stored.LeaseId == lease).OrderBy(stored => stored.Id).ToListAsync(ct);
        return claimed.Count > 0 ? claimed : await ClaimAsync(db, ct);
    }

    /// <summary>While nodes of two versions run, the older one leaves alone what only the newer one handles.</summary>
    private IQueryable<StripeEvent> Claimable(BillingDbContext db, DateTime now)
    {
        var (due, types) = (clock.Now, handled.All.ToList());
        return db.StripeEvents.Where(stored =>
            stored.State == StripeEventState.Waiting && stored.NextAttemptAt <= due && types.Contains(stored.Type) && (stored.LeasedUntil == null || stored.LeasedUntil < now));
    }

    private async Task<int> ApplyAsync(BillingDbContext db, List<StripeEvent> batch, CancellationToken ct)
    {
        var applied = 0;
        foreach (var (place, stored) in batch.Index())
        {
            if (ct.IsCancellationRequested)
            {
                await GiveBackAsync(db, batch[place..]);
                ct.ThrowIfCancellationRequested();
            }
            if (await IsStillOursAsync(db, stored, ct) && await ApplyAsync(db, stored, ct)) applied++;
        }
        return applied;
    }

    /// <summary>Renews a lease that runs out while the batch is worked through.</summary>
    private async Task<bool> IsStillOursAsync(BillingDbContext db, StripeEvent stored, CancellationToken ct)
    {
        var now = system.GetUtcNow().UtcDateTime;
        if (stored.LeasedUntil - now > Lease / 2) return true;
        stored.KeepUntil(now + Lease);
        return await SaveAsync(db, stored, ct);
    }

    private async Task<bool> ApplyAsync(BillingDbContext db, StripeEvent stored, CancellationToken ct)
    {
        try
        {
            await HandleAsync(stored, ct);
            stored.Apply(clock.Now);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            stored.Release();
        }
        catch (Exception failure)
        {
            stored.Fail($"{failure.GetType().Name}: {failure.Message}", clock.Now);
            log.LogWarning(failure, "Event {EventId} ({Type}) failed for the {Attempt}. time; it is now {State}.", stored.EventId, stored.Type, stored.Attempts, stored.State);
        }
        return await SaveAsync(db, stored, CancellationToken.None) && stored.State == StripeEventState.Applied;
    }

    /// <summary>All handlers of the type get it, even if one of them fails.</summary>
    private async Task HandleAsync(StripeEvent stored, CancellationToken ct)
    {
        using var goFirst = stored.Type == EventTypes.InvoiceCreated ? StripePriority.GoFirst() : null;
        await using var scope = scopes.CreateAsyncScope();
        var notice = new StripeEventNotice(stored.EventId, stored.Type, stored.ObjectId ?? "", stored.CustomerId, stored.CreatedAt);
        Exception? failure = null;
        foreach (var handler in scope.ServiceProvider.GetServices<IStripeEventHandler>().Where(handler => handler.Types.Contains(stored.Type)))
        {
            try
            {
                await handler.HandleAsync(notice, ct);
            }
            catch (Exception exception) when (!ct.IsCancellationRequested)
            {
                failure ??= exception;
            }
        }
        if (failure is not null) System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
    }

    private static async Task GiveBackAsync(BillingDbContext db, IEnumerable<StripeEvent> rest)
    {
        foreach (var stored in rest) stored.Release();
        await db.SaveChangesAsync(CancellationToken.None);
    }

    private async Task<bool> SaveAsync(BillingDbContext db, StripeEvent stored, CancellationToken ct)
    {
        try
        {
            await db.SaveChangesAsync(ct);
            return true;
        }
        catch (DbUpdateConcurrencyException)
        {
            log.LogWarning("The lease of event {EventId} ran out and another worker took it over.", stored.EventId);
            db.Entry(stored).State = EntityState.Detached;
            return false;
        }
    }
}
