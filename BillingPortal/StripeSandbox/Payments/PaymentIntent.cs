using BillingPortal.StripeSandbox.State;

namespace BillingPortal.StripeSandbox.Payments;

/// <summary>One amount to be collected, over as many attempts as it takes.</summary>
public sealed class PaymentIntent : StripeObject
{
    public override string Object => "payment_intent";
    public long Amount { get; set; }
    public long AmountCapturable => 0;
    public long AmountReceived { get; set; }
    public string? Application => null;
    public long? ApplicationFeeAmount => null;
    public object? AutomaticPaymentMethods => null;
    public long? CanceledAt { get; set; }
    public string? CancellationReason { get; set; }
    public string CaptureMethod => "automatic";
    public string? ClientSecret { get; set; }
    public string ConfirmationMethod => "automatic";
    public string Currency { get; set; } = "";
    public string? Customer { get; set; }
    public string? CustomerAccount => null;
    public string? Description { get; set; }
    public object? ExcludedPaymentMethodTypes => null;
    public PaymentError? LastPaymentError { get; set; }
    public string? LatestCharge { get; set; }
    public NextAction? NextAction { get; set; }
    public string? OnBehalfOf => null;
    public string? PaymentMethod { get; set; }
    public object? PaymentMethodConfigurationDetails => null;
    public Dictionary<string, object> PaymentMethodOptions => [];
    public List<string> PaymentMethodTypes => ["card"];
    public object? Processing => null;
    public string? ReceiptEmail { get; set; }
    public string? Review => null;
    public string? SetupFutureUsage { get; set; }
    public object? Shipping => null;
    public string? StatementDescriptor => null;
    public string? StatementDescriptorSuffix => null;
    public string Status { get; set; } = "requires_payment_method";
    public object? TransferData => null;
    public string? TransferGroup => null;

    internal bool IsOver => Status is "succeeded" or "canceled";
}
