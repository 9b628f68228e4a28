using BillingPortal.StripeSandbox.Catalogue;
using BillingPortal.StripeSandbox.Customers;
using BillingPortal.StripeSandbox.Payments;
using BillingPortal.StripeSandbox.State;
using BillingPortal.StripeSandbox.Wire;

namespace BillingPortal.StripeSandbox.Checkout;

/// <summary>The page that stands in for a bank's 3-D Secure: the visitor says whether it goes well.</summary>
public static class ChallengeForm
{
    private static readonly Decline NotAuthenticated = new("setup_intent_authentication_failure", "authentication_not_handled",
        "The card's holder could not be authenticated. Please try again or use another card.");

    public static string Body(Store store, string intentId) => $"""
        <main class="single">
          <form method="post">
            <h1>Confirm it is you</h1>
            <p class="lead">A real bank would ask its customer to confirm {Page.Text(What(store, intentId))} here. In the sandbox you decide how it goes.</p>
            <button type="submit" name="answer" value="complete">Complete authentication</button>
            <p class="back"><button type="submit" name="answer" value="fail" class="plain">Fail authentication</button></p>
          </form>
        </main>
        """;

    /// <summary>Carries the intent on, if it is still waiting for its holder.</summary>
    public static void Conclude(Tx tx, string intentId, bool completes)
    {
        if (tx.Store.SetupIntents.Find(intentId) is { Status: "requires_action" } setup) Conclude(tx, setup, completes);
        if (tx.Store.PaymentIntents.Find(intentId) is { Status: "requires_action" } payment) Conclude(tx, payment, completes);
    }

    private static void Conclude(Tx tx, SetupIntent intent, bool completes)
    {
        var method = tx.Store.PaymentMethods.Find(intent.PaymentMethod)!;
        if (!completes) throw SetupIntents.Refuse(tx, intent, method, NotAuthenticated);
        SetupIntents.Succeed(tx, intent, method);
    }

    private static void Conclude(Tx tx, PaymentIntent intent, bool completes)
    {
        var method = tx.Store.PaymentMethods.Find(intent.PaymentMethod)!;
        var attempt = completes ? Charging.Settle(tx, tx.Change(intent), method)
            : Charging.Fail(tx, tx.Change(intent), method, NotAuthenticated with { Code = "payment_intent_authentication_failure" });
        PaymentIntents.Conclude(tx, attempt);
    }

    private static string What(Store store, string intentId) => store.PaymentIntents.Find(intentId) is { } payment
        ? $"a payment of {Currencies.Text(payment.Amount, payment.Currency)}" : "that this card may be saved";
}
