using System.Text.Json.Nodes;
using BillingPortal.StripeSandbox.Customers;
using BillingPortal.StripeSandbox.State;
using BillingPortal.StripeSandbox.Wire;

namespace BillingPortal.StripeSandbox.Checkout;

/// <summary>/v1/checkout/sessions, in setup mode.</summary>
public static class CheckoutSessions
{
    private const long HalfHour = 1800, Day = 86_400;

    public static void Map(StripeRoutes routes)
    {
        routes.Post("checkout/sessions", Create);
        routes.Get("checkout/sessions/{id}", call => call.Subject(call.Store.Sessions, "checkout.session"));
        routes.Post("checkout/sessions/{id}/expire", ExpireNow);
        routes.Get("checkout/sessions/{id}/line_items", call => Rendering.List(call.Url, [], false));
        routes.Get("checkout/sessions", List);
    }

    public static void Expire(Tx tx, CheckoutSession session)
    {
        (tx.Change(session).Status, session.Url) = ("expired", null);
        if (tx.Store.SetupIntents.Find(session.SetupIntent) is { Status: not ("succeeded" or "canceled") } intent) SetupIntents.Cancel(tx, intent, "abandoned");
        tx.Emit("checkout.session.expired", session);
    }

    /// <summary>The card is saved: the session is over and its customer has the card.</summary>
    public static void Complete(Tx tx, CheckoutSession session, PaymentMethod method)
    {
        (tx.Change(session).Status, session.Url) = ("complete", null);
        session.CustomerDetails = new()
        {
            Address = method.BillingDetails.Address,
            Email = tx.Store.Customers.Find(session.Customer)?.Email ?? session.CustomerEmail,
            Name = method.BillingDetails.Name,
        };
        tx.Emit("checkout.session.completed", session);
    }

    private static CheckoutSession Create(Call call)
    {
        var p = call.Params;
        p.Required("mode");
        if (p.Text("mode") is "payment" or "subscription") throw StripeError.Invalid("The sandbox has Checkout in setup mode only.", "mode");
        p.Choice("mode", "setup", "setup");
        p.Choice("ui_mode", "hosted", "hosted");
        var customer = p.Ref(call.Store.Customers, "customer", "customer");
        var session = call.Tx.Add(new CheckoutSession
        {
            Customer = customer?.Id,
            CustomerCreation = p.Text("customer_creation"),
            CustomerEmail = p.Text("customer_email"),
            CancelUrl = p.Text("cancel_url"),
            SuccessUrl = p.Required("success_url"),
            ClientReferenceId = p.Text("client_reference_id"),
            Currency = p.Text("currency")?.ToLowerInvariant(),
            Locale = p.Text("locale"),
            BillingAddressCollection = p.Text("billing_address_collection"),
            ExpiresAt = ExpiryOf(p, call.Tx.Now),
        });
        if (session.Currency is null && !p.Has("payment_method_types")) throw StripeError.Missing("currency");
        p.Metadata(session.Metadata);
        p.Ignore("payment_method_types", "customer_update", "payment_method_options", "tax_id_collection", "phone_number_collection", "payment_method_data", "custom_text");
        session.Url = new Uri(call.Store.Address, $"/c/pay/{session.Id}").ToString();
        session.SetupIntent = StartIntent(call, customer).Id;
        return session;
    }

    private static SetupIntent StartIntent(Call call, Customer? customer)
    {
        var data = call.Params.Map("setup_intent_data");
        var intent = new SetupIntent { Customer = customer?.Id, Description = data?.Text("description") };
        data?.Metadata(intent.Metadata);
        return SetupIntents.Start(call.Tx, intent);
    }

    private static long ExpiryOf(Params p, long now)
    {
        var at = p.Integer("expires_at", now + Day) ?? now + Day;
        return at >= now + HalfHour && at <= now + Day ? at
            : throw StripeError.Invalid("The `expires_at` timestamp must be between 30 minutes and 24 hours from Checkout Session creation.", "expires_at");
    }

    private static CheckoutSession ExpireNow(Call call)
    {
        var session = call.Changing(call.Store.Sessions, "checkout.session");
        if (session.Status != "open")
            throw StripeError.State($"Only Checkout Sessions with a status in [\"open\"] can be expired. This Checkout Session has a status of {session.Status}.");
        Expire(call.Tx, session);
        return session;
    }

    private static JsonObject List(Call call)
    {
        var (status, intent) = (call.Params.Text("status"), call.Params.Text("payment_intent"));
        return call.List(call.Store.Sessions, "checkout.session", [("customer", session => session.Customer), ("subscription", session => session.Subscription)],
            session => (status is null || session.Status == status) && intent is null);
    }
}
