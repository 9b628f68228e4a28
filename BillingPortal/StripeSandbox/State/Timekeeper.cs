using BillingPortal.StripeSandbox.Billing;
using BillingPortal.StripeSandbox.Checkout;
using BillingPortal.StripeSandbox.Events;

namespace BillingPortal.StripeSandbox.State;

/// <summary>Lets time pass: in the background as it goes by, or in one stride when the control route moves the clock. Never both at once.</summary>
public sealed partial class Timekeeper(Engine engine, Deliverer deliverer, ILogger<Timekeeper> log) : IAsyncDisposable
{
    private readonly SemaphoreSlim turn = new(1, 1);
    private readonly SemaphoreSlim wake = new(0, 1);
    private readonly CancellationTokenSource stop = new();
    private Task background = Task.CompletedTask;

    /// <summary>When the next thing happens by itself, in unix seconds.</summary>
    public static long? NextAt(Store store) => store.Agenda.NextAt is { } work ? Math.Min(work, store.Outbox.NextAt ?? work) : store.Outbox.NextAt;

    /// <summary>First makes up for the time that the sandbox was not running, so that nobody sees a past that is still to happen.</summary>
    public void Start()
    {
        while (RunNext()) { }
        engine.Committed = Wake;
        background = Task.Run(RunAsync);
    }

    /// <summary>Moves the clock forward; everything due on the way happens at its own instant, webhooks included, in order of time.</summary>
    public async Task MoveToAsync(DateTimeOffset target, CancellationToken ct)
    {
        await turn.WaitAsync(ct);
        try
        {
            for (; ; )
            {
                await RunDueAsync(ct);
                var next = engine.Read(NextAt);
                if (next is not { } at || at > target.ToUnixTimeSeconds()) break;
                engine.MoveClock(DateTimeOffset.FromUnixTimeSeconds(at));
            }
            engine.MoveClock(target);
        }
        finally
        {
            turn.Release();
        }
    }

    public async Task<DeliveryCount> DeliverAsync(CancellationToken ct)
    {
        await turn.WaitAsync(ct);
        try
        {
            return await deliverer.DeliverDueAsync(ct);
        }
        finally
        {
            turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        engine.Committed = () => { };
        await stop.CancelAsync();
        await background;
        stop.Dispose();
        turn.Dispose();
        wake.Dispose();
    }

    private void Wake()
    {
        if (wake.CurrentCount > 0) return;
        try
        {
            wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // Another commit was faster: the background is awake already.
        }
    }

    private async Task RunAsync()
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await wake.WaitAsync(TimeSpan.FromSeconds(1), stop.Token);
                await turn.WaitAsync(stop.Token);
                try
                {
                    await RunDueAsync(stop.Token);
                }
                finally
                {
                    turn.Release();
                }
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception fault)
            {
                LogFault(fault);
            }
        }
    }

    /// <summary>One due moment after the other, then the webhooks that it left behind.</summary>
    private async Task RunDueAsync(CancellationToken ct)
    {
        while (true)
        {
            while (RunNext()) ct.ThrowIfCancellationRequested();
            var count = await deliverer.DeliverDueAsync(ct);
            if (count.Delivered + count.Failed == 0) return;
        }
    }

    /// <summary>The earliest due moment, at its own instant; false when nothing is due.</summary>
    private bool RunNext()
    {
        var at = engine.Read(store => store.Agenda.NextAt);
        if (at is null || at > engine.Clock.Seconds) return false;
        return engine.Write(tx =>
        {
            if (tx.Store.Agenda.Next(tx.Now) is not { } item) return false;
            Run(tx, item);
            return true;
        }, at);
    }

    private static void Run(Tx tx, StripeObject item)
    {
        switch (item)
        {
            case Subscription subscription: SubscriptionLife.RunDue(tx, subscription); break;
            case Invoice { Status: "draft" } invoice: Finalization.RunAutomatically(tx, invoice); break;
            case Invoice invoice: Collection.TryAutomatically(tx, tx.Change(invoice)); break;
            case CheckoutSession session: CheckoutSessions.Expire(tx, session); break;
        }
    }

    [LoggerMessage(LogLevel.Error, "The sandbox's background work failed and goes on in a second")]
    private partial void LogFault(Exception fault);
}
