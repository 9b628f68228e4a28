using System.Text.Json.Nodes;
using BillingPortal.StripeSandbox.State;
using BillingPortal.StripeSandbox.Wire;

namespace BillingPortal.StripeSandbox.Catalogue;

/// <summary>/v1/prices</summary>
public static class Prices
{
    public static void Map(StripeRoutes routes)
    {
        routes.Post("prices", call => From(call, call.Params));
        routes.Get("prices/{id}", call => call.Subject(call.Store.Prices, "price"));
        routes.Post("prices/{id}", Update);
        routes.Get("prices", List);
    }

    /// <summary>A price from `price_data`, `default_price_data` or the body of /v1/prices.</summary>
    public static Price From(Call call, Params p, string? ofProduct = null)
    {
        var price = new Price
        {
            Currency = Currencies.Checked(p.Required("currency"), p.PathOf("currency")),
            Product = ofProduct ?? ProductOf(call, p),
            Nickname = p.Text("nickname"),
            Active = p.Flag("active", true),
            TaxBehavior = p.Choice("tax_behavior", "unspecified", "inclusive", "exclusive", "unspecified"),
            BillingScheme = p.Choice("billing_scheme", "per_unit", "per_unit", "tiered"),
            Recurring = p.Map("recurring") is { } recurring ? RecurringOf(recurring) : null,
        };
        if (price.BillingScheme == "tiered") SetTiers(p, price); else SetUnitAmount(p, price);
        TakeLookupKey(call, p, price);
        p.Metadata(price.Metadata);
        call.Tx.Add(price);
        call.Tx.Emit("price.created", price);
        return price;
    }

    private static string ProductOf(Call call, Params p)
    {
        if (p.Map("product_data") is not { } data) return p.RequiredRef(call.Store.Products, "product", "product").Id;
        var product = new Product { Name = data.Required("name"), Updated = call.Tx.Now, TaxCode = data.Text("tax_code"), UnitLabel = data.Text("unit_label") };
        data.Metadata(product.Metadata);
        call.Tx.Add(product);
        call.Tx.Emit("product.created", product);
        return product.Id;
    }

    private static Recurring RecurringOf(Params p)
    {
        p.Required("interval");
        return new Recurring
        {
            Interval = p.Choice("interval", "month", "day", "week", "month", "year"),
            IntervalCount = p.Integer("interval_count", 1) ?? 1,
            UsageType = p.Choice("usage_type", "licensed", "licensed"),
        };
    }

    private static void SetUnitAmount(Params p, Price price)
    {
        if (p.Has("unit_amount") && p.Has("unit_amount_decimal"))
            throw StripeError.Invalid("You may only specify one of these parameters: unit_amount, unit_amount_decimal.", "unit_amount", "parameters_exclusive");
        var amount = p.Decimal("unit_amount_decimal") ?? p.Integer("unit_amount") ?? throw StripeError.Missing(p.PathOf("unit_amount"));
        if (amount < 0) throw StripeError.Invalid("Invalid non-negative integer", p.PathOf("unit_amount"), "parameter_invalid_integer");
        if (p.Has("unit_amount")) Currencies.CheckAmount((long)amount, price.Currency, p.PathOf("unit_amount"));
        (price.UnitAmount, price.UnitAmountDecimal) = (Decimals.Whole(amount), Decimals.Text(amount));
    }

    private static void SetTiers(Params p, Price price)
    {
        p.Required("tiers_mode");
        price.TiersMode = p.Choice("tiers_mode", "graduated", "graduated", "volume");
        price.TierList = [.. (p.List("tiers") ?? throw StripeError.Missing("tiers")).Select(TierOf)];
        if (price.TierList.Count == 0 || price.TierList[^1].UpTo is not null)
            throw StripeError.Invalid("The last tier must have up_to=inf.", "tiers");
    }

    private static PriceTier TierOf(Params p)
    {
        var upTo = p.Required("up_to");
        var unit = p.Decimal("unit_amount_decimal") ?? p.Integer("unit_amount");
        var flat = p.Decimal("flat_amount_decimal") ?? p.Integer("flat_amount");
        return new PriceTier
        {
            UpTo = upTo == "inf" ? null : p.Integer("up_to"),
            UnitAmount = unit is { } u ? Decimals.Whole(u) : null,
            UnitAmountDecimal = unit is { } perUnit ? Decimals.Text(perUnit) : null,
            FlatAmount = flat is { } f ? Decimals.Whole(f) : null,
            FlatAmountDecimal = flat is { } once ? Decimals.Text(once) : null,
        };
    }

    private static Price Update(Call call)
    {
        var price = call.Changing(call.Store.Prices, "price");
        price.Active = call.Params.Flag("active", price.Active);
        price.Nickname = call.Params.Text("nickname", price.Nickname);
        if (price.TaxBehavior == "unspecified") price.TaxBehavior = call.Params.Choice("tax_behavior", "unspecified", "inclusive", "exclusive", "unspecified");
        TakeLookupKey(call, call.Params, price);
        call.Params.Metadata(price.Metadata);
        call.Tx.Emit("price.updated", price);
        return price;
    }

    private static void TakeLookupKey(Call call, Params p, Price price)
    {
        var transfer = p.Flag("transfer_lookup_key");
        if (!p.Has("lookup_key")) return;
        var key = p.Text("lookup_key");
        if (key is not null && call.Store.Prices.Where("lookup_key", key).FirstOrDefault(other => other != price) is { } holder)
        {
            if (!transfer) throw StripeError.State($"A price (`{holder.Id}`) already uses that lookup key.", "resource_already_exists", "lookup_key");
            Release(call.Tx, holder);
        }
        price.LookupKey = key;
    }

    private static void Release(Tx tx, Price holder)
    {
        tx.Change(holder).LookupKey = null;
        tx.Emit("price.updated", holder);
    }

    private static JsonObject List(Call call)
    {
        var p = call.Params;
        bool? active = p.Has("active") ? p.Flag("active") : null;
        var keys = p.Texts("lookup_keys");
        var (currency, type) = (p.Text("currency"), p.Text("type"));
        return call.List(call.Store.Prices, "price", [("product", price => price.Product)], price =>
            (active is null || price.Active == active) && (keys is null || keys.Contains(price.LookupKey)) && (currency is null || price.Currency == currency)
            && (type is null || price.Type == type));
    }
}
