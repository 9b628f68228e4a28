namespace BillingPortal.StripeGateway;

public enum StripeEventState
{
    Waiting,
    Applied,

    /// <summary>Nobody here handles it; kept for whoever wants to know.</summary>
    Parked,

    /// <summary>Failed as often as it may; a person must look at it.</summary>
    Dead,
}

/// <summary>
/// An event that Stripe told us of, kept as it came. It only says that something happened: what is true is read again from Stripe when
/// it is applied, so that neither the order of events nor a second copy matters.
/// </summary>
public sealed class StripeEvent
{
    public const int ErrorLength = 1000;

    /// <summary>An event that still fails after all of these delays is dead.</summary>
    private static readonly TimeSpan[] Delays =
    [
        TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15), TimeSpan.FromHours(1), TimeSpan.FromHours(3), TimeSpan.FromHours(6),
        TimeSpan.FromHours(12), TimeSpan.FromHours(12), TimeSpan.FromHours(12),
    ];

    public long Id { get; private set; }

    /// <summary>Stripe's id. Unique: an event that is delivered again, or found by the sweep as well, is stored once.</summary>
    public required string EventId { get; init; }

    public required string Type { get; init; }

    public required string? ApiVersion { get; init; }

    public required string? ObjectId { get; init; }

    public required string? CustomerId { get; init; }

    /// <summary>When it happened, by Stripe's clock, to the second: not an order.</summary>
    public required DateTime CreatedAt { get; init; }

    public required DateTime ReceivedAt { get; init; }

    public required string Payload { get; init; }

    /// <summary>Lower goes first.</summary>
    public required int Rank { get; init; }

    public StripeEventState State { get; private set; }

    public int Attempts { get; private set; }

    public DateTime NextAttemptAt { get; private set; }

    public Guid? LeaseId { get; private set; }

    /// <summary>By the system's clock. A worker that dies loses its events to the others when this passes.</summary>
    public DateTime? LeasedUntil { get; private set; }

    public DateTime? AppliedAt { get; private set; }

    public string? Error { get; private set; }

    /// <summary>A worker whose lease was taken over is refused when it saves.</summary>
    public long Version { get; private set; }

    public StripeEvent Wait()
    {
        (State, NextAttemptAt) = (StripeEventState.Waiting, ReceivedAt);
        return this;
    }

    public StripeEvent Park(string reason)
    {
        (State, NextAttemptAt, Error) = (StripeEventState.Parked, ReceivedAt, reason);
        return this;
    }

    public void Apply(DateTime now)
    {
        (State, AppliedAt, Error) = (StripeEventState.Applied, now, null);
        Attempts++;
        Release();
    }

    public void Fail(string error, DateTime now)
    {
        Attempts++;
        Error = error.Length > ErrorLength ? error[..ErrorLength] : error;
        if (Attempts <= Delays.Length) NextAttemptAt = now + Delays[Attempts - 1];
        else State = StripeEventState.Dead;
        Release();
    }

    public void KeepUntil(DateTime until) => LeasedUntil = until;

    public void Release() => (LeaseId, LeasedUntil) = (null, null);
}
