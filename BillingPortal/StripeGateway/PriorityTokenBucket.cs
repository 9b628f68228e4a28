namespace BillingPortal.StripeGateway;

/// <summary>
/// Lets so many through per second. Who comes first waits least, except that those marked as first overtake the rest.
/// The bucket holds a quarter of a second, so that no second sees more than 1.25 times the rate.
/// </summary>
public sealed class PriorityTokenBucket : IDisposable
{
    private readonly Lock gate = new();
    private readonly Queue<TaskCompletionSource> first = new();
    private readonly Queue<TaskCompletionSource> rest = new();
    private readonly TimeProvider time;
    private readonly ITimer timer;
    private readonly double perSecond;
    private readonly double capacity;
    private double tokens;
    private long filledAt;

    public PriorityTokenBucket(int perSecond, TimeProvider time)
    {
        this.perSecond = perSecond;
        this.time = time;
        tokens = capacity = Math.Max(1, perSecond / 4.0);
        filledAt = time.GetTimestamp();
        timer = time.CreateTimer(_ => LetThrough(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public async Task EnterAsync(bool goFirst, CancellationToken ct = default)
    {
        var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate) (goFirst ? first : rest).Enqueue(turn);
        LetThrough();
        await using var given = ct.UnsafeRegister(static (turn, token) => ((TaskCompletionSource)turn!).TrySetCanceled(token), turn);
        await turn.Task;
    }

    public void Dispose() => timer.Dispose();

    private void LetThrough()
    {
        lock (gate)
        {
            Fill();
            while (tokens >= 1 && (first.TryDequeue(out var turn) || rest.TryDequeue(out turn)))
                if (turn.TrySetResult()) tokens--;
            if (first.Count + rest.Count > 0) timer.Change(TimeSpan.FromSeconds(Math.Max(0.001, (1 - tokens) / perSecond)), Timeout.InfiniteTimeSpan);
        }
    }

    private void Fill()
    {
        var now = time.GetTimestamp();
        tokens = Math.Min(capacity, tokens + (time.GetElapsedTime(filledAt, now).TotalSeconds * perSecond));
        filledAt = now;
    }
}

/// <summary>Keeps the portal below the rate at which Stripe starts to refuse.</summary>
public sealed class RateLimitHandler(PriorityTokenBucket bucket) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        await bucket.EnterAsync(StripePriority.IsFirst, cancellationToken);
        return await base.SendAsync(request, cancellationToken);
    }
}
