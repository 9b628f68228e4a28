using System.Text.Json.Nodes;
using BillingPortal.StripeSandbox.Catalogue;
using BillingPortal.StripeSandbox.Customers;
using BillingPortal.StripeSandbox.Payments;
using BillingPortal.StripeSandbox.State;
using BillingPortal.StripeSandbox.Wire;

namespace BillingPortal.StripeSandbox.Billing;

/// <summary>/v1/invoices</summary>
public static class InvoiceRoutes
{
    public static void Map(StripeRoutes routes)
    {
        routes.Post("invoices", Create);
        routes.Post("invoices/create_preview", Previews.Create);
        routes.Get("invoices/{id}", call => call.Subject(call.Store.Invoices, "invoice"));
        routes.Post("invoices/{id}", Update);
        routes.Delete("invoices/{id}", Delete);
        routes.Get("invoices", List);
        routes.Post("invoices/{id}/finalize", FinalizeDraft);
        routes.Post("invoices/{id}/pay", Pay);
        routes.Post("invoices/{id}/send", Send);
        routes.Post("invoices/{id}/void", call => After(call, Collection.Void));
        routes.Post("invoices/{id}/mark_uncollectible", call => After(call, Collection.GiveUp));
        InvoiceLines.Map(routes);
    }

    private static Invoice Create(Call call)
    {
        var p = call.Params;
        var customer = p.RequiredRef(call.Store.Customers, "customer", "customer");
        var subscription = p.Ref(call.Store.Subscriptions, "subscription", "subscription");
        var currency = p.Text("currency") is { } code ? Currencies.Checked(code, "currency") : subscription?.Currency ?? customer.Currency ?? "usd";
        customer.CheckCurrency(currency);
        var invoice = InvoiceDrafts.Bare(call.Tx, customer, currency);
        if (subscription is not null) invoice.Parent = InvoiceDrafts.ParentOf(subscription);
        Read(call, invoice);
        if (p.Choice("pending_invoice_items_behavior", "exclude", "exclude", "include") == "include")
            InvoiceDrafts.Sweep(call.Tx, invoice, subscription, onlyOwn: subscription is not null);
        InvoiceDrafts.Announce(call.Tx, invoice);
        return invoice;
    }

    private static Invoice Update(Call call)
    {
        var invoice = call.Changing(call.Store.Invoices, "invoice");
        if (invoice.Status == "draft") Read(call, invoice);
        else ReadFinal(call, invoice);
        if (invoice.Status == "draft") InvoiceTotals.Recompute(invoice);
        call.Tx.Emit("invoice.updated", invoice);
        return invoice;
    }

    private static void Read(Call call, Invoice invoice)
    {
        var p = call.Params;
        ReadFinal(call, invoice);
        invoice.CollectionMethod = p.Choice("collection_method", invoice.CollectionMethod, "charge_automatically", "send_invoice");
        invoice.DueDate = p.Integer("days_until_due") is { } days ? call.Tx.Now + days * 86_400 : p.Integer("due_date", invoice.DueDate);
        invoice.DefaultTaxRates = p.Refs(call.Store.TaxRates, "default_tax_rates", "tax rate") ?? invoice.DefaultTaxRates;
        invoice.AppliedDiscounts = Discount.Redeem(call.Tx, p, invoice.Currency, discount => (discount.Customer, discount.Invoice) = (invoice.Customer, invoice.Id)) ?? invoice.AppliedDiscounts;
        invoice.EffectiveAt = p.Integer("effective_at", invoice.EffectiveAt);
        invoice.Number = p.Text("number", invoice.Number);
        SubscriptionTerms.RefuseAutomaticTax(p);
        p.Ignore("account_tax_ids", "custom_fields", "rendering", "issuer", "payment_settings");
        ReadAdvance(call, invoice);
    }

    /// <summary>What can still change once an invoice is no draft any more.</summary>
    private static void ReadFinal(Call call, Invoice invoice)
    {
        var p = call.Params;
        invoice.Description = p.Text("description", invoice.Description);
        invoice.Footer = p.Text("footer", invoice.Footer);
        invoice.StatementDescriptor = p.Text("statement_descriptor", invoice.StatementDescriptor);
        if (p.Has("default_payment_method"))
            invoice.DefaultPaymentMethod = p.Text("default_payment_method") is { } id ? PaymentMethods.Named(call, id, "default_payment_method").Id : null;
        p.Metadata(invoice.Metadata);
        if (invoice.Status == "draft") return;
        invoice.AutoAdvance = p.Flag("auto_advance", invoice.AutoAdvance);
        foreach (var name in (string[])["discounts", "default_tax_rates", "number", "due_date", "collection_method"])
            if (p.Has(name)) throw StripeError.State($"Finalized invoices can't be updated in this way: {name}.", "invoice_not_editable", name);
    }

