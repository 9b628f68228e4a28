using BillingPortal.StripeSandbox.Catalogue;
using BillingPortal.StripeSandbox.Customers;
using BillingPortal.StripeSandbox.State;
using BillingPortal.StripeSandbox.Wire;

namespace BillingPortal.StripeSandbox.Billing;

/// <summary>Reads the parameters that creating, updating and previewing a subscription share.</summary>
public static class SubscriptionTerms
{
    private const int MostItems = 20;

    public static void Read(Call call, Params p, Subscription subscription)
    {
        subscription.Description = p.Text("description", subscription.Description);
        subscription.CollectionMethod = p.Choice("collection_method", subscription.CollectionMethod, "charge_automatically", "send_invoice");
        subscription.DaysUntilDue = p.Integer("days_until_due", subscription.DaysUntilDue);
        if (subscription.CollectionMethod == "send_invoice" && subscription.DaysUntilDue is null) throw StripeError.Missing("days_until_due");
        if (p.Has("default_payment_method")) subscription.DefaultPaymentMethod = MethodOf(call, p, subscription);
        subscription.DefaultTaxRates = p.Refs(call.Store.TaxRates, "default_tax_rates", "tax rate") ?? subscription.DefaultTaxRates;
        subscription.AppliedDiscounts = Discount.Redeem(call.Tx, p, subscription.Currency, discount => (discount.Customer, discount.Subscription) = (subscription.Customer, subscription.Id))
            ?? subscription.AppliedDiscounts;
        if (p.Map("payment_settings") is { } settings)
        {
            subscription.PaymentSettings.SaveDefaultPaymentMethod =
                settings.Choice("save_default_payment_method", subscription.PaymentSettings.SaveDefaultPaymentMethod, "off", "on_subscription");
            subscription.PaymentSettings.PaymentMethodTypes = settings.Texts("payment_method_types")?.ToList() ?? subscription.PaymentSettings.PaymentMethodTypes;
            settings.Ignore("payment_method_options");
        }
        RefuseAutomaticTax(p);
        p.Metadata(subscription.Metadata);
        p.Ignore("trial_settings", "invoice_settings");
    }

    /// <summary>The sandbox knows tax by rates only; to accept this silently would bill without tax.</summary>
    public static void RefuseAutomaticTax(Params p)
    {
        if (p.Map("automatic_tax") is { } tax && tax.Flag("enabled"))
            throw StripeError.State("Automatic tax is not active in the sandbox: use tax rates.", "stripe_tax_inactive", p.PathOf("automatic_tax"));
    }

    public static void ReadCancellation(Params p, Subscription subscription, long now)
    {
        if (p.Map("cancellation_details") is { } details)
        {
            subscription.CancellationDetails.Comment = details.Text("comment", subscription.CancellationDetails.Comment);
            subscription.CancellationDetails.Feedback = details.Text("feedback", subscription.CancellationDetails.Feedback);
        }
        if (!p.Has("cancel_at_period_end") && !p.Has("cancel_at")) return;
        var atPeriodEnd = p.Flag("cancel_at_period_end");
        var at = atPeriodEnd ? subscription.PeriodEnd : p.Integer("cancel_at");
        if (at <= now) throw StripeError.Invalid("The cancellation has to be in the future.", "cancel_at");
        (subscription.CancelAtPeriodEnd, subscription.CancelAt) = (atPeriodEnd, at);
        subscription.CanceledAt = at is null ? null : now;
        subscription.CancellationDetails.Reason = at is null ? null : "cancellation_requested";
    }

    /// <summary>A new item from items[n].</summary>
    public static SubscriptionItem ItemFrom(Call call, Params p, Subscription subscription)
    {
        var price = p.Map("price_data") is { } data ? Prices.From(call, data) : p.RequiredRef(call.Store.Prices, "price", "price");
        if (price.Recurring is null) throw StripeError.Invalid($"A subscription takes only prices with `type=recurring`, and {price.Id} is not one.", p.PathOf("price"));
        if (!price.Active) throw StripeError.Invalid($"The price {price.Id} is inactive, so nobody can be subscribed to it.", p.PathOf("price"));
        var item = new SubscriptionItem { Price = price, Quantity = Quantity(p, 1), Subscription = subscription.Id };
        item.TaxRates = p.Refs(call.Store.TaxRates, "tax_rates", "tax rate") ?? [];
        p.Metadata(item.Metadata);
        subscription.AllItems.Add(call.Tx.Add(item));
        CheckItems(subscription);
        return item;
    }

    public static void CheckItems(Subscription subscription)
    {
        var items = subscription.AllItems;
        if (items.Count == 0) throw StripeError.Invalid("A subscription must have at least one item.", "items");
        if (items.Count > MostItems) throw StripeError.Invalid($"A subscription can have at most {MostItems} items.", "items");
        if (items.DistinctBy(item => item.Price.Currency).Count() > 1) throw StripeError.Invalid("All prices of a subscription must have the same currency.", "items");
        if (items.DistinctBy(item => (item.Price.Recurring!.Interval, item.Price.Recurring.IntervalCount)).Count() > 1)
            throw StripeError.Invalid("All prices of a subscription must have the same interval.", "items");
    }

    public static long Quantity(Params p, long otherwise)
    {
        var quantity = p.Integer("quantity", otherwise) ?? otherwise;
        return quantity >= 0 ? quantity : throw StripeError.Invalid("Invalid quantity: must not be negative.", p.PathOf("quantity"), "parameter_invalid_integer");
    }

    /// <summary>One-time charges that come with a subscription: they wait for its next invoice, which at its creation is the first.</summary>
    public static void AddItems(Call call, Params parameters, Subscription subscription)
    {
        foreach (var p in parameters.List("add_invoice_items") ?? [])
        {
            var item = new InvoiceItem
            {
                Customer = subscription.Customer, Currency = subscription.Currency, Date = call.Tx.Now, Period = new() { Start = call.Tx.Now, End = call.Tx.Now },
                Parent = new() { SubscriptionDetails = new() { Subscription = subscription.Id } },
            };
            ItemTerms.ReadOneTime(call, p, call.Tx.Add(item));
            call.Tx.Emit("invoiceitem.created", item);
        }
    }

    private static string? MethodOf(Call call, Params p, Subscription subscription)
    {
        if (p.Text("default_payment_method") is not { } id) return null;
        var method = PaymentMethods.Named(call, id, "default_payment_method");
        return method.Customer == subscription.Customer ? method.Id
            : throw StripeError.Invalid($"The payment method {id} must be attached to the customer.", "default_payment_method", "resource_missing");
    }
}
