using BillingPortal.StripeSandbox.Payments;
using BillingPortal.StripeSandbox.State;

namespace BillingPortal.StripeSandbox.Customers;

/// <summary>Saving a card for later charges, with its holder present.</summary>
public sealed class SetupIntent : StripeObject
{
    public override string Object => "setup_intent";
    public string? Application => null;
    public object? AutomaticPaymentMethods => null;
    public string? CancellationReason { get; set; }
    public string? ClientSecret { get; set; }
    public string? Customer { get; set; }
    public string? CustomerAccount => null;
    public string? Description { get; set; }
    public object? ExcludedPaymentMethodTypes => null;
    public object? FlowDirections => null;
    public PaymentError? LastSetupError { get; set; }
    public string? LatestAttempt => null;
    public string? Mandate => null;
    public NextAction? NextAction { get; set; }
    public string? OnBehalfOf => null;
    public string? PaymentMethod { get; set; }
    public object? PaymentMethodConfigurationDetails => null;
    public Dictionary<string, object> PaymentMethodOptions => [];
    public List<string> PaymentMethodTypes => ["card"];
    public string? SingleUseMandate => null;
    public string Status { get; set; } = "requires_payment_method";
    public string Usage { get; set; } = "off_session";
}
