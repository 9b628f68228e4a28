using BillingPortal.StripeSandbox.Customers;
using BillingPortal.StripeSandbox.Events;
using BillingPortal.StripeSandbox.State;

namespace BillingPortal.StripeSandbox.Billing;

/// <summary>Makes drafts: those of subscriptions with their lines and the items that waited for them, and bare ones.</summary>
public static class InvoiceDrafts
{
    private const long Hour = 3600;
    private const long LongestHold = 72 * Hour;

    /// <summary>The invoice of the period that the subscription has just entered.</summary>
    public static Invoice ForPeriod(Tx tx, Subscription subscription, string reason, long periodStart)
    {
        var invoice = For(tx, subscription, reason, periodStart);
        Sweep(tx, invoice, subscription);
        var isTrial = subscription.Status == "trialing" || subscription.PeriodNumber < 0;
        foreach (var item in subscription.AllItems)
            invoice.AllLines.Add(item.ToLine(subscription, tx.Store.Products.Find(item.Price.Product)?.Name ?? item.Price.Product, invoice.Id, isTrial));
        return invoice;
    }

    /// <summary>An invoice of the subscription without lines yet.</summary>
    public static Invoice For(Tx tx, Subscription subscription, string reason, long periodStart)
    {
        var customer = tx.Store.Customers.Find(subscription.Customer)!;
        var invoice = Bare(tx, customer, subscription.Currency);
        invoice.BillingReason = reason;
        invoice.CollectionMethod = subscription.CollectionMethod;
        invoice.DueDate = subscription.DaysUntilDue is { } days ? tx.Now + days * 24 * Hour : null;
        invoice.DefaultTaxRates = [.. subscription.DefaultTaxRates];
        invoice.Parent = ParentOf(subscription);
        (invoice.PeriodStart, invoice.PeriodEnd) = (periodStart, tx.Now);
        foreach (var discount in subscription.AppliedDiscounts.Where(discount => discount.IsActiveAt(tx.Now))) invoice.AppliedDiscounts.Add(discount);
        tx.Change(subscription).AppliedDiscounts.RemoveAll(discount => discount.Coupon.Duration == "once" || !discount.IsActiveAt(tx.Now));
        subscription.LatestInvoice = invoice.Id;
        return invoice;
    }

    public static InvoiceParent ParentOf(Subscription subscription) =>
        new() { SubscriptionDetails = new() { Subscription = subscription.Id, Metadata = new(subscription.Metadata) } };

    public static Invoice Bare(Tx tx, Customer customer, string currency)
    {
        if (customer.Currency is null) tx.Change(customer).Currency = currency;
        return tx.Add(new Invoice
        {
            Customer = customer.Id,
            Currency = currency,
            CustomerAddress = customer.Address,
            CustomerEmail = customer.Email,
            CustomerName = customer.Name,
            CustomerPhone = customer.Phone,
            CustomerShipping = customer.Shipping,
            CustomerTaxExempt = customer.TaxExempt,
            PeriodStart = tx.Now,
            PeriodEnd = tx.Now,
        });
    }

    /// <summary>Takes up the customer's waiting items: with a subscription its own and those of none.</summary>
    public static void Sweep(Tx tx, Invoice invoice, Subscription? subscription, bool onlyOwn = false)
    {
        var waiting = tx.Store.InvoiceItems.Where("pending", invoice.Customer)
            .Where(item => item.Invoice is null && item.Currency == invoice.Currency && (item.Subscription is null ? !onlyOwn : item.Subscription == subscription?.Id)).ToList();
        foreach (var item in waiting)
        {
            tx.Change(item).Invoice = invoice.Id;
            invoice.AllLines.Add(item.ToLine(invoice.Id));
        }
    }

    /// <summary>Announces a finished draft; one that advances by itself waits an hour, counted from the last endpoint's answer if there are endpoints.</summary>
    public static void Announce(Tx tx, Invoice invoice)
    {
        InvoiceTotals.Recompute(invoice);
        Schedule(tx, invoice, Webhooks.IsAwaited(tx.Store, "invoice.created"));
        tx.Emit("invoice.created", invoice);
    }

    public static void Schedule(Tx tx, Invoice invoice, bool waitsForDelivery)
    {
        if (invoice.FinalizationIsFixed) return;
        invoice.AutomaticallyFinalizesAt = invoice.AutoAdvance ? tx.Now + Hour : null;
        invoice.HeldUntil = invoice.AutoAdvance && waitsForDelivery ? tx.Now + LongestHold : null;
    }

    /// <summary>Every endpoint has accepted `invoice.created`: from here it is one hour.</summary>
    public static void Delivered(Tx tx, Invoice invoice)
    {
        tx.Change(invoice).WebhooksDeliveredAt = tx.Now;
        if (invoice.Status != "draft" || invoice.HeldUntil is null) return;
        Schedule(tx, invoice, false);
    }
}
