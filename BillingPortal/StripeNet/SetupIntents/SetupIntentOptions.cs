#nullable disable

namespace Stripe;

public class SetupIntentCreateOptions : BaseOptions
{
    public SetupIntentAutomaticPaymentMethodsOptions AutomaticPaymentMethods { get; set; }
    public bool? Confirm { get; set; }
    public string Customer { get; set; }
    public string Description { get; set; }
    public Dictionary<string, string> Metadata { get; set; }
    public string PaymentMethod { get; set; }
    public List<string> PaymentMethodTypes { get; set; }
    public string ReturnUrl { get; set; }
    public string Usage { get; set; }
}

public class SetupIntentConfirmOptions : BaseOptions
{
    public string ClientSecret { get; set; }
    public string PaymentMethod { get; set; }
    public string ReturnUrl { get; set; }
}

public class SetupIntentCancelOptions : BaseOptions
{
    public string CancellationReason { get; set; }
}

public class SetupIntentGetOptions : BaseOptions
{
    public string ClientSecret { get; set; }
}

public class SetupIntentListOptions : ListOptions
{
    public AnyOf<DateTime?, DateRangeOptions> Created { get; set; }
    public string Customer { get; set; }
    public string PaymentMethod { get; set; }
}

public class SetupIntentAutomaticPaymentMethodsOptions : INestedOptions
{
    public string AllowRedirects { get; set; }
    public bool? Enabled { get; set; }
}
