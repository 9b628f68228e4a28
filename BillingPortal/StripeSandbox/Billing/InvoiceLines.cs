using System.Text.Json.Nodes;
using BillingPortal.StripeSandbox.Catalogue;
using BillingPortal.StripeSandbox.State;
using BillingPortal.StripeSandbox.Wire;

namespace BillingPortal.StripeSandbox.Billing;

/// <summary>/v1/invoices/{id}/lines, add_lines, update_lines, remove_lines: lines of a draft, each call whole or not at all.</summary>
public static class InvoiceLines
{
    private const int MostLines = 250;

    public static void Map(StripeRoutes routes)
    {
        routes.Get("invoices/{id}/lines", List);
        routes.Post("invoices/{id}/add_lines", Add);
        routes.Post("invoices/{id}/update_lines", Update);
        routes.Post("invoices/{id}/remove_lines", Remove);
        routes.Post("invoices/{id}/lines/{line}", UpdateOne);
    }

    /// <summary>Adds the item's line, or replaces it when the item has changed.</summary>
    public static void Put(Tx tx, Invoice invoice, InvoiceItem item)
    {
        Place(invoice, item);
        Changed(tx, invoice);
    }

    /// <summary>The same without working out the totals, for many lines at once.</summary>
    public static void Place(Invoice invoice, InvoiceItem item)
    {
        if (item.Currency != invoice.Currency)
            throw StripeError.Invalid($"The item's currency ({item.Currency}) must be the invoice's ({invoice.Currency}).", "currency");
        var line = item.ToLine(invoice.Id);
        var position = invoice.AllLines.FindIndex(other => other.InvoiceItem == item.Id);
        if (position < 0) invoice.AllLines.Add(line);
        else
        {
            line.Id = invoice.AllLines[position].Id;
            invoice.AllLines[position] = line;
        }
        if (invoice.AllLines.Count > MostLines) throw StripeError.State($"An invoice can have at most {MostLines} lines.");
    }

    public static void Take(Tx tx, Invoice invoice, string itemId)
    {
        invoice.AllLines.RemoveAll(line => line.InvoiceItem == itemId);
        Changed(tx, invoice);
    }

    private static JsonObject List(Call call)
    {
        var invoice = call.Subject(call.Store.Invoices, "invoice");
        var lines = invoice.AllLines;
        var limit = Paging.Limit(call.Params);
        var after = call.Params.Text("starting_after");
        var start = after is null ? 0 : lines.FindIndex(line => line.Id == after) + 1;
        var nodes = lines.Skip(start).Take(limit).Select(line => System.Text.Json.JsonSerializer.SerializeToNode(line, ObjectJson.Wire)!);
        return Rendering.List(call.Url, nodes, lines.Count > start + limit);
    }

    private static Invoice Add(Call call)
    {
        var invoice = InvoiceItems.Editable(call.Tx, call.Subject(call.Store.Invoices, "invoice"));
        foreach (var p in call.Params.List("lines") ?? throw StripeError.Missing("lines")) Place(invoice, ItemOf(call, p, invoice));
        call.Params.Metadata(invoice.Metadata, "invoice_metadata");
        Changed(call.Tx, invoice);
        call.Tx.Emit("invoice.updated", invoice);
        return invoice;
    }

    private static InvoiceItem ItemOf(Call call, Params p, Invoice invoice)
    {
        if (p.Ref(call.Store.InvoiceItems, "invoice_item", "invoiceitem") is { } waiting)
        {
            if (waiting.Invoice is not null) throw StripeError.State("This invoice item is already on an invoice.", null, p.PathOf("invoice_item"));
            call.Tx.Change(waiting).Invoice = invoice.Id;
            return waiting;
        }
        var item = call.Tx.Add(new InvoiceItem
        {
            Customer = invoice.Customer,
            Currency = invoice.Currency,
            Date = call.Tx.Now,
            Invoice = invoice.Id,
            Period = new() { Start = call.Tx.Now, End = call.Tx.Now },
            Discountable = p.Integer("amount") is not < 0,
            Parent = invoice.Subscription is { } subscription ? new() { SubscriptionDetails = new() { Subscription = subscription } } : null,
        });
        if (!p.Has("amount") && !p.Has("price_data") && !p.Has("pricing")) throw StripeError.Missing(p.PathOf("amount"));
        ItemTerms.Read(call, p, item);
        call.Tx.Emit("invoiceitem.created", item);
        return item;
    }

    private static Invoice Update(Call call)
    {
        var invoice = InvoiceItems.Editable(call.Tx, call.Subject(call.Store.Invoices, "invoice"));
        foreach (var p in call.Params.List("lines") ?? throw StripeError.Missing("lines")) Change(call, invoice, p.Required("id"), p);
        call.Params.Metadata(invoice.Metadata, "invoice_metadata");
        Changed(call.Tx, invoice);
        call.Tx.Emit("invoice.updated", invoice);
        return invoice;
    }

    private static JsonNode UpdateOne(Call call)
    {
        var invoice = InvoiceItems.Editable(call.Tx, call.Subject(call.Store.Invoices, "invoice"));
        var line = Change(call, invoice, call.Route("line"), call.Params);
        Changed(call.Tx, invoice);
        call.Tx.Emit("invoice.updated", invoice);
        return System.Text.Json.JsonSerializer.SerializeToNode(line, ObjectJson.Wire)!;
    }

    private static InvoiceLine Change(Call call, Invoice invoice, string lineId, Params p)
    {
        var line = LineOf(invoice, lineId, p);
        if (call.Store.InvoiceItems.Find(line.InvoiceItem) is { } item)
        {
            ItemTerms.Read(call, p, call.Tx.Change(item));
            Place(invoice, item);
            return LineOf(invoice, lineId, p);
        }
        line.Description = p.Text("description", line.Description);
        line.Discountable = p.Flag("discountable", line.Discountable);
        line.Rates = p.Refs(call.Store.TaxRates, "tax_rates", "tax rate") ?? line.Rates;
        if (p.Integer("amount") is { } amount) Currencies.CheckAmount(line.Amount = amount, line.Currency, p.PathOf("amount"));
        if (p.Map("period") is { } period) line.Period = new() { Start = period.RequiredInteger("start"), End = period.RequiredInteger("end") };
        p.Metadata(line.Metadata);
        return line;
    }

    private static Invoice Remove(Call call)
    {
        var invoice = InvoiceItems.Editable(call.Tx, call.Subject(call.Store.Invoices, "invoice"));
        foreach (var p in call.Params.List("lines") ?? throw StripeError.Missing("lines"))
        {
            var line = LineOf(invoice, p.Required("id"), p);
            p.Required("behavior");
            var unassigns = p.Choice("behavior", "delete", "delete", "unassign") == "unassign";
            invoice.AllLines.Remove(line);
            if (call.Store.InvoiceItems.Find(line.InvoiceItem) is not { } item) continue;
            if (unassigns) call.Tx.Change(item).Invoice = null;
            else InvoiceItems.Drop(call.Tx, item);
        }
        call.Params.Metadata(invoice.Metadata, "invoice_metadata");
        Changed(call.Tx, invoice);
        call.Tx.Emit("invoice.updated", invoice);
        return invoice;
    }

    private static InvoiceLine LineOf(Invoice invoice, string lineId, Params p) =>
        invoice.AllLines.Find(line => line.Id == lineId) ?? throw StripeError.NoSuch("line item", lineId, p.PathOf("id"));

    private static void Changed(Tx tx, Invoice invoice)
    {
        tx.Change(invoice);
        InvoiceTotals.Recompute(invoice);
    }
}
