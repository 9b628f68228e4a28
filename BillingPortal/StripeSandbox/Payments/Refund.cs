using BillingPortal.StripeSandbox.State;

namespace BillingPortal.StripeSandbox.Payments;

/// <summary>Money given back from a charge.</summary>
[NotShown("livemode")]
public sealed class Refund : StripeObject
{
    public override string Object => "refund";
    public long Amount { get; set; }
    public string? BalanceTransaction { get; set; }
    public string? Charge { get; set; }
    public string Currency { get; set; } = "";
    public RefundDestination DestinationDetails => new();
    public string? FailureReason { get; set; }
    public string? PaymentIntent { get; set; }
    public string? PendingReason { get; set; }
    public string? Reason { get; set; }
    public string? ReceiptNumber => null;
    public string? SourceTransferReversal => null;
    public string Status { get; set; } = "succeeded";
    public string? TransferReversal => null;
}

public sealed class RefundDestination
{
    public Dictionary<string, string> Card => new() { ["type"] = "refund", ["reference_status"] = "pending", ["reference_type"] = "acquirer_reference_number" };
    public string Type => "card";
}
