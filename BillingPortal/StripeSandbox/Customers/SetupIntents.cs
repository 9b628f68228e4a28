using BillingPortal.StripeSandbox.Payments;
using BillingPortal.StripeSandbox.State;
using BillingPortal.StripeSandbox.Wire;

namespace BillingPortal.StripeSandbox.Customers;

/// <summary>/v1/setup_intents</summary>
public static class SetupIntents
{
    public static void Map(StripeRoutes routes)
    {
        routes.Post("setup_intents", Create);
        routes.Get("setup_intents/{id}", Get);
        routes.Post("setup_intents/{id}", Update);
        routes.Post("setup_intents/{id}/confirm", Confirm);
        routes.Post("setup_intents/{id}/cancel", Cancel);
        routes.Get("setup_intents", call => call.List(call.Store.SetupIntents, "setupintent",
            [("customer", intent => intent.Customer), ("payment_method", intent => intent.PaymentMethod)]));
    }

    public static SetupIntent Start(Tx tx, SetupIntent intent)
    {
        tx.Add(intent);
        intent.ClientSecret = StripeIds.ClientSecret(intent.Id);
        tx.Emit("setup_intent.created", intent);
        return intent;
    }

    /// <summary>Tries to save the card: done, refused (402, kept on the intent), or waiting for its holder to authenticate.</summary>
    public static void Confirm(Tx tx, SetupIntent intent, PaymentMethod method, Uri? authenticateAt)
    {
        tx.Change(intent).PaymentMethod = method.Id;
        intent.LastSetupError = null;
        if (method.Test().OnSetup is { } decline) throw Refuse(tx, intent, method, decline);
        if (method.Test().Authentication == Authentication.Never)
        {
            Succeed(tx, intent, method);
            return;
        }
        intent.Status = "requires_action";
        intent.NextAction = NextAction.To(authenticateAt);
        tx.Emit("setup_intent.requires_action", intent);
    }

    public static void Succeed(Tx tx, SetupIntent intent, PaymentMethod method)
    {
        tx.Change(intent).Status = "succeeded";
        intent.NextAction = null;
        tx.Change(method).WasSetUp = true;
        if (tx.Store.Customers.Find(intent.Customer) is { } customer) PaymentMethods.Attach(tx, method, customer);
        tx.Emit("setup_intent.succeeded", intent);
    }

    public static StripeError Refuse(Tx tx, SetupIntent intent, PaymentMethod method, Decline decline)
    {
        tx.Change(intent).Status = "requires_payment_method";
        intent.PaymentMethod = null;
        intent.NextAction = null;
        intent.LastSetupError = PaymentError.From(decline, method, null);
        tx.Emit("setup_intent.setup_failed", intent);
        return decline.AtSetup(intent, method);
    }

    public static void Cancel(Tx tx, SetupIntent intent, string? reason)
    {
        if (intent.Status is "succeeded" or "canceled") throw Unexpected(intent, "cancel");
        tx.Change(intent).Status = "canceled";
        intent.CancellationReason = reason;
        intent.NextAction = null;
        tx.Emit("setup_intent.canceled", intent);
    }

    private static SetupIntent Create(Call call)
    {
        var p = call.Params;
        var intent = new SetupIntent
        {
            Customer = p.Ref(call.Store.Customers, "customer", "customer")?.Id,
            Description = p.Text("description"),
            Usage = p.Choice("usage", "off_session", "off_session", "on_session"),
        };
        p.Metadata(intent.Metadata);
        p.Ignore("payment_method_types", "automatic_payment_methods", "mandate_data", "payment_method_options");
        Start(call.Tx, intent);
        SetMethod(call, intent);
        if (p.Flag("confirm")) ConfirmHere(call, intent);
        else p.Ignore("return_url");
        return intent;
    }

    private static SetupIntent Get(Call call)
    {
        call.Params.Ignore("client_secret");
        return call.Subject(call.Store.SetupIntents, "setupintent");
    }

    private static SetupIntent Update(Call call)
    {
        var intent = call.Changing(call.Store.SetupIntents, "setupintent");
        intent.Description = call.Params.Text("description", intent.Description);
        intent.Customer = call.Params.Ref(call.Store.Customers, "customer", "customer")?.Id ?? intent.Customer;
        call.Params.Metadata(intent.Metadata);
        SetMethod(call, intent);
        return intent;
    }

    private static SetupIntent Confirm(Call call)
    {
        var intent = call.Changing(call.Store.SetupIntents, "setupintent");
        if (intent.Status is not ("requires_payment_method" or "requires_confirmation")) throw Unexpected(intent, "confirm");
        call.Params.Ignore("mandate_data", "payment_method_options", "client_secret", "use_stripe_sdk");
        SetMethod(call, intent);
        ConfirmHere(call, intent);
        return intent;
    }

    private static void ConfirmHere(Call call, SetupIntent intent)
    {
        if (call.Store.PaymentMethods.Find(intent.PaymentMethod) is not { } method)
            throw StripeError.Invalid("You cannot confirm this SetupIntent because it's missing a payment method.", "payment_method", "setup_intent_unexpected_state");
        Confirm(call.Tx, intent, method, Challenge.For(call, intent.Id, call.Params.Text("return_url")));
    }

    private static SetupIntent Cancel(Call call)
    {
        var intent = call.Changing(call.Store.SetupIntents, "setupintent");
        Cancel(call.Tx, intent, call.Params.Text("cancellation_reason"));
        return intent;
    }

    private static void SetMethod(Call call, SetupIntent intent)
    {
        if (call.Params.Text("payment_method") is not { } id) return;
        intent.PaymentMethod = PaymentMethods.Named(call, id, "payment_method").Id;
        if (intent.Status == "requires_payment_method") intent.Status = "requires_confirmation";
    }

    private static StripeError Unexpected(SetupIntent intent, string verb) =>
        StripeError.State($"You cannot {verb} this SetupIntent because it has a status of {intent.Status}.", "setup_intent_unexpected_state");
}
