using BillingPortal.StripeSandbox.State;
using BillingPortal.StripeSandbox.Wire;

namespace BillingPortal.StripeSandbox.Catalogue;

/// <summary>A coupon put to use on one customer, subscription or invoice.</summary>
[NotShown("created", "livemode", "metadata")]
public sealed class Discount : StripeObject
{
    public override string Object => "discount";
    public string? CheckoutSession => null;
    public string? Customer { get; set; }
    public string? CustomerAccount => null;
    public long? End { get; set; }
    public string? Invoice { get; set; }
    public string? InvoiceItem { get; set; }
    public string? PromotionCode => null;
    public DiscountSource Source { get; set; } = new();
    public long Start { get; set; }
    public string? Subscription { get; set; }
    public string? SubscriptionItem => null;

    /// <summary>The coupon as it was when it was redeemed: deleting a coupon takes nothing from those who have it.</summary>
    [StoredOnly] public Coupon Coupon { get; set; } = new();

    public bool IsActiveAt(long now) => End is not { } end || now < end;

    /// <summary>Redeems the coupons named by `discounts[n][coupon]`, or keeps those named by `discounts[n][discount]`; null when not sent.</summary>
    public static List<Discount>? Redeem(Tx tx, Params parameters, string currency, Action<Discount> place) => parameters.List("discounts")?.Select(item =>
    {
        if (item.Ref(tx.Store.Discounts, "discount", "discount") is { } kept) return kept;
        var coupon = item.RequiredRef(tx.Store.Coupons, "coupon", "coupon");
        if (!coupon.IsRedeemableAt(tx.Now)) throw StripeError.State($"Coupon {coupon.Id} is expired or used up and cannot be applied.", "coupon_expired", item.PathOf("coupon"));
        if (coupon.Currency is { } of && of != currency)
            throw StripeError.State($"The coupon {coupon.Id} takes off an amount in {of} and cannot be applied to one in {currency}.", null, item.PathOf("coupon"));
        return Of(tx, tx.Change(coupon), place);
    }).ToList();

    private static Discount Of(Tx tx, Coupon coupon, Action<Discount> place)
    {
        coupon.TimesRedeemed++;
        coupon.Valid = coupon.MaxRedemptions is not { } most || coupon.TimesRedeemed < most;
        var discount = new Discount { Source = new() { Coupon = coupon.Id }, Coupon = coupon, Start = tx.Now };
        if (coupon.Duration == "repeating") discount.End = DateTimeOffset.FromUnixTimeSeconds(tx.Now).AddMonths((int)coupon.DurationInMonths!).ToUnixTimeSeconds();
        place(discount);
        return tx.Add(discount);
    }
}

public sealed class DiscountSource
{
    public string Type => "coupon";
    public string? Coupon { get; set; }
}
