namespace BillingPortal.Shared;

/// <summary>
/// The time of money, usage, retries, dunning and the expiry of business things: the system's time, plus what Development and tests have pushed it forward.
/// Sign-in, leases, HTTP timeouts and webhook signatures live on the plain <see cref="TimeProvider"/> instead.
/// </summary>
public sealed class BillingClock(TimeProvider system) : TimeProvider
{
    private long offsetTicks;

    public TimeSpan Offset => TimeSpan.FromTicks(Interlocked.Read(ref offsetTicks));

    /// <summary>Now, UTC, cut to whole microseconds: the finest that all three databases keep, so that a stored time equals the one in hand.</summary>
    public DateTime Now
    {
        get
        {
            var now = GetUtcNow().UtcDateTime;
            return new(now.Ticks - now.Ticks % TimeSpan.TicksPerMicrosecond, DateTimeKind.Utc);
        }
    }

    public override DateTimeOffset GetUtcNow() => system.GetUtcNow() + Offset;

    public override long GetTimestamp() => system.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => system.CreateTimer(callback, state, dueTime, period);

    /// <summary>Sets how far this clock is ahead. It never goes back: a smaller offset is ignored.</summary>
    public void Ahead(TimeSpan offset)
    {
        var wanted = offset.Ticks;
        for (var current = Interlocked.Read(ref offsetTicks); wanted > current; current = Interlocked.Read(ref offsetTicks))
            if (Interlocked.CompareExchange(ref offsetTicks, wanted, current) == current) return;
    }
}
