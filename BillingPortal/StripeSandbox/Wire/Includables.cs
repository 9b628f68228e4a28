using System.Text.Json;
using System.Text.Json.Nodes;
using BillingPortal.StripeSandbox.State;

namespace BillingPortal.StripeSandbox.Wire;

/// <summary>Fields that are absent from an object unless `expand` names them.</summary>
public static class Includables
{
    public static JsonNode? Find(Store store, JsonObject holder, string field)
    {
        var id = (string?)holder["id"] ?? "";
        return ((string?)holder["object"], field) switch
        {
            ("invoice", "payments") => All($"/v1/invoice_payments?invoice={id}", store.InvoicePayments.Where("invoice", id)),
            ("invoice", "confirmation_secret") => ConfirmationSecret(store, id),
            ("customer", "subscriptions") => All($"/v1/customers/{id}/subscriptions", store.Subscriptions.Where("customer", id).Where(sub => !sub.IsOver)),
            ("customer", "tax_ids") => All($"/v1/customers/{id}/tax_ids", []),
            ("customer", "sources") => All($"/v1/customers/{id}/sources", []),
            ("customer", "invoice_credit_balance") => new JsonObject(),
            ("charge", "refunds") => All($"/v1/charges/{id}/refunds", store.Refunds.Where("charge", id)),
            ("checkout.session", "line_items") => All($"/v1/checkout/sessions/{id}/line_items", []),
            ("price", "tiers") => JsonSerializer.SerializeToNode(store.Prices.Find(id)?.TierList ?? [], ObjectJson.Wire),
            _ => null,
        };
    }

    private static JsonObject All(string url, IEnumerable<StripeObject> items) => Rendering.List(url, items.Reverse().Select(Rendering.Node), false);

    private static JsonObject? ConfirmationSecret(Store store, string invoiceId) =>
        store.Invoices.Find(invoiceId)?.DefaultPaymentIntent(store) is { } intent
            ? new JsonObject { ["client_secret"] = intent.ClientSecret, ["type"] = "payment_intent" } : null;
}
