using System.Collections.Concurrent;

namespace BillingPortal.Features.Usage;

/// <summary>
/// Lets requests that wait at the same moment share one transaction: a writer takes what is waiting, counts it together and answers after the commit, while the
/// next requests gather. It runs only while somebody waits.
/// </summary>
public sealed class UsageQueue(UsageCounter counter)
{
    private readonly ConcurrentQueue<UsageOrder> waiting = [];
    private int writing;

    /// <summary>Counts events of one account; they are durable when this returns. Who stops waiting does not stop the counting: sending again finds it done.</summary>
    public Task<IReadOnlyList<UsageResult>> CountAsync(Guid accountId, IReadOnlyList<UsageInput> inputs, CancellationToken ct = default)
    {
        var order = new UsageOrder(accountId, inputs);
        waiting.Enqueue(order);
        if (Interlocked.Exchange(ref writing, 1) == 0) _ = Task.Run(WriteAsync, CancellationToken.None);
        return order.Answer.WaitAsync(ct);
    }

    private async Task WriteAsync()
    {
        do
        {
            for (var orders = Take(); orders.Count > 0; orders = Take()) await CountAsync(orders);
            Interlocked.Exchange(ref writing, 0);
        }
        // Who came between the last look and the line above saw a writer and started none.
        while (!waiting.IsEmpty && Interlocked.Exchange(ref writing, 1) == 0);
    }

    private List<UsageOrder> Take()
    {
        var (orders, events) = (new List<UsageOrder>(), 0);
        while (events + UsageBatch.Most <= UsageTurns.MostEvents && waiting.TryDequeue(out var order))
        {
            orders.Add(order);
            events += order.Inputs.Count;
        }
        return orders;
    }

    /// <summary>What fails together is tried again one by one, so that one request cannot make the others fail.</summary>
    private async Task CountAsync(List<UsageOrder> orders)
    {
        try
        {
            var results = await counter.CountAsync(orders);
            foreach (var (order, counted) in orders.Zip(results)) order.IsCounted(counted);
        }
        catch (Exception) when (orders.Count > 1)
        {
            foreach (var order in orders) await CountAsync([order]);
        }
        catch (Exception exception)
        {
            orders[0].HasFailed(exception);
        }
    }
}
