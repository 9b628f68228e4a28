using BillingPortal.StripeSandbox.Billing;
using BillingPortal.StripeSandbox.State;
using BillingPortal.StripeSandbox.Wire;

namespace BillingPortal.StripeSandbox.Customers;

/// <summary>/v1/customers</summary>
public static class CustomerRoutes
{
    public static void Map(StripeRoutes routes)
    {
        routes.Post("customers", Create);
        routes.Get("customers/{id}", call => (object?)call.Store.DeletedCustomers.Find(call.Id) ?? call.Subject(call.Store.Customers, "customer"));
        routes.Post("customers/{id}", Update);
        routes.Delete("customers/{id}", Delete);
        routes.Get("customers", call => call.List(call.Store.Customers, "customer", [("email", customer => customer.Email)]));
    }

    private static Customer Create(Call call)
    {
        var customer = new Customer { InvoicePrefix = StripeIds.Random(8).ToUpperInvariant() };
        Describe(call, customer);
        customer.Balance = call.Params.Integer("balance", 0) ?? 0;
        call.Tx.Add(customer);
        if (call.Params.Text("payment_method") is { } method) PaymentMethods.Attach(call.Tx, PaymentMethods.Named(call, method, "payment_method"), customer);
        SetDefaultMethod(call, customer);
        call.Tx.Emit("customer.created", customer);
        return customer;
    }

    private static Customer Update(Call call)
    {
        var customer = call.Changing(call.Store.Customers, "customer");
        Describe(call, customer);
        if (call.Params.Integer("balance") is { } balance) BalanceTransactions.Move(call.Tx, customer, balance - customer.Balance, "adjustment");
        SetDefaultMethod(call, customer);
        call.Tx.Emit("customer.updated", customer);
        return customer;
    }

    private static void Describe(Call call, Customer customer)
    {
        var p = call.Params;
        customer.Name = p.Text("name", customer.Name);
        customer.Email = p.Text("email", customer.Email);
        customer.Phone = p.Text("phone", customer.Phone);
        customer.Description = p.Text("description", customer.Description);
        customer.BusinessName = p.Text("business_name", customer.BusinessName);
        customer.Address = p.Address("address", customer.Address);
        customer.TaxExempt = p.Choice("tax_exempt", customer.TaxExempt, "none", "exempt", "reverse");
        customer.PreferredLocales = p.Texts("preferred_locales")?.ToList() ?? customer.PreferredLocales;
        customer.InvoicePrefix = p.Text("invoice_prefix", customer.InvoicePrefix);
        customer.NextInvoiceSequence = p.Integer("next_invoice_sequence", customer.NextInvoiceSequence) ?? 1;
        if (p.Map("shipping") is { } shipping)
            customer.Shipping = new Shipping { Address = shipping.Address("address", null), Name = shipping.Text("name"), Phone = shipping.Text("phone") };
        p.Metadata(customer.Metadata);
        p.Ignore("tax", "tax_id_data", "individual_name");
    }

    private static void SetDefaultMethod(Call call, Customer customer)
    {
        if (call.Params.Map("invoice_settings") is not { } settings) return;
        settings.Ignore("custom_fields", "rendering_options");
        customer.InvoiceSettings.Footer = settings.Text("footer", customer.InvoiceSettings.Footer);
        if (!settings.Has("default_payment_method")) return;
        var method = settings.Ref(call.Store.PaymentMethods, "default_payment_method", "PaymentMethod");
        if (method is not null && method.Customer != customer.Id)
            throw StripeError.Invalid("The customer does not have a payment method with the ID " + $"{method.Id}. The payment method must be attached to the customer.",
                settings.PathOf("default_payment_method"), "resource_missing");
        customer.InvoiceSettings.DefaultPaymentMethod = method?.Id;
    }

    private static DeletedCustomer Delete(Call call)
    {
        var customer = call.Changing(call.Store.Customers, "customer");
        foreach (var subscription in call.Store.Subscriptions.Where("customer", customer.Id).Where(sub => !sub.IsOver).ToList())
            SubscriptionLife.End(call.Tx, subscription, "cancellation_requested");
        foreach (var method in call.Store.PaymentMethods.Where("customer", customer.Id).ToList()) PaymentMethods.Detach(call.Tx, method);
        call.Tx.Emit("customer.deleted", customer);
        call.Tx.Remove(customer);
        return call.Tx.Add(new DeletedCustomer { Id = customer.Id });
    }
}
