using BillingPortal.Data;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Subscriptions;

/// <summary>Everything about plans that time brings: changes left halfway, Stripe to be told, ends and pauses that have come.</summary>
public sealed class PlanUpkeep(IDbContextFactory<BillingDbContext> contexts, PlanChangeJanitor janitor, ScheduledChanges scheduled, PlanEnding ending, PauseEnding pauses)
{
    public async Task RunAsync(CancellationToken ct = default)
    {
        await janitor.CleanAsync(ct);
        await scheduled.TellDueAsync(ct);
        await ending.ApplyDueAsync(ct);
        await pauses.ResumeDueAsync(ct);
    }

    public async Task<DateTime?> NextDueAsync(CancellationToken ct = default)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        DateTime?[] next =
        [
            await janitor.NextDueAsync(ct),
            await db.Subscriptions.Where(s => s.LivesFor != null).MinAsync(s => s.TellStripeAt, ct),
            await db.ScheduledChanges.Where(change => change.Status == ScheduledStatus.Waiting).MinAsync(change => (DateTime?)change.EffectiveAt, ct),
            await db.ScheduledChanges.Where(change => change.Status == ScheduledStatus.Paused).MinAsync(change => change.ResumesAt, ct),
        ];
        return next.Min();
    }
}
