using BillingPortal.StripeSandbox.State;

namespace BillingPortal.StripeSandbox.Billing;

/// <summary>A change that its invoice has not paid for yet: kept beside the subscription, then applied or given up whole.</summary>
public static class PendingUpdates
{
    private const long Lives = 23 * 3600;

    /// <summary>Puts the items back as they were and keeps what they became as `pending_update`.</summary>
    public static void Hold(Tx tx, Subscription subscription, IReadOnlyList<PendingItem> before)
    {
        subscription.PendingUpdate = new() { ExpiresAt = Math.Min(tx.Now + Lives, subscription.PeriodEnd), SubscriptionItems = [.. subscription.AllItems.Select(PendingItem.Of)] };
        foreach (var added in subscription.AllItems.Where(item => !before.Any(known => known.Id == item.Id)).ToList())
        {
            subscription.AllItems.Remove(added);
            tx.Remove(added);
        }
        foreach (var known in before)
            if (subscription.AllItems.Find(item => item.Id == known.Id) is { } item) known.Restore(item);
    }

    /// <summary>The first try did not pay: from here the update is really pending.</summary>
    public static void Await(Subscription subscription)
    {
        if (subscription.PendingUpdate is { } pending) pending.IsAwaited = true;
    }

    public static void Apply(Tx tx, Subscription subscription)
    {
        var pending = subscription.PendingUpdate!;
        foreach (var wanted in pending.SubscriptionItems)
        {
            if (subscription.AllItems.Find(item => item.Id == wanted.Id) is { } item) wanted.Restore(item);
            else subscription.AllItems.Add(tx.Add(wanted.ToItem(subscription)));
        }
        subscription.PendingUpdate = null;
        if (pending.IsAwaited) tx.Emit("customer.subscription.pending_update_applied", subscription);
    }

    /// <summary>The change is given up: its invoice is voided and its proration items go with it.</summary>
    public static void Drop(Tx tx, Subscription subscription)
    {
        if (tx.Change(subscription).PendingUpdate is null) return;
        subscription.PendingUpdate = null;
        if (tx.Store.Invoices.Find(subscription.LatestInvoice) is { Status: "open" } invoice) Collection.Void(tx, invoice);
        tx.Emit("customer.subscription.pending_update_expired", subscription);
    }
}
