using BillingPortal.StripeSandbox.Customers;
using BillingPortal.StripeSandbox.State;

namespace BillingPortal.StripeSandbox.Payments;

/// <summary>One attempt to take money from a card, successful or not.</summary>
public sealed class Charge : StripeObject
{
    public override string Object => "charge";
    public long Amount { get; set; }
    public long AmountCaptured { get; set; }
    public long AmountRefunded { get; set; }
    public string? Application => null;
    public string? ApplicationFee => null;
    public long? ApplicationFeeAmount => null;
    public string? BalanceTransaction { get; set; }
    public BillingDetails BillingDetails { get; set; } = new();
    public string CalculatedStatementDescriptor => "SANDBOX";
    public bool Captured { get; set; }
    public string Currency { get; set; } = "";
    public string? Customer { get; set; }
    public string? Description { get; set; }
    public bool Disputed { get; set; }
    public string? FailureBalanceTransaction => null;
    public string? FailureCode { get; set; }
    public string? FailureMessage { get; set; }
    public Dictionary<string, string> FraudDetails => [];
    public string? OnBehalfOf => null;
    public ChargeOutcome Outcome { get; set; } = new();
    public bool Paid { get; set; }
    public string? PaymentIntent { get; set; }
    public string? PaymentMethod { get; set; }
    public PaymentMethodDetails PaymentMethodDetails { get; set; } = new();
    public string? ReceiptEmail => null;
    public string? ReceiptNumber => null;
    public string? ReceiptUrl => null;
    public bool Refunded { get; set; }
    public string? Review => null;
    public object? Shipping => null;
    public object? Source => null;
    public string? SourceTransfer => null;
    public string? StatementDescriptor => null;
    public string? StatementDescriptorSuffix => null;
    public string Status { get; set; } = "succeeded";
    public object? TransferData => null;
    public string? TransferGroup => null;
}

public sealed class ChargeOutcome
{
    public string? AdviceCode { get; set; }
    public string? NetworkAdviceCode => null;
    public string? NetworkDeclineCode => null;
    public string NetworkStatus { get; set; } = "approved_by_network";
    public string? Reason { get; set; }
    public string RiskLevel { get; set; } = "normal";
    public string SellerMessage { get; set; } = "Payment complete.";
    public string Type { get; set; } = "authorized";
}

public sealed class PaymentMethodDetails
{
    public Card? Card { get; set; }
    public string Type => "card";
}
