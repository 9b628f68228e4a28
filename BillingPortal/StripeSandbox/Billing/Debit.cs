using BillingPortal.StripeSandbox.Catalogue;
using BillingPortal.StripeSandbox.State;

namespace BillingPortal.StripeSandbox.Billing;

/// <summary>What a customer was charged for the stretch of time that an item is in: the base line, or after a change the line of the remaining time.</summary>
public sealed record Debit(long Net, IReadOnlyList<DiscountAmount> Discounts, Span Period, Price? Price, long Quantity, List<TaxRate>? Rates)
{
    /// <summary>Null while it waits for an invoice.</summary>
    public InvoiceLine? Line { get; init; }

    public long Discount => Discounts.Sum(amount => amount.Amount);

    public static Debit? Of(Store store, Subscription subscription, SubscriptionItem item)
    {
        if (subscription.BillingMode.Type == "classic")
            return new(item.Price.AmountOf(item.Quantity), [], new() { Start = item.CurrentPeriodStart, End = item.CurrentPeriodEnd }, item.Price, item.Quantity, RatesOf(item));
        var waiting = store.InvoiceItems.Where("pending", subscription.Customer).Reverse().FirstOrDefault(waits => IsDebit(waits.ToLine(""), item));
        if (waiting is not null) return On(store, waiting.ToLine(""), false);
        var line = store.Invoices.Where("subscription", subscription.Id).Reverse().Where(invoice => invoice.Status != "void")
            .SelectMany(invoice => Enumerable.Reverse(invoice.AllLines)).FirstOrDefault(line => IsDebit(line, item));
        return line is null || line.Amount == 0 ? null : On(store, line, true);
    }

    /// <summary>The part of an amount that falls on the time from <paramref name="at"/> to the end, rounded.</summary>
    public long Part(long amount, long at) =>
        InvoiceTotals.Round((decimal)amount * (Period.End - Math.Max(at, Period.Start)) / (Period.End - Period.Start), Line?.Currency ?? Price?.Currency ?? "");

    /// <summary>What of each discount goes back with the credit: negative, and together exactly the rounded part of them all.</summary>
    public List<DiscountAmount> DiscountsAt(long at)
    {
        var parts = InvoiceTotals.Spread(Part(Discount, at), [.. Discounts.Select(amount => amount.Amount)]);
        return [.. Discounts.Zip(parts, (amount, part) => amount with { Amount = -part })];
    }

    private static Debit On(Store store, InvoiceLine line, bool isInvoiced) =>
        new(line.Net, line.DiscountAmounts, line.Period, store.Prices.Find(line.Pricing?.PriceDetails?.Price), line.Quantity ?? 1, line.Rates) { Line = isInvoiced ? line : null };

    private static bool IsDebit(InvoiceLine line, SubscriptionItem item) =>
        !line.IsCredit && line.Parent?.SubscriptionItemDetails?.SubscriptionItem == item.Id && line.Period.End == item.CurrentPeriodEnd;

    private static List<TaxRate>? RatesOf(SubscriptionItem item) => item.TaxRates.Count > 0 ? item.TaxRates : null;
}
