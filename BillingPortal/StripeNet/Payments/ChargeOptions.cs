#nullable disable

namespace Stripe;

public class ChargeGetOptions : BaseOptions;

public class ChargeListOptions : ListOptions
{
    public AnyOf<DateTime?, DateRangeOptions> Created { get; set; }
    public string Customer { get; set; }
    public string PaymentIntent { get; set; }
}
