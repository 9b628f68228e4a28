using BillingPortal.StripeSandbox.State;

namespace BillingPortal.StripeSandbox.Catalogue;

/// <summary>Percent or amount off, once or for as long as a subscription lasts.</summary>
public sealed class Coupon : StripeObject
{
    public override string Object => "coupon";
    public long? AmountOff { get; set; }
    public string? Currency { get; set; }
    public string Duration { get; set; } = "once";
    public long? DurationInMonths { get; set; }
    public long? MaxRedemptions { get; set; }
    public string? Name { get; set; }
    public decimal? PercentOff { get; set; }
    public long? RedeemBy { get; set; }
    public long TimesRedeemed { get; set; }
    public bool Valid { get; set; } = true;
    [StoredOnly] public List<string> AppliesToProducts { get; set; } = [];

    public bool IsRedeemableAt(long now) =>
        Valid && (RedeemBy is not { } end || now <= end) && (MaxRedemptions is not { } most || TimesRedeemed < most);
}
