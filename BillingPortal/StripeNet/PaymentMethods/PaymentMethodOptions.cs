#nullable disable

namespace Stripe;

public class PaymentMethodAttachOptions : BaseOptions
{
    public string Customer { get; set; }
}

public class PaymentMethodDetachOptions : BaseOptions;

public class PaymentMethodGetOptions : BaseOptions;

public class PaymentMethodListOptions : ListOptions
{
    public string AllowRedisplay { get; set; }
    public string Customer { get; set; }
    public string Type { get; set; }
}
