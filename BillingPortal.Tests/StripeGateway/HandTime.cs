namespace BillingPortal.Tests.StripeGateway;

/// <summary>Time that passes only when it is told to, with the one timer that a bucket has.</summary>
public sealed class HandTime : TimeProvider
{
    private long now;
    private Action fireIfDue = () => { };

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new HandTimer(this, callback);
        fireIfDue = timer.FireIfDue;
        return timer;
    }

    public void Pass(TimeSpan time)
    {
        now += time.Ticks;
        fireIfDue();
    }

    private sealed class HandTimer(HandTime time, TimerCallback callback) : ITimer
    {
        private long due = long.MaxValue;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            due = dueTime == Timeout.InfiniteTimeSpan ? long.MaxValue : time.now + dueTime.Ticks;
            return true;
        }

        public void FireIfDue()
        {
            if (due > time.now) return;
            due = long.MaxValue;
            callback(null);
        }

        public void Dispose() => due = long.MaxValue;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
