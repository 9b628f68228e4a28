using BillingPortal.StripeSandbox.State;
using BillingPortal.StripeSandbox.Wire;

namespace BillingPortal.StripeSandbox.Payments;

/// <summary>/v1/refunds and /v1/charges</summary>
public static class Refunds
{
    public static void Map(StripeRoutes routes)
    {
        routes.Post("refunds", Create);
        routes.Get("refunds/{id}", call => call.Subject(call.Store.Refunds, "refund"));
        routes.Post("refunds/{id}", Update);
        routes.Get("refunds", call => call.List(call.Store.Refunds, "refund", [("charge", refund => refund.Charge), ("payment_intent", refund => refund.PaymentIntent)]));
        routes.Get("charges/{id}", call => call.Subject(call.Store.Charges, "charge"));
        routes.Get("charges", call => call.List(call.Store.Charges, "charge", [("customer", charge => charge.Customer), ("payment_intent", charge => charge.PaymentIntent)]));
    }

    private static Refund Create(Call call)
    {
        var p = call.Params;
        var charge = call.Tx.Change(ChargeOf(call));
        var left = charge.Amount - charge.AmountRefunded;
        if (charge.Disputed) throw StripeError.State($"Charge {charge.Id} has been charged back; cannot issue a refund.", "charge_disputed");
        if (left == 0) throw StripeError.State($"Charge {charge.Id} has already been refunded.", "charge_already_refunded");
        var amount = p.Integer("amount", left) ?? left;
        if (amount <= 0 || amount > left) throw StripeError.Invalid($"Refund amount ({amount}) must be positive and at most the unrefunded amount ({left}).", "amount");
        var refund = new Refund
        {
            Amount = amount,
            BalanceTransaction = StripeIds.New("txn"),
            Charge = charge.Id,
            Currency = charge.Currency,
            PaymentIntent = charge.PaymentIntent,
            Reason = p.Has("reason") ? p.Choice("reason", "requested_by_customer", "duplicate", "fraudulent", "requested_by_customer") : null,
        };
        p.Metadata(refund.Metadata);
        return Record(call.Tx, charge, refund);
    }

    private static Refund Record(Tx tx, Charge charge, Refund refund)
    {
        var card = tx.Store.PaymentMethods.Find(charge.PaymentMethod)?.Test();
        if (card?.RefundWaits == true) (refund.Status, refund.PendingReason) = ("pending", "processing");
        tx.Add(refund);
        tx.Emit("refund.created", refund);
        if (card?.RefundFails == true)
        {
            (tx.Change(refund).Status, refund.FailureReason) = ("failed", "expired_or_canceled_card");
            tx.Emit("refund.updated", refund);
            tx.Emit("refund.failed", refund);
            return refund;
        }
        charge.AmountRefunded += refund.Amount;
        charge.Refunded = charge.AmountRefunded == charge.Amount;
        tx.Emit("charge.refunded", charge);
        return refund;
    }

    private static Charge ChargeOf(Call call)
    {
        var intent = call.Params.Ref(call.Store.PaymentIntents, "payment_intent", "payment_intent");
        var charge = call.Params.Ref(call.Store.Charges, "charge", "charge") ?? call.Store.Charges.Find(intent?.LatestCharge);
        if (charge is null) throw StripeError.Invalid("One of the following params should be provided for this request: payment_intent or charge.", "charge", "parameter_missing");
        return charge.Status == "succeeded" ? charge : throw StripeError.State($"This charge ({charge.Id}) has not succeeded, so it cannot be refunded.");
    }

    private static Refund Update(Call call)
    {
        var refund = call.Changing(call.Store.Refunds, "refund");
        call.Params.Metadata(refund.Metadata);
        call.Tx.Emit("refund.updated", refund);
        return refund;
    }
}
