#nullable disable

namespace Stripe;

public class SubscriptionItemOptions : INestedOptions
{
    public bool? Deleted { get; set; }
    public List<SubscriptionItemDiscountOptions> Discounts { get; set; }
    public string Id { get; set; }
    public Dictionary<string, string> Metadata { get; set; }
    public string Price { get; set; }
    public long? Quantity { get; set; }
    public List<string> TaxRates { get; set; }
}

public class SubscriptionItemDiscountOptions : INestedOptions
{
    public string Coupon { get; set; }
    public string Discount { get; set; }
}

public class SubscriptionItemGetOptions : BaseOptions;

public class SubscriptionItemListOptions : ListOptions
{
    public string Subscription { get; set; }
}

public class SubscriptionItemUpdateOptions : BaseOptions
{
    public List<SubscriptionItemDiscountOptions> Discounts { get; set; }
    public Dictionary<string, string> Metadata { get; set; }
    public bool? OffSession { get; set; }
    public string PaymentBehavior { get; set; }
    public string Price { get; set; }
    public string ProrationBehavior { get; set; }
    public DateTime? ProrationDate { get; set; }
    public long? Quantity { get; set; }
    public List<string> TaxRates { get; set; }
}
