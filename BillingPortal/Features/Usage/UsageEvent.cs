using BillingPortal.Features.Plans;

namespace BillingPortal.Features.Usage;

/// <summary>Something that a team used, as the product reported it; counted once. Its account and event id together are its identity.</summary>
public sealed class UsageEvent
{
    public required Guid AccountId { get; init; }

    /// <summary>The sender's own id; unique within the account.</summary>
    public required string EventId { get; init; }

    public required Guid TeamId { get; init; }

    public required Metric Metric { get; init; }

    /// <summary>What a counter adds (negative in a correction), or the level that a gauge is set to or has after a reservation or a release.</summary>
    public required long Quantity { get; init; }

    /// <summary>What a reservation added to a gauge's level (a release: took from it, then negative); null where the level was set.</summary>
    public long? Change { get; init; }

    /// <summary>When it happened, by the sender; when it was received, where the sender did not say.</summary>
    public required DateTime Timestamp { get; init; }

    public required DateTime ReceivedAt { get; init; }

    /// <summary>Its place in the order in which the account's events were counted.</summary>
    public required long Number { get; init; }

    /// <summary>The billing period that it counts in. A correction counts where the event that it corrects did.</summary>
    public required DateTime PeriodStart { get; init; }

    /// <inheritdoc cref="PeriodStart"/>
    public required DateOnly Day { get; init; }

    /// <summary>Received after its period was closed: it goes on the next invoice, under its own period.</summary>
    public required bool IsLate { get; init; }

    /// <summary>When it was received, where that needs a note on the usage page: late events and corrections. Null for all others, so that their index costs nothing.</summary>
    public DateTime? NotedAt { get; init; }

    /// <summary>The event of which this takes something back.</summary>
    public string? Corrects { get; init; }

    /// <summary>How much of this event corrections have taken back.</summary>
    public long TakenBack { get; private set; }

    /// <summary>A JSON object of the sender's.</summary>
    public string? Metadata { get; init; }

    /// <summary>Of the event as it was sent; tells a repetition from another event under the same id.</summary>
    public required byte[] ContentHash { get; init; }

    public bool CanTakeBack(long quantity) => Corrects is null && Metric.Kind() == MetricKind.Counter && quantity <= Quantity - TakenBack;

    public void TakeBack(long quantity) => TakenBack += quantity;
}
