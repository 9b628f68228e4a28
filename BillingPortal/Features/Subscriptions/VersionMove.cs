using BillingPortal.Shared;

namespace BillingPortal.Features.Subscriptions;

/// <summary>An administrator's wish that everybody on one version of a plan moves to another, each at the next renewal. A job works it off.</summary>
public sealed class VersionMove
{
    public Guid Id { get; private set; } = Guid.CreateVersion7();

    public required Guid FromVersionId { get; init; }

    public required Guid ToVersionId { get; init; }

    public required string AskedBy { get; init; }

    public required DateTime AskedAt { get; init; }

    /// <summary>The version that is left, while the move is under way: a unique index allows a version one at a time.</summary>
    public Guid? RunsFor { get; private set; }

    /// <summary>By the system's clock. Whoever works on the move renews it; after a crash another goes on.</summary>
    public DateTime? LeaseUntil { get; private set; }

    public int Accounts { get; private set; }

    /// <summary>How many will move at their next renewal.</summary>
    public int Scheduled { get; private set; }

    /// <summary>How many were left as they are: something else is scheduled for them, or is under way.</summary>
    public int Skipped { get; private set; }

    public long Version { get; private set; }

    public static VersionMove Ask(Actor actor, Guid fromVersionId, Guid toVersionId, DateTime now) => new()
    {
        FromVersionId = fromVersionId, ToVersionId = toVersionId, AskedBy = actor.UserId ?? actor.Name, AskedAt = now, RunsFor = fromVersionId,
    };

    /// <summary>Also after a crash: what was scheduled before it stays so, and the rest is looked at again.</summary>
    public void Begin(int scheduled, int left, DateTime leaseUntil) => (Scheduled, Skipped, Accounts, LeaseUntil) = (scheduled, 0, scheduled + left, leaseUntil);

    public void Advance(int scheduled, int skipped, DateTime leaseUntil) => (Scheduled, Skipped, LeaseUntil) = (Scheduled + scheduled, Skipped + skipped, leaseUntil);

    public void Finish() => (RunsFor, LeaseUntil) = (null, null);
}
