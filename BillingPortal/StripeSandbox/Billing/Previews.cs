using BillingPortal.StripeSandbox.Catalogue;
using BillingPortal.StripeSandbox.State;
using BillingPortal.StripeSandbox.Wire;

namespace BillingPortal.StripeSandbox.Billing;

/// <summary>POST /v1/invoices/create_preview: does the thing for real inside the request, shows the invoice, and puts everything back.</summary>
public static class Previews
{
    public static Invoice Create(Call call)
    {
        call.Tx.IsPreview = true;
        var p = call.Params;
        var details = p.Map("subscription_details") ?? new Params("subscription_details");
        p.Choice("preview_mode", "next", "next");
        p.Ignore("currency");
        SubscriptionTerms.RefuseAutomaticTax(p);
        var subscription = p.Ref(call.Store.Subscriptions, "subscription", "subscription");
        var invoice = subscription is null ? First(call, details) : Next(call, details, subscription);
        AddItems(call, invoice);
        if (subscription is null) invoice.AppliedDiscounts = Discount.Redeem(call.Tx, p, invoice.Currency, discount => discount.Customer = invoice.Customer) ?? invoice.AppliedDiscounts;
        InvoiceTotals.Recompute(invoice);
        var customer = call.Store.Customers.Find(invoice.Customer)!;
        invoice.StartingBalance = customer.Balance;
        invoice.AmountDue = invoice.AmountRemaining = Math.Max(0, invoice.Total + customer.Balance);
        call.Tx.Remove(invoice);
        invoice.Id = "upcoming_in_" + StripeIds.Random(24);
        return invoice;
    }

    private static Invoice First(Call call, Params details)
    {
        var customer = call.Tx.Change(call.Params.RequiredRef(call.Store.Customers, "customer", "customer"));
        if (details.Has("items"))
            return InvoiceDrafts.ForPeriod(call.Tx, SubscriptionRoutes.Open(call, details, customer), "upcoming", call.Tx.Now);
        var invoice = InvoiceDrafts.Bare(call.Tx, customer, customer.Currency ?? "usd");
        InvoiceDrafts.Sweep(call.Tx, invoice, null);
        if (invoice.AllLines.Count == 0 && !call.Params.Has("invoice_items"))
            throw NothingUpcoming(customer.Id);
        return invoice;
    }

    private static StripeError NothingUpcoming(string customer) =>
        new(404, "invalid_request_error", $"No upcoming invoices for customer: {customer}") { Code = "invoice_upcoming_none" };

    private static Invoice Next(Call call, Params details, Subscription subscription)
    {
        call.Params.Ignore("customer");
        SubscriptionLife.Change(call.Tx, subscription);
        details.Ignore("billing_mode");
        subscription.AppliedDiscounts = Discount.Redeem(call.Tx, call.Params, subscription.Currency, discount => discount.Customer = subscription.Customer) ?? subscription.AppliedDiscounts;
        var change = SubscriptionChange.Read(call, details, subscription);
        SubscriptionTerms.ReadCancellation(details, subscription, call.Tx.Now);
        var now = SubscriptionChanges.Prorate(call, subscription, change);
        if (now is not null) return now;
        if (subscription.IsOver || subscription.CancelAt <= subscription.PeriodEnd) throw NothingUpcoming(subscription.Customer);
        var periodStart = subscription.AllItems[0].CurrentPeriodStart;
        subscription.EnterPeriod(subscription.PeriodNumber + 1);
        if (subscription.Status == "trialing") subscription.Status = "active";
        var invoice = InvoiceDrafts.ForPeriod(call.Tx, subscription, "upcoming", periodStart);
        invoice.PeriodEnd = subscription.AllItems[0].CurrentPeriodStart;
        return invoice;
    }

    private static void AddItems(Call call, Invoice invoice)
    {
        foreach (var p in call.Params.List("invoice_items") ?? [])
        {
            var item = call.Tx.Add(new InvoiceItem
            {
                Customer = invoice.Customer,
                Currency = p.Text("currency") is { } code ? Currencies.Checked(code, p.PathOf("currency")) : invoice.Currency,
                Date = call.Tx.Now,
                Period = new() { Start = call.Tx.Now, End = call.Tx.Now },
                Discountable = p.Integer("amount") is not < 0,
            });
            ItemTerms.Read(call, p, item);
            InvoiceLines.Place(invoice, item);
        }
    }
}
