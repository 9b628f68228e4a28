using System.Text.Json.Serialization;
using BillingPortal.Features.Plans;
using BillingPortal.Shared;

namespace BillingPortal.Features.Subscriptions;

public enum ScheduledKind
{
    /// <summary>To a plan that is not dearer.</summary>
    Plan,

    /// <summary>To Free.</summary>
    Cancel,

    /// <summary>To Free, and back again later.</summary>
    Pause,
}

public enum ScheduledStatus
{
    /// <summary>Its time has not come; it can be undone.</summary>
    Waiting,

    Applied,

    Withdrawn,

    /// <summary>The pause has begun and lasts.</summary>
    Paused,

    Resumed,
}

/// <summary>A change of plan that waits for the end of the period. The plan's rows say it already, from then on; this says who wanted it, why, and what can be undone.</summary>
public sealed class ScheduledChange
{
    public Guid Id { get; private set; } = Guid.CreateVersion7();

    public required Guid AccountId { get; init; }

    public required Guid TeamId { get; init; }

    public required ScheduledKind Kind { get; init; }

    public required Guid FromVersionId { get; init; }

    public required Guid ToVersionId { get; init; }

    public required DateTime EffectiveAt { get; init; }

    /// <summary>When a pause ends by itself; null where a person ends it. Moved a little where Stripe could not be asked.</summary>
    public DateTime? ResumesAt { get; private set; }

    public string? Reason { get; init; }

    public required string AskedBy { get; init; }

    public required DateTime AskedAt { get; init; }

    public ScheduledStatus Status { get; private set; }

    /// <summary>The account while it waits or the pause lasts, else null: a unique index allows an account one such change.</summary>
    public Guid? StandsFor { get; private set; }

    public long Version { get; private set; }

    public static ScheduledChange Ask(Actor actor, Guid accountId, Guid teamId, ScheduledKind kind, PlanVersion from, PlanVersion to, DateTime effectiveAt, DateTime now, string? reason = null, DateTime? resumesAt = null) => new()
    {
        AccountId = accountId, TeamId = teamId, Kind = kind, FromVersionId = from.Id, ToVersionId = to.Id, EffectiveAt = effectiveAt, AskedBy = actor.UserId ?? actor.Name, AskedAt = now,
        StandsFor = accountId, Reason = string.IsNullOrWhiteSpace(reason) ? null : reason.Trim(), ResumesAt = resumesAt,
    };

    public bool EndsThePlan => Kind != ScheduledKind.Plan;

    public void Apply()
    {
        if (Kind == ScheduledKind.Pause) Status = ScheduledStatus.Paused;
        else (Status, StandsFor) = (ScheduledStatus.Applied, null);
    }

    public void Withdraw() => (Status, StandsFor) = (ScheduledStatus.Withdrawn, null);

    public void Resume() => (Status, StandsFor) = (ScheduledStatus.Resumed, null);

    /// <summary>The card was not taken when the pause ended: it has become a cancellation.</summary>
    public void GiveUp() => (Status, StandsFor) = (ScheduledStatus.Applied, null);

    public void TryAgainAt(DateTime at) => ResumesAt = at;
}

/// <summary>A scheduled change, or a pause that lasts, as pages and the REST API show it.</summary>
/// <param name="From">The name of the plan that is left or paused.</param>
/// <param name="Plan">The plan from then on; <paramref name="To"/> is its name, <paramref name="Amount"/> its price a month in minor units.</param>
public sealed record ScheduledView(ScheduledKind Kind, string From, string Plan, string To, long Amount, string Currency, DateTime EffectiveAt, DateTime? ResumesAt, bool Paused)
{
    [JsonIgnore]
    public Money Price => new(Amount, new(Currency.ToUpperInvariant()));
}
