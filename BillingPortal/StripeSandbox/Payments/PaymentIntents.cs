using BillingPortal.StripeSandbox.Billing;
using BillingPortal.StripeSandbox.Catalogue;
using BillingPortal.StripeSandbox.Customers;
using BillingPortal.StripeSandbox.State;
using BillingPortal.StripeSandbox.Wire;

namespace BillingPortal.StripeSandbox.Payments;

/// <summary>/v1/payment_intents</summary>
public static class PaymentIntents
{
    public static void Map(StripeRoutes routes)
    {
        routes.Post("payment_intents", Create);
        routes.Get("payment_intents/{id}", Get);
        routes.Post("payment_intents/{id}", Update);
        routes.Post("payment_intents/{id}/confirm", Confirm);
        routes.Post("payment_intents/{id}/cancel", Cancel);
        routes.Get("payment_intents", call => call.List(call.Store.PaymentIntents, "payment_intent", [("customer", intent => intent.Customer)]));
    }

    /// <summary>What follows from an attempt for the invoice behind the intent, whoever made the attempt.</summary>
    public static void Conclude(Tx tx, Attempt attempt)
    {
        if (tx.Store.InvoicePayments.Where("payment_intent", attempt.Intent.Id) is [var link, ..] && tx.Store.Invoices.Find(link.Invoice) is { } invoice)
            Collection.Conclude(tx, invoice, attempt);
    }

    private static PaymentIntent Create(Call call)
    {
        var p = call.Params;
        var intent = new PaymentIntent
        {
            Amount = p.RequiredInteger("amount"),
            Currency = Currencies.Checked(p.Required("currency"), "currency"),
            Customer = p.Ref(call.Store.Customers, "customer", "customer")?.Id,
            Description = p.Text("description"),
            ReceiptEmail = p.Text("receipt_email"),
            SetupFutureUsage = p.Text("setup_future_usage"),
        };
        p.Metadata(intent.Metadata);
        p.Ignore("payment_method_types", "automatic_payment_methods", "capture_method", "confirmation_method", "payment_method_options", "statement_descriptor_suffix");
        Currencies.CheckAmount(intent.Amount, intent.Currency, "amount");
        if (intent.Amount < MinimumCharge.In(intent.Currency))
            throw StripeError.Invalid("Amount must be at least the minimum charge of its currency.", "amount", "amount_too_small");
        Charging.Open(call.Tx, intent);
        SetMethod(call, intent);
        if (p.Flag("confirm")) ConfirmHere(call, intent);
        else p.Ignore("off_session", "return_url", "error_on_requires_action");
        return intent;
    }

    private static PaymentIntent Get(Call call)
    {
        call.Params.Ignore("client_secret");
        return call.Subject(call.Store.PaymentIntents, "payment_intent");
    }

    private static PaymentIntent Update(Call call)
    {
        var intent = call.Changing(call.Store.PaymentIntents, "payment_intent");
        intent.Description = call.Params.Text("description", intent.Description);
        call.Params.Metadata(intent.Metadata);
        SetMethod(call, intent);
        return intent;
    }

    private static PaymentIntent Confirm(Call call)
    {
        var intent = call.Changing(call.Store.PaymentIntents, "payment_intent");
        if (intent.Status is not ("requires_payment_method" or "requires_confirmation" or "requires_action"))
            throw StripeError.State($"You cannot confirm this PaymentIntent because it has a status of {intent.Status}.", "payment_intent_unexpected_state");
        call.Params.Ignore("client_secret", "use_stripe_sdk", "payment_method_options", "mandate_data", "receipt_email", "setup_future_usage");
        SetMethod(call, intent);
        ConfirmHere(call, intent);
        return intent;
    }

    private static void ConfirmHere(Call call, PaymentIntent intent)
    {
        if (call.Store.PaymentMethods.Find(intent.PaymentMethod) is not { } method)
            throw StripeError.Invalid("You cannot confirm this PaymentIntent because it's missing a payment method.", "payment_method", "payment_intent_unexpected_state");
        var offSession = call.Params.Flag("off_session") || call.Params.Flag("error_on_requires_action");
        call.Params.Ignore("error_on_requires_action");
        var attempt = Charging.Try(call.Tx, intent, method, offSession, Challenge.For(call, intent.Id, call.Params.Text("return_url")));
        Conclude(call.Tx, attempt);
        if (attempt.Refusal is not null) throw Charging.Refused(attempt);
    }

    private static PaymentIntent Cancel(Call call)
    {
        var intent = call.Changing(call.Store.PaymentIntents, "payment_intent");
        if (call.Store.InvoicePayments.Where("payment_intent", intent.Id).Count > 0)
            throw StripeError.State("You cannot cancel this PaymentIntent because it belongs to an invoice. Void the invoice instead.", "payment_intent_unexpected_state");
        Cancel(call.Tx, intent, call.Params.Text("cancellation_reason"));
        return intent;
    }

    public static void Cancel(Tx tx, PaymentIntent intent, string? reason)
    {
        if (intent.IsOver) throw StripeError.State($"You cannot cancel this PaymentIntent because it has a status of {intent.Status}.", "payment_intent_unexpected_state");
        tx.Change(intent).Status = "canceled";
        intent.CanceledAt = tx.Now;
        intent.CancellationReason = reason;
        intent.NextAction = null;
        tx.Emit("payment_intent.canceled", intent);
    }

    private static void SetMethod(Call call, PaymentIntent intent)
    {
        if (call.Params.Text("payment_method") is not { } id) return;
        intent.PaymentMethod = PaymentMethods.Named(call, id, "payment_method").Id;
        if (intent.Status == "requires_payment_method") intent.Status = "requires_confirmation";
    }
}
