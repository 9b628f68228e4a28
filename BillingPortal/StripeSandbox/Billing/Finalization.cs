using System.Globalization;
using BillingPortal.StripeSandbox.Customers;
using BillingPortal.StripeSandbox.Payments;
using BillingPortal.StripeSandbox.State;
using BillingPortal.StripeSandbox.Wire;

namespace BillingPortal.StripeSandbox.Billing;

/// <summary>Draft to open: the number, the customer's balance, the payment intent; an invoice with nothing to collect is paid at once.</summary>
public static class Finalization
{
    public static void Run(Tx tx, Invoice invoice, bool autoAdvance)
    {
        if (invoice.Status != "draft") throw StripeError.State("This invoice is already finalized, you can't re-finalize a non-draft invoice.", "invoice_not_editable");
        var customer = tx.Change(tx.Store.Customers.Find(invoice.Customer)!);
        tx.Change(invoice).AutoAdvance = autoAdvance;
        InvoiceTotals.Recompute(invoice);
        UseBalance(tx, invoice, customer);
        invoice.Number ??= $"{customer.InvoicePrefix}-{(customer.NextInvoiceSequence++).ToString("0000", CultureInfo.InvariantCulture)}";
        invoice.Status = "open";
        invoice.StatusTransitions.FinalizedAt = tx.Now;
        invoice.EffectiveAt ??= tx.Now;
        (invoice.AutomaticallyFinalizesAt, invoice.HeldUntil) = (null, null);
        invoice.HostedInvoiceUrl = new Uri(tx.Store.Address, $"/i/{invoice.Id}").ToString();
        if (invoice.AmountDue > 0) RequestPayment(tx, invoice);
        tx.Emit("invoice.finalized", invoice);
        if (invoice.AmountDue == 0) Collection.MarkPaid(tx, invoice, null);
    }

    /// <summary>What the sandbox does by itself with a draft whose time has come; a paused subscription's is given up at once.</summary>
    public static void RunAutomatically(Tx tx, Invoice invoice)
    {
        var pause = tx.Store.Subscriptions.Find(invoice.Subscription)?.PauseCollection?.Behavior;
        Run(tx, invoice, autoAdvance: true);
        if (invoice.Status != "open") return;
        if (pause == "void") Collection.Void(tx, invoice);
        if (pause == "mark_uncollectible") Collection.GiveUp(tx, invoice);
    }

    private static void UseBalance(Tx tx, Invoice invoice, Customer customer)
    {
        invoice.StartingBalance = customer.Balance;
        var due = Math.Max(0, invoice.Total + customer.Balance);
        if (invoice.Total < 0) Carry(tx, invoice, customer, invoice.Total, "applied_to_invoice");
        else if (due < MinimumCharge.In(invoice.Currency) && due > 0) Carry(tx, invoice, customer, invoice.Total, "invoice_too_small");
        else Carry(tx, invoice, customer, invoice.Total - due, "applied_to_invoice");
        invoice.AmountDue = invoice.AmountRemaining = invoice.Total >= 0 && due >= MinimumCharge.In(invoice.Currency) ? due : 0;
        invoice.EndingBalance = customer.Balance;
    }

    private static void Carry(Tx tx, Invoice invoice, Customer customer, long amount, string type)
    {
        if (BalanceTransactions.Move(tx, customer, amount, type, invoice.Currency, invoice.Id) is not null) tx.Emit("customer.updated", customer);
    }

    private static void RequestPayment(Tx tx, Invoice invoice)
    {
        var method = Collection.MethodOf(tx.Store, invoice);
        var intent = Charging.Open(tx, new PaymentIntent
        {
            Amount = invoice.AmountDue,
            Currency = invoice.Currency,
            Customer = invoice.Customer,
            Description = invoice.Subscription is null ? null : invoice.BillingReason == "subscription_create" ? "Subscription creation" : "Subscription update",
            PaymentMethod = method?.Id,
            Status = method is null ? "requires_payment_method" : "requires_confirmation",
        });
        tx.Add(new InvoicePayment
        {
            AmountRequested = invoice.AmountDue,
            Currency = invoice.Currency,
            Invoice = invoice.Id,
            Payment = new() { PaymentIntent = intent.Id },
        });
    }
}