    private static void ReadAdvance(Call call, Invoice invoice)
    {
        var p = call.Params;
        var advances = p.Flag("auto_advance", invoice.AutoAdvance);
        if (p.Integer("automatically_finalizes_at") is { } at)
        {
            if (at <= call.Tx.Now) throw StripeError.Invalid("automatically_finalizes_at must be in the future.", "automatically_finalizes_at");
            (invoice.AutoAdvance, invoice.FinalizationIsFixed, invoice.AutomaticallyFinalizesAt, invoice.HeldUntil) = (true, true, at, null);
            return;
        }
        if (advances == invoice.AutoAdvance) return;
        (invoice.AutoAdvance, invoice.FinalizationIsFixed) = (advances, false);
        InvoiceDrafts.Schedule(call.Tx, invoice, false);
    }

    private static JsonObject Delete(Call call)
    {
        var invoice = call.Changing(call.Store.Invoices, "invoice");
        if (invoice.Status != "draft") throw StripeError.State("You can only delete draft invoices.", "invoice_not_editable");
        if (invoice.BillingReason.StartsWith("subscription", StringComparison.Ordinal)) throw StripeError.State("You can't delete invoices created by subscriptions.");
        foreach (var item in call.Store.InvoiceItems.Where("invoice", invoice.Id).ToList()) call.Tx.Change(item).Invoice = null;
        call.Tx.Emit("invoice.deleted", invoice);
        call.Tx.Remove(invoice);
        return Rendering.Deleted(invoice);
    }

    private static JsonObject List(Call call)
    {
        var method = call.Params.Text("collection_method");
        return call.List(call.Store.Invoices, "invoice",
            [("customer", invoice => invoice.Customer), ("subscription", invoice => invoice.Subscription), ("status", invoice => invoice.Status)],
            invoice => method is null || invoice.CollectionMethod == method);
    }

    private static Invoice FinalizeDraft(Call call)
    {
        var invoice = call.Changing(call.Store.Invoices, "invoice");
        Finalization.Run(call.Tx, invoice, call.Params.Flag("auto_advance", invoice.AutoAdvance));
        return invoice;
    }

    private static Invoice Pay(Call call)
    {
        var p = call.Params;
        var invoice = call.Changing(call.Store.Invoices, "invoice");
        var offSession = p.Flag("off_session", true);
        var outOfBand = p.Flag("paid_out_of_band");
        var named = p.Text("payment_method") is { } id ? PaymentMethods.Named(call, id, "payment_method") : null;
        p.Ignore("forgive", "mandate");
        if (invoice.Status == "paid") throw StripeError.State("Invoice is already paid");
        if (invoice.Status == "void") throw StripeError.State("This invoice is voided: it can no longer be paid.", "status_transition_invalid");
        if (invoice.Status == "draft") Finalization.Run(call.Tx, invoice, invoice.AutoAdvance);
        if (invoice.Status == "paid") return invoice;
        if (outOfBand)
        {
            Collection.MarkPaid(call.Tx, invoice, null, outOfBand: true);
            return invoice;
        }
        Charge(call, invoice, named ?? Collection.MethodOf(call.Store, invoice), offSession);
        return invoice;
    }

    private static void Charge(Call call, Invoice invoice, PaymentMethod? method, bool offSession)
    {
        if (method is null)
            throw StripeError.State("There is no default_payment_method set on this Customer or Invoice. Please set one or pass one.", null, "payment_method");
        if (method.Customer is not null && method.Customer != invoice.Customer)
            throw StripeError.Invalid("The payment method must be attached to the customer of the invoice.", "payment_method", "resource_missing");
        var attempt = Collection.Try(call.Tx, invoice, method, offSession);
        if (attempt.WaitsForHolder) throw Charging.Refused(attempt, "invoice_payment_intent_requires_action");
        if (attempt.Refusal is not null) throw Charging.Refused(attempt);
    }

    private static Invoice Send(Call call)
    {
        var invoice = call.Changing(call.Store.Invoices, "invoice");
        if (invoice.Status == "draft") Finalization.Run(call.Tx, invoice, invoice.AutoAdvance);
        call.Tx.Emit("invoice.sent", invoice);
        return invoice;
    }

    private static Invoice After(Call call, Action<Tx, Invoice> act)
    {
        var invoice = call.Changing(call.Store.Invoices, "invoice");
        act(call.Tx, invoice);
        return invoice;
    }
}
