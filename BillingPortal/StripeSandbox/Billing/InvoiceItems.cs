using System.Text.Json.Nodes;
using BillingPortal.StripeSandbox.Catalogue;
using BillingPortal.StripeSandbox.State;
using BillingPortal.StripeSandbox.Wire;

namespace BillingPortal.StripeSandbox.Billing;

/// <summary>/v1/invoiceitems</summary>
public static class InvoiceItems
{
    public static void Map(StripeRoutes routes)
    {
        routes.Post("invoiceitems", Create);
        routes.Get("invoiceitems/{id}", call => call.Subject(call.Store.InvoiceItems, "invoiceitem"));
        routes.Post("invoiceitems/{id}", Update);
        routes.Delete("invoiceitems/{id}", Delete);
        routes.Get("invoiceitems", List);
    }

    private static InvoiceItem Create(Call call)
    {
        var p = call.Params;
        var customer = p.RequiredRef(call.Store.Customers, "customer", "customer");
        var invoice = p.Ref(call.Store.Invoices, "invoice", "invoice");
        var subscription = p.Ref(call.Store.Subscriptions, "subscription", "subscription");
        if (subscription is { IsOver: true }) throw StripeError.Invalid("Invoice items cannot be added to a subscription that has ended.", "subscription");
        var item = call.Tx.Add(new InvoiceItem
        {
            Customer = customer.Id,
            Currency = p.Text("currency") is { } code ? Currencies.Checked(code, "currency") : invoice?.Currency ?? customer.Currency ?? "",
            Date = call.Tx.Now,
            Invoice = invoice?.Id,
            Period = new() { Start = call.Tx.Now, End = call.Tx.Now },
            Discountable = p.Integer("amount") is not < 0,
            Parent = subscription is null ? null : new() { SubscriptionDetails = new() { Subscription = subscription.Id } },
        });
        if (!p.Has("amount") && !p.Has("price_data") && !p.Has("pricing") && !p.Has("unit_amount_decimal")) throw StripeError.Missing("amount");
        ItemTerms.Read(call, p, item);
        if (item.Currency.Length == 0) throw StripeError.Missing("currency");
        customer.CheckCurrency(item.Currency);
        call.Tx.Change(customer).Currency ??= item.Currency;
        call.Tx.Emit("invoiceitem.created", item);
        if (invoice is not null) InvoiceLines.Put(call.Tx, Editable(call.Tx, invoice), item);
        return item;
    }

    private static InvoiceItem Update(Call call)
    {
        var item = call.Changing(call.Store.InvoiceItems, "invoiceitem");
        var invoice = call.Store.Invoices.Find(item.Invoice);
        if (invoice is not null) Editable(call.Tx, invoice);
        ItemTerms.Read(call, call.Params, item);
        call.Tx.Emit("invoiceitem.updated", item);
        if (invoice is not null) InvoiceLines.Put(call.Tx, invoice, item);
        return item;
    }

    private static JsonObject Delete(Call call)
    {
        var item = call.Subject(call.Store.InvoiceItems, "invoiceitem");
        if (call.Store.Invoices.Find(item.Invoice) is { } invoice) InvoiceLines.Take(call.Tx, Editable(call.Tx, invoice), item.Id);
        Drop(call.Tx, item);
        return Rendering.Deleted(item);
    }

    public static void Drop(Tx tx, InvoiceItem item)
    {
        tx.Emit("invoiceitem.deleted", item);
        tx.Remove(item);
    }

    /// <summary>The draft, about to be changed; anything later than a draft is refused.</summary>
    public static Invoice Editable(Tx tx, Invoice invoice) => invoice.Status == "draft" ? tx.Change(invoice)
        : throw StripeError.State("This invoice is no longer editable: only drafts are.", "invoice_not_editable");

    private static JsonObject List(Call call)
    {
        bool? pending = call.Params.Has("pending") ? call.Params.Flag("pending") : null;
        return call.List(call.Store.InvoiceItems, "invoiceitem", [("customer", item => item.Customer), ("invoice", item => item.Invoice)],
            item => pending is null || pending == (item.Invoice is null));
    }
}
