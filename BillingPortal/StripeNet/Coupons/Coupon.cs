#nullable disable

namespace Stripe;

public class Coupon : StripeEntity<Coupon>, IHasId, IHasMetadata, IHasObject
{
    public string Id { get; set; }
    public string Object { get; set; }
    public long? AmountOff { get; set; }
    public CouponAppliesTo AppliesTo { get; set; }
    public DateTime Created { get; set; }
    public string Currency { get; set; }
    public bool? Deleted { get; set; }
    public string Duration { get; set; }
    public long? DurationInMonths { get; set; }
    public bool Livemode { get; set; }
    public long? MaxRedemptions { get; set; }
    public Dictionary<string, string> Metadata { get; set; }
    public string Name { get; set; }
    public decimal? PercentOff { get; set; }
    public DateTime? RedeemBy { get; set; }
    public long TimesRedeemed { get; set; }
    public bool Valid { get; set; }
}

public class CouponAppliesTo : StripeEntity<CouponAppliesTo>
{
    public List<string> Products { get; set; }
}

public class Discount : StripeEntity<Discount>, IHasId, IHasObject
{
    public string Id { get; set; }
    public string Object { get; set; }
    public string CheckoutSession { get; set; }
    public string CustomerId { get; set; }
    public Customer Customer { get; set; }
    public bool? Deleted { get; set; }
    public DateTime? End { get; set; }
    public string Invoice { get; set; }
    public string InvoiceItem { get; set; }
    public DiscountSource Source { get; set; }
    public DateTime Start { get; set; }
    public string Subscription { get; set; }
    public string SubscriptionItem { get; set; }
}

public class DiscountSource : StripeEntity<DiscountSource>
{
    public string CouponId { get; set; }
    public Coupon Coupon { get; set; }
    public string Type { get; set; }
}
