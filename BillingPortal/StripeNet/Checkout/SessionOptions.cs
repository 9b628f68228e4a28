#nullable disable

namespace Stripe.Checkout;

public class SessionCreateOptions : BaseOptions
{
    public string CancelUrl { get; set; }
    public string ClientReferenceId { get; set; }
    public string Currency { get; set; }
    public string Customer { get; set; }
    public string CustomerEmail { get; set; }
    public SessionCustomerUpdateOptions CustomerUpdate { get; set; }
    public DateTime? ExpiresAt { get; set; }
    public string Locale { get; set; }
    public Dictionary<string, string> Metadata { get; set; }
    public string Mode { get; set; }
    public string PaymentMethodCollection { get; set; }
    public List<string> PaymentMethodTypes { get; set; }
    public string ReturnUrl { get; set; }
    public SessionSetupIntentDataOptions SetupIntentData { get; set; }
    public string SuccessUrl { get; set; }
    public string UiMode { get; set; }
}

public class SessionCustomerUpdateOptions : INestedOptions
{
    public string Address { get; set; }
    public string Name { get; set; }
}

public class SessionSetupIntentDataOptions : INestedOptions
{
    public string Description { get; set; }
    public Dictionary<string, string> Metadata { get; set; }
}

public class SessionExpireOptions : BaseOptions;

public class SessionGetOptions : BaseOptions;

public class SessionListOptions : ListOptions
{
    public AnyOf<DateTime?, DateRangeOptions> Created { get; set; }
    public string Customer { get; set; }
    public string PaymentIntent { get; set; }
    public string Status { get; set; }
    public string Subscription { get; set; }
}
