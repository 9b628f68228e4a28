using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using BillingPortal.StripeSandbox.State;
using BillingPortal.StripeSandbox.Wire;

namespace BillingPortal.StripeSandbox.Customers;

/// <summary>/v1/payment_methods</summary>
public static class PaymentMethods
{
    public static void Map(StripeRoutes routes)
    {
        routes.Post("payment_methods", Create);
        routes.Get("payment_methods/{id}", call => call.Subject(call.Store.PaymentMethods, "PaymentMethod"));
        routes.Post("payment_methods/{id}", Update);
        routes.Get("payment_methods", call => List(call, call.Params.Ref(call.Store.Customers, "customer", "customer")));
        routes.Post("payment_methods/{id}/attach", call =>
            Attach(call.Tx, Named(call, call.Id), call.Params.RequiredRef(call.Store.Customers, "customer", "customer")));
        routes.Post("payment_methods/{id}/detach", Detach);
        routes.Get("customers/{id}/payment_methods", call => List(call, call.Subject(call.Store.Customers, "customer")));
        routes.Get("customers/{id}/payment_methods/{method}", OfCustomer);
    }

    /// <summary>A saved card by its id, or a new one when the id is one of Stripe's test ids such as pm_card_visa.</summary>
    public static PaymentMethod Named(Call call, string id, string? param = null)
    {
        if (call.Store.PaymentMethods.Find(id) is { } saved) return saved;
        if (TestCard.Behind(id) is { } card) return call.Tx.Add(From(card, new CardDetails(call.Tx)));
        throw param is null ? StripeError.NotFound("PaymentMethod", id) : StripeError.NoSuch("PaymentMethod", id, param);
    }

    public static PaymentMethod From(TestCard test, CardDetails details) => new()
    {
        Behaviour = test.Name,
        BillingDetails = details.Billing,
        Card = new Card
        {
            Brand = test.Brand,
            Funding = test.Funding,
            Last4 = test.Last4,
            ExpMonth = details.ExpMonth,
            ExpYear = details.ExpYear,
            Fingerprint = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(test.Name)))[..16],
            Checks = new CardChecks { CvcCheck = details.HasCvc ? test.OnSetup == Decline.IncorrectCvc ? "fail" : "pass" : null },
        },
    };

    public static PaymentMethod Attach(Tx tx, PaymentMethod method, Customer customer)
    {
        if (method.Customer == customer.Id) return method;
        if (method.Customer is not null) throw Unusable("This payment method has already been attached to a customer.");
        if (method.WasDetached) throw Unusable("This payment method was detached from a customer before, so it may not be used again.");
        if (method.Test().OnSetup is { } decline) throw decline.AtSetup();
        tx.Change(method).Customer = customer.Id;
        tx.Emit("payment_method.attached", method);
        return method;
    }

    public static PaymentMethod Detach(Tx tx, PaymentMethod method)
    {
        if (method.Customer is not { } owner) throw StripeError.State("The payment method you provided is not attached to a customer so detachment is impossible.");
        tx.Change(method).Customer = null;
        method.WasDetached = true;
        if (tx.Store.Customers.Find(owner) is { } customer && customer.InvoiceSettings.DefaultPaymentMethod == method.Id)
        {
            tx.Change(customer).InvoiceSettings.DefaultPaymentMethod = null;
            tx.Emit("customer.updated", customer);
        }
        tx.Emit("payment_method.detached", method);
        return method;
    }

    private static StripeError Unusable(string message) => StripeError.State(message, "payment_method_unexpected_state", "payment_method");

    private static PaymentMethod Detach(Call call) => Detach(call.Tx, call.Subject(call.Store.PaymentMethods, "PaymentMethod"));

    private static PaymentMethod Create(Call call)
    {
        var p = call.Params;
        p.Required("type");
        p.Choice("type", "card", "card");
        var card = p.Map("card") ?? throw StripeError.Missing("card");
        var details = new CardDetails(call.Tx) { Billing = BillingOf(p, new()) };
        var method = From(CardOf(card), details.With(card));
        p.Metadata(method.Metadata);
        method.AllowRedisplay = p.Choice("allow_redisplay", "unspecified", "always", "limited", "unspecified");
        return call.Tx.Add(method);
    }

    private static TestCard CardOf(Params card)
    {
        if (card.Text("token") is { } token)
            return TestCard.Behind(token) ?? throw StripeError.NoSuch("token", token, "card[token]");
        var (test, refusal) = TestCard.Read(card.Required("number"));
        return test ?? throw refusal!.AtSetup();
    }

    private static PaymentMethod Update(Call call)
    {
        var method = call.Changing(call.Store.PaymentMethods, "PaymentMethod");
        method.BillingDetails = BillingOf(call.Params, method.BillingDetails);
        method.AllowRedisplay = call.Params.Choice("allow_redisplay", method.AllowRedisplay, "always", "limited", "unspecified");
        if (call.Params.Map("card") is { } card)
        {
            method.Card.ExpMonth = card.Integer("exp_month", method.Card.ExpMonth) ?? method.Card.ExpMonth;
            method.Card.ExpYear = card.Integer("exp_year", method.Card.ExpYear) ?? method.Card.ExpYear;
        }
        call.Params.Metadata(method.Metadata);
        call.Tx.Emit("payment_method.updated", method);
        return method;
    }

    private static BillingDetails BillingOf(Params p, BillingDetails before) => p.Map("billing_details") is not { } billing ? before : new()
    {
        Address = billing.Address("address", before.Address),
        Email = billing.Text("email", before.Email),
        Name = billing.Text("name", before.Name),
        Phone = billing.Text("phone", before.Phone),
    };

    private static JsonObject List(Call call, Customer? customer)
    {
        var table = call.Store.PaymentMethods;
        var type = call.Params.Text("type");
        call.Params.Ignore("allow_redisplay");
        var source = customer is null ? table.All : table.Where("customer", customer.Id);
        return call.Page(table, "PaymentMethod", source, method => (type is null || method.Type == type) && (customer is not null || method.Customer is null));
    }

    private static PaymentMethod OfCustomer(Call call)
    {
        var customer = call.Subject(call.Store.Customers, "customer");
        var id = call.Route("method");
        return call.Store.PaymentMethods.Find(id) is { } method && method.Customer == customer.Id ? method : throw StripeError.NotFound("PaymentMethod", id);
    }
}
