using System.Text.Json.Nodes;
using BillingPortal.StripeSandbox.Wire;

namespace BillingPortal.StripeSandbox.Catalogue;

/// <summary>/v1/coupons</summary>
public static class Coupons
{
    public static void Map(StripeRoutes routes)
    {
        routes.Post("coupons", Create);
        routes.Get("coupons/{id}", call => call.Subject(call.Store.Coupons, "coupon"));
        routes.Post("coupons/{id}", Update);
        routes.Delete("coupons/{id}", Delete);
        routes.Get("coupons", call => call.List(call.Store.Coupons, "coupon", []));
    }

    private static Coupon Create(Call call)
    {
        var p = call.Params;
        var coupon = new Coupon
        {
            Id = p.Text("id") ?? "",
            AmountOff = p.Integer("amount_off"),
            PercentOff = p.Decimal("percent_off"),
            Currency = p.Text("currency") is { } code ? Currencies.Checked(code, "currency") : null,
            Duration = p.Choice("duration", "once", "once", "repeating", "forever"),
            DurationInMonths = p.Integer("duration_in_months"),
            MaxRedemptions = p.Integer("max_redemptions"),
            Name = p.Text("name"),
            RedeemBy = p.Integer("redeem_by"),
            AppliesToProducts = [.. p.Map("applies_to")?.Texts("products") ?? []],
        };
        p.Metadata(coupon.Metadata);
        Check(call, coupon);
        call.Tx.Add(coupon);
        call.Tx.Emit("coupon.created", coupon);
        return coupon;
    }

    private static void Check(Call call, Coupon coupon)
    {
        if (call.Store.Coupons.Find(coupon.Id) is not null) throw StripeError.State("Coupon already exists.", "resource_already_exists", "id");
        if (coupon.AmountOff is null == coupon.PercentOff is null)
            throw StripeError.Invalid("Pass exactly one of percent_off and amount_off.", "percent_off", "parameter_missing");
        if (coupon.AmountOff is not null && coupon.Currency is null) throw StripeError.Missing("currency");
        if (coupon.AmountOff <= 0) throw StripeError.Invalid("Invalid positive integer", "amount_off", "parameter_invalid_integer");
        if (coupon is { AmountOff: { } off, Currency: { } of }) Currencies.CheckAmount(off, of, "amount_off");
        if (coupon.MaxRedemptions <= 0) throw StripeError.Invalid("Invalid positive integer", "max_redemptions", "parameter_invalid_integer");
        if (coupon.RedeemBy <= call.Tx.Now) throw StripeError.Invalid("The redeem_by date cannot be in the past.", "redeem_by");
        if (coupon.PercentOff is <= 0 or > 100) throw StripeError.Invalid("Invalid percent_off: must be above 0 and at most 100", "percent_off");
        if (coupon.Duration == "repeating" && coupon.DurationInMonths is null) throw StripeError.Missing("duration_in_months");
    }

    private static Coupon Update(Call call)
    {
        var coupon = call.Changing(call.Store.Coupons, "coupon");
        coupon.Name = call.Params.Text("name", coupon.Name);
        call.Params.Metadata(coupon.Metadata);
        call.Tx.Emit("coupon.updated", coupon);
        return coupon;
    }

    private static JsonObject Delete(Call call)
    {
        var coupon = call.Changing(call.Store.Coupons, "coupon");
        coupon.Valid = false;
        call.Tx.Emit("coupon.deleted", coupon);
        call.Tx.Remove(coupon);
        return Rendering.Deleted(coupon);
    }
}
