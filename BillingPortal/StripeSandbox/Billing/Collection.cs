using BillingPortal.StripeSandbox.Customers;
using BillingPortal.StripeSandbox.Payments;
using BillingPortal.StripeSandbox.State;
using BillingPortal.StripeSandbox.Wire;

namespace BillingPortal.StripeSandbox.Billing;

/// <summary>Getting an open invoice paid, exactly once, and what follows for its subscription.</summary>
public static class Collection
{
    /// <summary>The card that Stripe would take: the invoice's, the subscription's, the customer's.</summary>
    public static PaymentMethod? MethodOf(Store store, Invoice invoice) => store.PaymentMethods.Find(
        invoice.DefaultPaymentMethod ?? store.Subscriptions.Find(invoice.Subscription)?.DefaultPaymentMethod
        ?? store.Customers.Find(invoice.Customer)?.InvoiceSettings.DefaultPaymentMethod);

    public static Attempt Try(Tx tx, Invoice invoice, PaymentMethod method, bool offSession)
    {
        var intent = invoice.DefaultPaymentIntent(tx.Store)!;
        var attempt = Charging.Try(tx, intent, method, offSession, Challenge.At(tx.Store, intent.Id, invoice.HostedInvoiceUrl));
        Conclude(tx, invoice, attempt);
        return attempt;
    }

    /// <summary>What the sandbox does by itself: charges the card on file, and counts it as a failure when there is none.</summary>
    public static void TryAutomatically(Tx tx, Invoice invoice, bool offSession = true)
    {
        if (MethodOf(tx.Store, invoice) is { } method) Try(tx, invoice, method, offSession);
        else Failed(tx, invoice, needsHolder: false);
    }

    public static void Conclude(Tx tx, Invoice invoice, Attempt attempt)
    {
        if (invoice.Status is not ("open" or "uncollectible")) return;
        if (attempt.Succeeded) MarkPaid(tx, invoice, attempt);
        else Failed(tx, invoice, attempt.WaitsForHolder || attempt.Refusal == Decline.AuthenticationRequired);
    }

    /// <summary>Paid by an attempt, or without one: nothing was due, or the money came by another way.</summary>
    public static void MarkPaid(Tx tx, Invoice invoice, Attempt? attempt, bool outOfBand = false)
    {
        tx.Change(invoice).Status = "paid";
        invoice.AmountPaid = invoice.AmountDue;
        invoice.AmountRemaining = 0;
        invoice.Attempted = true;
        invoice.AutoAdvance = false;
        if (attempt is not null && invoice.AttemptCount == 0) invoice.AttemptCount = 1;
        invoice.StatusTransitions.PaidAt = tx.Now;
        if (attempt is not null) SettlePayment(tx, invoice, "paid");
        else if (outOfBand) SettlePayment(tx, invoice, "canceled");
        tx.Emit("invoice.updated", invoice);
        tx.Emit("invoice.paid", invoice);
        if (!outOfBand) tx.Emit("invoice.payment_succeeded", invoice);
        if (tx.Store.Customers.Find(invoice.Customer) is { Delinquent: true } customer) SetDelinquent(tx, customer, false);
        if (tx.Store.Subscriptions.Find(invoice.Subscription) is { } subscription)
            SubscriptionLife.InvoicePaid(tx, subscription, invoice, attempt?.Intent.PaymentMethod);
    }

    public static void Void(Tx tx, Invoice invoice)
    {
        if (invoice.Status is not ("open" or "uncollectible"))
            throw StripeError.State($"You can only void open or uncollectible invoices; this one is {invoice.Status}.", "status_transition_invalid");
        tx.Change(invoice).Status = "void";
        invoice.StatusTransitions.VoidedAt = tx.Now;
        invoice.AutoAdvance = false;
        SettlePayment(tx, invoice, "canceled");
        GiveBalanceBack(tx, invoice);
        tx.Emit("invoice.voided", invoice);
        if (tx.Store.Subscriptions.Find(invoice.Subscription) is { } subscription) SubscriptionLife.InvoiceGivenUp(tx, subscription, invoice);
    }

    public static void GiveUp(Tx tx, Invoice invoice)
    {
        if (invoice.Status != "open") throw StripeError.State($"You can only mark open invoices as uncollectible; this one is {invoice.Status}.", "status_transition_invalid");
        tx.Change(invoice).Status = "uncollectible";
        invoice.StatusTransitions.MarkedUncollectibleAt = tx.Now;
        invoice.AutoAdvance = false;
        tx.Emit("invoice.marked_uncollectible", invoice);
        if (tx.Store.Subscriptions.Find(invoice.Subscription) is { } subscription) SubscriptionLife.InvoiceGivenUp(tx, subscription, invoice);
    }

    private static void Failed(Tx tx, Invoice invoice, bool needsHolder)
    {
        tx.Change(invoice).Attempted = true;
        if (invoice.AttemptCount == 0) invoice.AttemptCount = 1;
        tx.Emit("invoice.updated", invoice);
        if (needsHolder) tx.Emit("invoice.payment_action_required", invoice);
        tx.Emit("invoice.payment_failed", invoice);
        if (tx.Store.Customers.Find(invoice.Customer) is { Delinquent: false } customer) SetDelinquent(tx, customer, true);
        if (tx.Store.Subscriptions.Find(invoice.Subscription) is { } subscription) SubscriptionLife.InvoiceFailed(tx, subscription, invoice);
    }

    private static void SetDelinquent(Tx tx, Customer customer, bool delinquent)
    {
        tx.Change(customer).Delinquent = delinquent;
        tx.Emit("customer.updated", customer);
    }

    private static void SettlePayment(Tx tx, Invoice invoice, string status)
    {
        foreach (var payment in tx.Store.InvoicePayments.Where("invoice", invoice.Id).Where(payment => payment.Status == "open").ToList())
        {
            tx.Change(payment).Status = status;
            if (status == "paid") (payment.AmountPaid, payment.StatusTransitions.PaidAt) = (payment.AmountRequested, tx.Now);
            else payment.StatusTransitions.CanceledAt = tx.Now;
            if (status == "paid") tx.Emit("invoice_payment.paid", payment);
            if (status == "canceled" && tx.Store.PaymentIntents.Find(payment.Payment.PaymentIntent) is { IsOver: false } intent)
                PaymentIntents.Cancel(tx, intent, "void_invoice");
        }
    }

    private static void GiveBalanceBack(Tx tx, Invoice invoice)
    {
        var used = invoice.Total - invoice.AmountDue;
        if (used == 0 || tx.Store.Customers.Find(invoice.Customer) is not { } customer) return;
        BalanceTransactions.Move(tx, customer, -used, "unapplied_from_invoice", invoice.Currency, invoice.Id);
        tx.Emit("customer.updated", customer);
    }
}
