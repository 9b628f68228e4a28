using BillingPortal.StripeSandbox.Catalogue;
using BillingPortal.StripeSandbox.State;
using BillingPortal.StripeSandbox.Wire;

namespace BillingPortal.StripeSandbox.Billing;

/// <summary>What an update asks for: how to collect, whether the payer is there, how to prorate, from which instant, which items.</summary>
public sealed record SubscriptionChange(string Behaviour, bool OffSession, string Proration, long At, List<ItemChange> Items)
{
    private static readonly string[] Pendable = ["payment_behavior", "proration_behavior", "proration_date", "billing_cycle_anchor", "items", "price", "quantity", "expand"];

    private static readonly string[] PendableOfItems = ["id", "price", "quantity"];

    public bool IsPendable => Behaviour == "pending_if_incomplete";

    public static SubscriptionChange Read(Call call, Params p, Subscription subscription, SubscriptionItem? only = null)
    {
        var behaviour = p.Choice("payment_behavior", "allow_incomplete", "allow_incomplete", "default_incomplete", "error_if_incomplete", "pending_if_incomplete");
        var items = p.List("items") ?? [];
        if (behaviour == "pending_if_incomplete") CheckPendable(p, items, subscription);
        var change = new SubscriptionChange(
            behaviour,
            p.Flag("off_session"),
            p.Choice("proration_behavior", "create_prorations", "create_prorations", "always_invoice", "none"),
            p.Integer("proration_date", call.Tx.Now) ?? call.Tx.Now,
            only is not null ? [ItemChange.Read(call, p, subscription, only)] : [.. items.Select(item => ItemChange.Read(call, item, subscription, null))]);
        p.Choice("billing_cycle_anchor", "unchanged", "unchanged");
        var (start, end) = (subscription.AllItems[0].CurrentPeriodStart, subscription.PeriodEnd);
        if (change.At < start || change.At > end) throw StripeError.Invalid("The proration_date must be within the current billing period.", "proration_date");
        return change;
    }

    /// <summary>A change that may have to wait can only be of what its invoice pays for.</summary>
    private static void CheckPendable(Params p, IReadOnlyList<Params> items, Subscription subscription)
    {
        if (subscription.CollectionMethod != "charge_automatically")
            throw StripeError.Invalid("Pending updates are only for subscriptions that are charged automatically.", "payment_behavior");
        var refused = p.Names.Except(Pendable).Select(p.PathOf).Concat(items.SelectMany(item => item.Names.Except(PendableOfItems).Select(item.PathOf))).FirstOrDefault();
        if (refused is not null)
            throw StripeError.Invalid($"With payment_behavior=pending_if_incomplete an update can only change prices and quantities of items; update {refused} by itself.", refused);
    }
}

/// <summary>The new price, quantity and rates of one item.</summary>
public sealed record ItemChange(SubscriptionItem Item, Price Price, long Quantity, List<TaxRate> TaxRates, bool Removes, bool IsNew)
{
    public bool ChangesAmount => IsNew || Removes || Price != Item.Price || Quantity != Item.Quantity;

    public static ItemChange Read(Call call, Params p, Subscription subscription, SubscriptionItem? known)
    {
        if (known is null && !p.Has("id")) return Added(call, p, subscription);
        var item = known ?? subscription.AllItems.Find(item => item.Id == p.Text("id"))
            ?? throw StripeError.NoSuch("subscription item", p.Required("id"), p.PathOf("id"));
        p.Metadata(call.Tx.Change(item).Metadata);
        p.Ignore("clear_usage");
        var price = PriceOf(call, p) ?? item.Price;
        // Stripe's trap: another price without a quantity means one, whatever it was before.
        var quantity = SubscriptionTerms.Quantity(p, price == item.Price ? item.Quantity : 1);
        return new ItemChange(item, price, quantity, p.Refs(call.Store.TaxRates, "tax_rates", "tax rate") ?? item.TaxRates, p.Flag("deleted"), false);
    }

    public void Apply(Tx tx, Subscription subscription)
    {
        (Item.Price, Item.Quantity, Item.TaxRates) = (Price, Quantity, TaxRates);
        if (!Removes) return;
        subscription.AllItems.Remove(Item);
        tx.Remove(Item);
    }

    private static Price? PriceOf(Call call, Params p)
    {
        var price = p.Map("price_data") is { } data ? Prices.From(call, data) : p.Ref(call.Store.Prices, "price", "price");
        if (price is { Recurring: null }) throw StripeError.Invalid($"The price {price.Id} is not recurring.", p.PathOf("price"));
        return price is { Active: false } ? throw StripeError.Invalid($"The price {price.Id} is inactive, so nobody can be moved to it.", p.PathOf("price")) : price;
    }

    private static ItemChange Added(Call call, Params p, Subscription subscription)
    {
        var (start, end) = (subscription.AllItems[0].CurrentPeriodStart, subscription.PeriodEnd);
        var item = SubscriptionTerms.ItemFrom(call, p, subscription);
        (item.CurrentPeriodStart, item.CurrentPeriodEnd) = (start, end);
        return new ItemChange(item, item.Price, item.Quantity, item.TaxRates, false, true);
    }
}
