using System.Text.Json.Nodes;
using BillingPortal.StripeSandbox.Customers;
using BillingPortal.StripeSandbox.State;
using BillingPortal.StripeSandbox.Wire;

namespace BillingPortal.StripeSandbox.Billing;

/// <summary>/v1/subscriptions: creating, cancelling, reading.</summary>
public static class SubscriptionRoutes
{
    public static void Map(StripeRoutes routes)
    {
        routes.Post("subscriptions", Create);
        routes.Get("subscriptions/{id}", call => call.Subject(call.Store.Subscriptions, "subscription"));
        routes.Post("subscriptions/{id}", SubscriptionChanges.Update);
        routes.Delete("subscriptions/{id}", Cancel);
        routes.Get("subscriptions", List);
        routes.Get("subscription_items/{id}", call => call.Subject(call.Store.SubscriptionItems, "subscription_item"));
        routes.Get("subscription_items", ListItems);
        routes.Post("subscription_items/{id}", UpdateItem);
    }

    private static Subscription Create(Call call)
    {
        var p = call.Params;
        var behaviour = p.Choice("payment_behavior", "allow_incomplete", "allow_incomplete", "default_incomplete", "error_if_incomplete", "pending_if_incomplete");
        var offSession = p.Flag("off_session");
        p.Choice("proration_behavior", "create_prorations", "create_prorations", "always_invoice", "none");
        var subscription = Open(call, p, p.RequiredRef(call.Store.Customers, "customer", "customer"));
        var invoice = InvoiceDrafts.ForPeriod(call.Tx, subscription, "subscription_create", call.Tx.Now);
        call.Tx.Emit("customer.subscription.created", subscription);
        InvoiceDrafts.Announce(call.Tx, invoice);
        if (subscription.CollectionMethod == "send_invoice")
        {
            invoice.AutoAdvance = true;
            InvoiceDrafts.Schedule(call.Tx, invoice, false);
            return subscription;
        }
        Finalization.Run(call.Tx, invoice, autoAdvance: false);
        if (invoice.Status == "open" && behaviour != "default_incomplete") Collect(call, subscription, invoice, behaviour, offSession);
        return subscription;
    }

    /// <summary>A subscription with its items in their first period, not yet invoiced.</summary>
    public static Subscription Open(Call call, Params p, Customer customer)
    {
        var subscription = call.Tx.Add(new Subscription { Customer = customer.Id, StartDate = call.Tx.Now, BillingCycleAnchor = call.Tx.Now });
        var items = p.List("items") ?? throw StripeError.Missing("items");
        foreach (var item in items) SubscriptionTerms.ItemFrom(call, item, subscription);
        if (items.Count == 0) throw StripeError.Missing("items");
        subscription.Currency = subscription.AllItems[0].Price.Currency;
        customer.CheckCurrency(subscription.Currency);
        p.Ignore("currency");
        if (p.Map("billing_mode") is { } mode)
        {
            subscription.BillingMode.Type = mode.Choice("type", "flexible", "flexible", "classic");
            subscription.BillingMode.ItemizesDiscounts = mode.Map("flexible")?.Choice("proration_discounts", "included", "included", "itemized") == "itemized";
        }
        SubscriptionTerms.Read(call, p, subscription);
        StartPeriod(call, p, subscription);
        SubscriptionTerms.ReadCancellation(p, subscription, call.Tx.Now);
        SubscriptionTerms.AddItems(call, p, subscription);
        return subscription;
    }

    private static void StartPeriod(Call call, Params p, Subscription subscription)
    {
        var now = call.Tx.Now;
        subscription.Status = "incomplete";
        if (TrialEnd(p, now) is not { } end || end <= now)
        {
            subscription.EnterPeriod(0);
            if (subscription.CollectionMethod == "send_invoice") subscription.Status = "active";
            return;
        }
        (subscription.Status, subscription.TrialStart, subscription.TrialEnd, subscription.BillingCycleAnchor) = ("trialing", now, end, end);
        subscription.PeriodNumber = -1;
        foreach (var item in subscription.AllItems) (item.CurrentPeriodStart, item.CurrentPeriodEnd) = (now, end);
    }

