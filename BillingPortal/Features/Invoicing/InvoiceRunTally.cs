namespace BillingPortal.Features.Invoicing;

/// <summary>How far a run has come.</summary>
/// <param name="Total">What was due when it began, and what has become due since.</param>
/// <param name="Done">Issued, held or found to be nothing.</param>
/// <param name="Failed">Left with a fault; tried again by the next run.</param>
/// <param name="Waiting">Left because something is not there yet: a tax, Stripe, an upgrade.</param>
/// <param name="StartedAt">By the system's clock.</param>
/// <param name="SeenAt">By the system's clock: when these figures were taken.</param>
/// <param name="EndedAt">Null while it runs.</param>
public sealed record InvoiceRunTally(int Total, int Done, int Failed, int Waiting, DateTime StartedAt, DateTime SeenAt, DateTime? EndedAt)
{
    public int Worked => Done + Failed + Waiting;

    public int Left => Math.Max(0, Total - Worked);

    public double PerSecond => Worked / Math.Max(0.001, (SeenAt - StartedAt).TotalSeconds);

    /// <summary>Null while nothing is known of the speed.</summary>
    public TimeSpan? TimeLeft => EndedAt is not null ? TimeSpan.Zero : Worked == 0 ? null : TimeSpan.FromSeconds(Left / PerSecond);

    public double Share => Total == 0 ? 1 : Math.Min(1, Worked / (double)Total);
}

/// <summary>One invoice run, as other nodes and the page of jobs see it.</summary>
public sealed class InvoiceRunRecord
{
    public Guid Id { get; private set; } = Guid.CreateVersion7();

    public required DateTime StartedAt { get; init; }

    public required DateTime SeenAt { get; init; }

    public DateTime? EndedAt { get; init; }

    public required int Total { get; init; }

    public int Done { get; init; }

    public int Failed { get; init; }

    public int Waiting { get; init; }

    public InvoiceRunTally Tally => new(Total, Done, Failed, Waiting, StartedAt, SeenAt, EndedAt);
}
