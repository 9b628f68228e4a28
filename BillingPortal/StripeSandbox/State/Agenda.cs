namespace BillingPortal.StripeSandbox.State;

/// <summary>Objects by the time at which something has to happen to them, earliest first; rebuilt from the objects' own state, so there is no timer to lose.</summary>
public sealed class Agenda
{
    private readonly SortedSet<(long At, long Sequence)> order = [];
    private readonly Dictionary<long, StripeObject> items = [];

    public long? NextAt => order.Count == 0 ? null : order.Min.At;

    public void Schedule(StripeObject item)
    {
        var at = item.NextDue();
        if (at == item.ScheduledAt) return;
        Drop(item);
        if (at is not { } time) return;
        item.ScheduledAt = time;
        order.Add((time, item.Sequence));
        items[item.Sequence] = item;
    }

    public void Drop(StripeObject item)
    {
        if (item.ScheduledAt is not { } time) return;
        order.Remove((time, item.Sequence));
        items.Remove(item.Sequence);
        item.ScheduledAt = null;
    }

    /// <summary>The earliest object that is due by <paramref name="now"/>.</summary>
    public StripeObject? Next(long now) => order.Count > 0 && order.Min.At <= now ? items[order.Min.Sequence] : null;

    /// <summary>All that are due by <paramref name="now"/>, up to <paramref name="limit"/>.</summary>
    public List<StripeObject> Due(long now, int limit) => [.. order.TakeWhile(entry => entry.At <= now).Take(limit).Select(entry => items[entry.Sequence])];
}
