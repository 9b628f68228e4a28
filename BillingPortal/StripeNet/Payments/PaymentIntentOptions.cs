#nullable disable

namespace Stripe;

public class PaymentIntentGetOptions : BaseOptions
{
    public string ClientSecret { get; set; }
}

public class PaymentIntentListOptions : ListOptions
{
    public AnyOf<DateTime?, DateRangeOptions> Created { get; set; }
    public string Customer { get; set; }
}
