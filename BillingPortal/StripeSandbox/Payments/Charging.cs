using BillingPortal.StripeSandbox.Customers;
using BillingPortal.StripeSandbox.State;
using BillingPortal.StripeSandbox.Wire;

namespace BillingPortal.StripeSandbox.Payments;

/// <summary>How an attempt to collect went; <see cref="Refusal"/> is what the caller is told when it did not succeed.</summary>
public sealed record Attempt(PaymentIntent Intent, Charge? Charge, Decline? Refusal, bool WaitsForHolder)
{
    public bool Succeeded => Refusal is null && !WaitsForHolder;
}

/// <summary>The sandbox's bank: decides by the card's name what happens, and records it as Stripe would.</summary>
public static class Charging
{
    public static PaymentIntent Open(Tx tx, PaymentIntent intent)
    {
        tx.Add(intent);
        intent.ClientSecret = StripeIds.ClientSecret(intent.Id);
        tx.Emit("payment_intent.created", intent);
        return intent;
    }

    public static Attempt Try(Tx tx, PaymentIntent intent, PaymentMethod method, bool offSession, Uri? authenticateAt)
    {
        tx.Change(intent).PaymentMethod = method.Id;
        intent.LastPaymentError = null;
        intent.NextAction = null;
        if (method.AsksOffSession()) return offSession ? Fail(tx, intent, method, Decline.AuthenticationRequired) : AskHolder(tx, intent, authenticateAt);
        return Settle(tx, intent, method);
    }

    /// <summary>The attempt after the holder has authenticated, or when nobody asked.</summary>
    public static Attempt Settle(Tx tx, PaymentIntent intent, PaymentMethod method)
    {
        if (tx.Change(method).NextChargeDecline() is { } decline) return Fail(tx, intent, method, decline);
        var charge = Record(tx, intent, method, null);
        tx.Change(intent).Status = "succeeded";
        intent.AmountReceived = intent.Amount;
        intent.LatestCharge = charge.Id;
        intent.NextAction = null;
        tx.Emit("charge.succeeded", charge);
        tx.Emit("payment_intent.succeeded", intent);
        return new Attempt(intent, charge, null, false);
    }

    public static Attempt Fail(Tx tx, PaymentIntent intent, PaymentMethod method, Decline decline)
    {
        var charge = Record(tx, intent, method, decline);
        tx.Change(intent).Status = "requires_payment_method";
        intent.LatestCharge = charge.Id;
        intent.PaymentMethod = null;
        intent.NextAction = null;
        intent.LastPaymentError = PaymentError.From(decline, method, charge.Id);
        tx.Emit("charge.failed", charge);
        tx.Emit("payment_intent.payment_failed", intent);
        return new Attempt(intent, charge, decline, false);
    }

    /// <summary>The 402 of a failed attempt, with the whole intent in it.</summary>
    public static StripeError Refused(Attempt attempt, string? code = null) => new(402, "card_error", (attempt.Refusal ?? Decline.AuthenticationRequired).Message)
    {
        Code = code ?? attempt.Refusal?.Code ?? "invoice_payment_intent_requires_action",
        DeclineCode = attempt.Refusal?.DeclineCode,
        AdviceCode = attempt.Refusal?.Advice,
        Charge = attempt.Charge?.Id,
        PaymentIntent = attempt.Intent,
        KeepsChanges = true,
    };

    private static Attempt AskHolder(Tx tx, PaymentIntent intent, Uri? authenticateAt)
    {
        intent.Status = "requires_action";
        intent.NextAction = NextAction.To(authenticateAt);
        tx.Emit("payment_intent.requires_action", intent);
        return new Attempt(intent, null, null, true);
    }

    private static Charge Record(Tx tx, PaymentIntent intent, PaymentMethod method, Decline? decline) => tx.Add(new Charge
    {
        Amount = intent.Amount,
        AmountCaptured = decline is null ? intent.Amount : 0,
        BalanceTransaction = decline is null ? StripeIds.New("txn") : null,
        BillingDetails = method.BillingDetails,
        Captured = decline is null,
        Currency = intent.Currency,
        Customer = intent.Customer,
        Description = intent.Description,
        Disputed = decline is null && method.Test().Dispute is not (null or "inquiry"),
        FailureCode = decline?.Code,
        FailureMessage = decline?.Message,
        Metadata = new(intent.Metadata),
        Outcome = OutcomeOf(method.Test(), decline),
        Paid = decline is null,
        PaymentIntent = intent.Id,
        PaymentMethod = method.Id,
        PaymentMethodDetails = new() { Card = method.Card },
        Status = decline is null ? "succeeded" : "failed",
    });

    private static ChargeOutcome OutcomeOf(TestCard card, Decline? decline) => decline is null ? new() { RiskLevel = card.RiskLevel } : new()
    {
        AdviceCode = decline.Advice,
        NetworkStatus = card.RiskLevel == "highest" ? "not_sent_to_network" : "declined_by_network",
        Reason = card.RiskLevel == "highest" ? "highest_risk_level" : decline.DeclineCode,
        RiskLevel = card.RiskLevel,
        SellerMessage = "The bank did not approve this payment.",
        Type = card.RiskLevel == "highest" ? "blocked" : "issuer_declined",
    };
}
