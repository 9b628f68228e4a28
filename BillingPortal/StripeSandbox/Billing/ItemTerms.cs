using BillingPortal.StripeSandbox.Catalogue;
using BillingPortal.StripeSandbox.Wire;

namespace BillingPortal.StripeSandbox.Billing;

/// <summary>Reads what an invoice item and an added line have in common: amount or price, texts, period, rates, discounts.</summary>
public static class ItemTerms
{
    public static void Read(Call call, Params p, InvoiceItem item)
    {
        SetAmount(call, p, item);
        item.Description = p.Text("description", item.Description);
        item.Discountable = p.Flag("discountable", item.Discountable);
        if (p.Map("period") is { } period) item.Period = new() { Start = period.RequiredInteger("start"), End = period.RequiredInteger("end") };
        if (p.Has("tax_rates")) item.TaxRates = Refs(call, p) is { Count: > 0 } rates ? rates : null;
        item.ItemDiscounts = Discount.Redeem(call.Tx, p, item.Currency, discount => (discount.Customer, discount.InvoiceItem) = (item.Customer, item.Id)) ?? item.ItemDiscounts;
        p.Metadata(item.Metadata);
        p.Ignore("tax_behavior", "tax_code");
    }

    /// <summary>One of `add_invoice_items`, whose price stands in it directly.</summary>
    public static void ReadOneTime(Call call, Params p, InvoiceItem item)
    {
        var price = p.Map("price_data") is { } data ? Prices.From(call, data) : p.RequiredRef(call.Store.Prices, "price", "price");
        if (price.Recurring is not null) throw StripeError.Invalid($"The price {price.Id} is recurring; only one-time prices can be added to an invoice.", p.PathOf("price"));
        Charge(item, price);
        item.Quantity = SubscriptionTerms.Quantity(p, 1);
        item.Amount = price.AmountOf(item.Quantity);
        item.Description = call.Store.Products.Find(price.Product)?.Name;
        if (p.Has("tax_rates")) item.TaxRates = Refs(call, p) is { Count: > 0 } rates ? rates : null;
        item.ItemDiscounts = Discount.Redeem(call.Tx, p, item.Currency, discount => (discount.Customer, discount.InvoiceItem) = (item.Customer, item.Id)) ?? [];
        p.Metadata(item.Metadata);
    }

    private static List<TaxRate>? Refs(Call call, Params p)
    {
        var rates = p.Refs(call.Store.TaxRates, "tax_rates", "tax rate");
        return rates?.Find(rate => !rate.Active) is { } ended
            ? throw StripeError.Invalid($"The tax rate {ended.Id} is not active, so it cannot be used.", p.PathOf("tax_rates")) : rates;
    }

    private static void SetAmount(Call call, Params p, InvoiceItem item)
    {
        var quantity = p.Integer("quantity", item.Quantity) ?? 1;
        if (p.Integer("amount") is { } amount)
        {
            if (p.Has("price_data") || p.Has("pricing"))
                throw StripeError.Invalid("You may only specify one of these parameters: amount, price.", p.PathOf("amount"), "parameters_exclusive");
            Currencies.CheckAmount(amount, item.Currency, p.PathOf("amount"));
            (item.Amount, item.Quantity, item.Pricing) = (amount, p.Has("quantity") ? quantity : 1, new LinePricing { UnitAmountDecimal = Decimals.Text(amount) });
            return;
        }
        if (p.Decimal("unit_amount_decimal") is { } unit) item.Pricing = new LinePricing { UnitAmountDecimal = Decimals.Text(unit) };
        else if (PriceOf(call, p) is { } price) Charge(item, price);
        else if (quantity == item.Quantity) return;
        item.Quantity = quantity;
        item.Amount = InvoiceTotals.Round(Decimals.Parse(item.Pricing?.UnitAmountDecimal ?? "0") * quantity, item.Currency);
    }

    private static void Charge(InvoiceItem item, Price price)
    {
        if (item.Currency.Length > 0 && item.Currency != price.Currency)
            throw StripeError.Invalid($"The price's currency ({price.Currency}) must be the invoice's ({item.Currency}).", "currency");
        (item.Currency, item.Pricing) = (price.Currency, LinePricing.Of(price));
    }

    private static Price? PriceOf(Call call, Params p)
    {
        if (p.Map("price_data") is { } data) return Prices.From(call, data);
        return p.Map("pricing")?.RequiredRef(call.Store.Prices, "price", "price");
    }
}
