using BillingPortal.StripeSandbox.Catalogue;

namespace BillingPortal.StripeSandbox.Billing;

/// <summary>The sandbox's own arithmetic of an invoice: lines, then discounts, then tax per line, each rounded half away from zero.</summary>
public static class InvoiceTotals
{
    public static void Recompute(Invoice invoice)
    {
        var lines = invoice.AllLines;
        foreach (var line in lines) line.DiscountAmounts = [.. line.FixedDiscounts];
        foreach (var line in lines)
            foreach (var discount in line.LineDiscounts) Apply(discount, [line], invoice.Currency);
        foreach (var discount in invoice.AppliedDiscounts) Apply(discount, lines, invoice.Currency);
        foreach (var line in lines) line.Taxes = [.. (line.Rates ?? invoice.DefaultTaxRates).Select(rate => TaxOn(line, rate))];
        Sum(invoice);
    }

    private static void Sum(Invoice invoice)
    {
        var lines = invoice.AllLines;
        var inclusive = TaxOf(lines, "inclusive");
        var discounted = lines.Sum(line => line.Net);
        invoice.Subtotal = lines.Sum(line => line.Amount);
        invoice.SubtotalExcludingTax = invoice.Subtotal - inclusive;
        invoice.TotalDiscountAmounts = [.. lines.SelectMany(line => line.DiscountAmounts).GroupBy(amount => amount.Discount)
            .Select(group => new DiscountAmount(group.Sum(amount => amount.Amount), group.Key))];
        invoice.TotalTaxes = [.. lines.SelectMany(line => line.Taxes).GroupBy(tax => (tax.TaxRateDetails.TaxRate, tax.TaxBehavior)).Select(Total)];
        invoice.TotalExcludingTax = discounted - inclusive;
        invoice.Total = discounted + TaxOf(lines, "exclusive");
        if (invoice.Status == "draft") invoice.AmountDue = invoice.AmountRemaining = Math.Max(0, invoice.Total);
    }

    private static long TaxOf(IEnumerable<InvoiceLine> lines, string behaviour) =>
        lines.SelectMany(line => line.Taxes).Where(tax => tax.TaxBehavior == behaviour).Sum(tax => tax.Amount);

    private static LineTax Total(IGrouping<(string TaxRate, string TaxBehavior), LineTax> group) => new()
    {
        Amount = group.Sum(tax => tax.Amount),
        TaxBehavior = group.Key.TaxBehavior,
        TaxRateDetails = new() { TaxRate = group.Key.TaxRate },
        TaxableAmount = group.Sum(tax => tax.TaxableAmount ?? 0),
    };

    private static LineTax TaxOn(InvoiceLine line, TaxRate rate)
    {
        var net = line.Net;
        var tax = rate.Inclusive ? net - net / (1 + rate.Percentage / 100) : net * rate.Percentage / 100;
        var amount = Round(tax, line.Currency);
        return new LineTax
        {
            Amount = amount,
            TaxBehavior = rate.Inclusive ? "inclusive" : "exclusive",
            TaxRateDetails = new() { TaxRate = rate.Id },
            TaxableAmount = rate.Inclusive ? net - amount : net,
        };
    }

    private static void Apply(Discount discount, IReadOnlyList<InvoiceLine> lines, string currency)
    {
        var coupon = discount.Coupon;
        var eligible = lines.Where(line => line.Discountable && line.Net > 0 && Covers(coupon, line)).ToList();
        if (eligible.Count == 0) return;
        var weights = eligible.Select(line => line.Net).ToList();
        var parts = coupon.PercentOff is { } percent ? [.. weights.Select(weight => Round(weight * percent / 100, currency))]
            : coupon.Currency == currency ? Spread(Math.Min(coupon.AmountOff ?? 0, weights.Sum()), weights, Currencies.Step(currency)) : new long[weights.Count];
        for (var i = 0; i < parts.Length; i++)
            if (parts[i] != 0) eligible[i].DiscountAmounts.Add(new DiscountAmount(parts[i], discount.Id));
    }

    private static bool Covers(Coupon coupon, InvoiceLine line) =>
        coupon.AppliesToProducts.Count == 0 || (line.Pricing?.PriceDetails?.Product is { } product && coupon.AppliesToProducts.Contains(product));

    /// <summary>Splits an amount by weight; what is left over goes in steps to the largest remainders, earlier lines first among equals.</summary>
    public static long[] Spread(long amount, IReadOnlyList<long> weights, long step = 1)
    {
        var total = weights.Sum();
        if (total == 0) return new long[weights.Count];
        var shares = weights.Select(weight => (decimal)(amount / step) * weight).ToArray();
        var parts = shares.Select(share => (long)((share - share % total) / total)).ToArray();
        var byRemainder = Enumerable.Range(0, parts.Length).OrderByDescending(i => shares[i] % total).ThenBy(i => i);
        foreach (var i in byRemainder.Take((int)(amount / step - parts.Sum()))) parts[i]++;
        return [.. parts.Select(part => part * step)];
    }

    public static long Round(decimal amount, string currency) => Currencies.Round(amount, currency);
}
