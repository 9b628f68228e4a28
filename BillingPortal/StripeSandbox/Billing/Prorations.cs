using System.Globalization;
using BillingPortal.StripeSandbox.Catalogue;
using BillingPortal.StripeSandbox.State;

namespace BillingPortal.StripeSandbox.Billing;

/// <summary>Proration to the second: what is left of the old price is given back, what is left of the period is charged at the new one; each leg is rounded once.</summary>
public static class Prorations
{
    public static void Place(Tx tx, Subscription subscription, IReadOnlyList<ItemChange> changes, long at)
    {
        var credits = changes.Select(change => change.IsNew ? null : Credit(tx, subscription, change.Item, at)).ToList();
        var charges = changes.Select(change => change.Removes ? null : Charge(tx, subscription, change, at)).ToList();
        if (!subscription.BillingMode.ItemizesDiscounts) IncludeDiscounts(tx, subscription, [.. charges.OfType<InvoiceItem>()]);
        foreach (var (credit, charge) in credits.Zip(charges))
            foreach (var item in new[] { credit, charge }.OfType<InvoiceItem>()) tx.Emit("invoiceitem.created", tx.Add(item));
    }

    /// <summary>The end of a subscription: unused time of every item, and nothing in its place.</summary>
    public static void GiveBack(Tx tx, Subscription subscription, long at) =>
        Place(tx, subscription, [.. subscription.AllItems.Select(item => new ItemChange(item, item.Price, item.Quantity, item.TaxRates, Removes: true, IsNew: false))], at);

    /// <summary>What unused time gives back: the part of what was really debited for it, never of the price. Null where nothing was debited.</summary>
    public static InvoiceItem? Credit(Tx tx, Subscription subscription, SubscriptionItem item, long at)
    {
        if (Debit.Of(tx.Store, subscription, item) is not { } debit) return null;
        var (net, discount) = (debit.Part(debit.Net, at), debit.Part(debit.Discount, at));
        var itemizes = subscription.BillingMode.ItemizesDiscounts && discount != 0;
        var credit = Leg(tx, subscription, item, at, debit.Price ?? item.Price, debit.Quantity, "Unused time on");
        credit.Amount = -(itemizes ? net + discount : net);
        credit.IsCredit = true;
        credit.FixedDiscounts = itemizes ? debit.DiscountsAt(at) : [];
        credit.TaxRates = debit.Rates;
        credit.CreditedItems = debit.Line is null ? null : new() { Invoice = debit.Line.Invoice!, InvoiceLineItems = [debit.Line.Id] };
        return credit;
    }

    private static InvoiceItem Charge(Tx tx, Subscription subscription, ItemChange change, long at)
    {
        var charge = Leg(tx, subscription, change.Item, at, change.Price, change.Quantity, "Remaining time on");
        var (start, end) = (change.Item.CurrentPeriodStart, change.Item.CurrentPeriodEnd);
        charge.Amount = InvoiceTotals.Round((decimal)change.Price.AmountOf(change.Quantity) * (end - at) / (end - start), charge.Currency);
        charge.Discountable = subscription.BillingMode.ItemizesDiscounts;
        charge.TaxRates = change.TaxRates.Count > 0 ? change.TaxRates : null;
        return charge;
    }

    /// <summary>Unless they are itemized, Stripe shows prorations net of the subscription's discounts.</summary>
    private static void IncludeDiscounts(Tx tx, Subscription subscription, IReadOnlyList<InvoiceItem> charges)
    {
        var discounts = subscription.AppliedDiscounts.Where(discount => discount.IsActiveAt(tx.Now)).ToList();
        if (discounts.Count == 0 || charges.Count == 0) return;
        var sketch = new Invoice { Currency = subscription.Currency, AppliedDiscounts = discounts };
        foreach (var charge in charges)
        {
            sketch.AllLines.Add(charge.ToLine(""));
            sketch.AllLines[^1].Discountable = true;
        }
        InvoiceTotals.Recompute(sketch);
        foreach (var (charge, line) in charges.Zip(sketch.AllLines)) charge.Amount = line.Net;
    }

    private static InvoiceItem Leg(Tx tx, Subscription subscription, SubscriptionItem item, long at, Price price, long quantity, string verb) => new()
    {
        Currency = price.Currency,
        Customer = subscription.Customer,
        Date = at,
        Description = $"{verb} {(quantity == 1 ? "" : $"{quantity} × ")}{NameOf(tx.Store, price)} after {Day(at)}",
        Discountable = false,
        Metadata = new(item.Metadata),
        Parent = new() { SubscriptionDetails = new() { Subscription = subscription.Id, SubscriptionItem = item.Id } },
        Period = new() { Start = at, End = item.CurrentPeriodEnd },
        Pricing = LinePricing.Of(price),
        Proration = true,
        Quantity = quantity,
    };

    private static string NameOf(Store store, Price price) => store.Products.Find(price.Product)?.Name ?? price.Product;

    private static string Day(long at) => DateTimeOffset.FromUnixTimeSeconds(at).ToString("dd MMM yyyy", CultureInfo.InvariantCulture);
}