    private static long? TrialEnd(Params p, long now)
    {
        if (p.Integer("trial_period_days") is { } days) return now + days * 86_400;
        return p.Text("trial_end") is null or "now" ? null : p.Integer("trial_end");
    }

    private static void Collect(Call call, Subscription subscription, Invoice invoice, string behaviour, bool offSession)
    {
        if (behaviour == "error_if_incomplete") SubscriptionChanges.CollectOrRefuse(call, invoice, offSession);
        else Collection.Try(call.Tx, invoice, Collection.MethodOf(call.Store, invoice) ?? throw SubscriptionChanges.NoMethod(), offSession);
    }

    private static Subscription Cancel(Call call)
    {
        var subscription = SubscriptionLife.Change(call.Tx, call.Subject(call.Store.Subscriptions, "subscription"));
        if (subscription.IsOver) throw StripeError.NotFound("subscription", call.Id);
        var isFirst = subscription.Status == "incomplete";
        if (call.Params.Map("cancellation_details") is { } details)
            (subscription.CancellationDetails.Comment, subscription.CancellationDetails.Feedback) = (details.Text("comment"), details.Text("feedback"));
        var (invoices, prorates) = (call.Params.Flag("invoice_now"), call.Params.Flag("prorate"));
        if (prorates && !isFirst) Prorations.GiveBack(call.Tx, subscription, call.Tx.Now);
        SubscriptionLife.End(call.Tx, subscription, "cancellation_requested");
        if (isFirst && call.Store.Invoices.Find(subscription.LatestInvoice) is { Status: "open" } invoice) Collection.Void(call.Tx, invoice);
        if (invoices && !isFirst) InvoiceFinally(call.Tx, subscription);
        return subscription;
    }

    /// <summary>The last invoice of a subscription, of what still waited for one; none where nothing did.</summary>
    private static void InvoiceFinally(Tx tx, Subscription subscription)
    {
        if (!tx.Store.InvoiceItems.Where("pending", subscription.Customer).Any(item => item.Invoice is null && item.Subscription == subscription.Id)) return;
        var invoice = InvoiceDrafts.For(tx, subscription, "subscription_update", subscription.AllItems[0].CurrentPeriodStart);
        InvoiceDrafts.Sweep(tx, invoice, subscription, onlyOwn: true);
        InvoiceDrafts.Announce(tx, invoice);
        Finalization.Run(tx, invoice, autoAdvance: false);
        if (invoice.Status == "open") Collection.TryAutomatically(tx, invoice);
    }

    private static JsonObject List(Call call)
    {
        var price = call.Params.Text("price");
        var status = call.Params.Text("status");
        call.Params.Ignore("collection_method");
        var table = call.Store.Subscriptions;
        var customer = call.Params.Text("customer");
        var source = customer is not null ? table.Where("customer", customer) : status is not (null or "all" or "ended") ? table.Where("status", status) : table.All;
        return call.Page(table, "subscription", source, subscription => IsAsked(subscription, status)
            && (customer is null || subscription.Customer == customer) && (price is null || subscription.AllItems.Exists(item => item.Price.Id == price)));
    }

    private static bool IsAsked(Subscription subscription, string? status) => status switch
    {
        null => subscription.Status != "canceled",
        "all" => true,
        "ended" => subscription.IsOver,
        _ => subscription.Status == status,
    };

    private static JsonObject ListItems(Call call)
    {
        var subscription = call.Params.RequiredRef(call.Store.Subscriptions, "subscription", "subscription");
        return call.Page(call.Store.SubscriptionItems, "subscription_item", call.Store.SubscriptionItems.Where("subscription", subscription.Id), _ => true);
    }

    private static SubscriptionItem UpdateItem(Call call)
    {
        var item = call.Subject(call.Store.SubscriptionItems, "subscription_item");
        SubscriptionChanges.UpdateOne(call, item);
        return item;
    }
}
