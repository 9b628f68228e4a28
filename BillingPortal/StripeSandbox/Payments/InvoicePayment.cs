using System.Text.Json.Nodes;
using BillingPortal.StripeSandbox.State;
using BillingPortal.StripeSandbox.Wire;

namespace BillingPortal.StripeSandbox.Payments;

/// <summary>Ties an invoice to the payment intent that collects it.</summary>
[NotShown("metadata")]
public sealed class InvoicePayment : StripeObject
{
    public override string Object => "invoice_payment";
    public long? AmountPaid { get; set; }
    public long AmountRequested { get; set; }
    public string Currency { get; set; } = "";
    public string Invoice { get; set; } = "";
    public bool IsDefault { get; set; } = true;
    public InvoicePaymentSource Payment { get; set; } = new();
    public string Status { get; set; } = "open";
    public InvoicePaymentTransitions StatusTransitions { get; set; } = new();
}

public sealed class InvoicePaymentSource
{
    public string? PaymentIntent { get; set; }
    public string Type => "payment_intent";
}

public sealed class InvoicePaymentTransitions
{
    public long? CanceledAt { get; set; }
    public long? PaidAt { get; set; }
}

/// <summary>/v1/invoice_payments</summary>
public static class InvoicePayments
{
    public static void Map(StripeRoutes routes)
    {
        routes.Get("invoice_payments/{id}", call => call.Subject(call.Store.InvoicePayments, "invoice_payment"));
        routes.Get("invoice_payments", List);
    }

    private static JsonObject List(Call call)
    {
        var table = call.Store.InvoicePayments;
        var payment = call.Params.Map("payment");
        payment?.Ignore("type");
        var intent = payment?.Text("payment_intent");
        var source = intent is not null ? table.Where("payment_intent", intent)
            : call.Params.Text("invoice") is { } invoiceId ? table.Where("invoice", invoiceId) : table.All;
        var (invoice, status) = (call.Params.Text("invoice"), call.Params.Text("status"));
        return call.Page(table, "invoice_payment", source, item => (invoice is null || item.Invoice == invoice) && (status is null || item.Status == status));
    }
}
