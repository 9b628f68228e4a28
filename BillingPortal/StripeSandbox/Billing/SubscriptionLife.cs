using BillingPortal.StripeSandbox.State;

namespace BillingPortal.StripeSandbox.Billing;

/// <summary>What happens to a subscription by itself: it renews, ends, expires, and follows the fate of its invoices.</summary>
public static class SubscriptionLife
{
    public static void RunDue(Tx tx, Subscription subscription)
    {
        if (subscription.Status == "incomplete") Expire(tx, subscription);
        else if (subscription.PendingUpdate?.ExpiresAt <= tx.Now) PendingUpdates.Drop(tx, subscription);
        else if (subscription.PauseCollection?.ResumesAt <= tx.Now) Resume(tx, subscription);
        else if (subscription.CancelAt <= tx.Now) End(tx, subscription, "cancellation_requested");
        else Renew(tx, subscription);
    }

    /// <summary>Enters the next period and drafts its invoice; the pending items of the customer go on it.</summary>
    public static Invoice Renew(Tx tx, Subscription subscription)
    {
        Change(tx, subscription);
        var endedStart = subscription.AllItems[0].CurrentPeriodStart;
        subscription.EnterPeriod(subscription.PeriodNumber + 1);
        if (subscription.Status == "trialing") subscription.Status = "active";
        var invoice = InvoiceDrafts.ForPeriod(tx, subscription, "subscription_cycle", endedStart);
        invoice.AutoAdvance = subscription.Status != "unpaid" && subscription.PauseCollection?.Behavior != "keep_as_draft";
        tx.Emit("customer.subscription.updated", subscription);
        InvoiceDrafts.Announce(tx, invoice);
        return invoice;
    }

    public static void End(Tx tx, Subscription subscription, string reason)
    {
        Change(tx, subscription).Status = "canceled";
        subscription.CanceledAt ??= tx.Now;
        subscription.EndedAt = tx.Now;
        subscription.CancellationDetails.Reason ??= reason;
        PendingUpdates.Drop(tx, subscription);
        StopCollecting(tx, subscription);
        tx.Emit("customer.subscription.deleted", subscription);
    }

    public static void InvoicePaid(Tx tx, Subscription subscription, Invoice invoice, string? method)
    {
        if (subscription.IsOver) return;
        Change(tx, subscription);
        if (method is not null && subscription.PaymentSettings.SaveDefaultPaymentMethod == "on_subscription") subscription.DefaultPaymentMethod = method;
        if (subscription.PendingUpdate is not null && subscription.LatestInvoice == invoice.Id) PendingUpdates.Apply(tx, subscription);
        if (subscription.Status is "incomplete" or "past_due" or "unpaid" && subscription.LatestInvoice == invoice.Id) subscription.Status = "active";
        tx.Emit("customer.subscription.updated", subscription);
    }

    public static void InvoiceFailed(Tx tx, Subscription subscription, Invoice invoice)
    {
        if (subscription.Status != "active" || subscription.LatestInvoice != invoice.Id || subscription.PendingUpdate is not null) return;
        Change(tx, subscription).Status = "past_due";
        tx.Emit("customer.subscription.updated", subscription);
    }

    /// <summary>Voided or uncollectible: nothing is owed for it any more, so a first invoice ends the subscription and a later one heals it.</summary>
    public static void InvoiceGivenUp(Tx tx, Subscription subscription, Invoice invoice)
    {
        if (subscription.IsOver || subscription.LatestInvoice != invoice.Id) return;
        Change(tx, subscription);
        if (subscription.PendingUpdate is not null && invoice.Status == "void") PendingUpdates.Drop(tx, subscription);
        if (subscription.Status == "incomplete" && invoice.Status == "void")
        {
            (subscription.Status, subscription.EndedAt) = ("incomplete_expired", tx.Now);
            tx.Emit("customer.subscription.updated", subscription);
        }
        else if (subscription.Status is "past_due" or "unpaid")
        {
            subscription.Status = "active";
            tx.Emit("customer.subscription.updated", subscription);
        }
    }

    /// <summary>The subscription and its items, which it shows whole, about to be changed together.</summary>
    public static Subscription Change(Tx tx, Subscription subscription)
    {
        tx.Change(subscription);
        foreach (var item in subscription.AllItems) tx.Change(item);
        return subscription;
    }

    private static void Expire(Tx tx, Subscription subscription)
    {
        if (tx.Store.Invoices.Find(subscription.LatestInvoice) is { Status: "open" } invoice) Collection.Void(tx, invoice);
        if (subscription.IsOver) return;
        (tx.Change(subscription).Status, subscription.EndedAt) = ("incomplete_expired", tx.Now);
        tx.Emit("customer.subscription.updated", subscription);
    }

    private static void Resume(Tx tx, Subscription subscription)
    {
        Change(tx, subscription).PauseCollection = null;
        tx.Emit("customer.subscription.updated", subscription);
    }

    private static void StopCollecting(Tx tx, Subscription subscription)
    {
        foreach (var invoice in tx.Store.Invoices.Where("subscription", subscription.Id).Where(invoice => invoice.Status is "draft" or "open" && invoice.AutoAdvance).ToList())
        {
            tx.Change(invoice).AutoAdvance = false;
            (invoice.AutomaticallyFinalizesAt, invoice.HeldUntil) = (null, null);
            tx.Emit("invoice.updated", invoice);
        }
    }
}
