using BillingPortal.StripeSandbox.Billing;
using BillingPortal.StripeSandbox.Customers;
using BillingPortal.StripeSandbox.State;

namespace BillingPortal.StripeSandbox.Checkout;

/// <summary>One visit to the hosted page that saves a card; it completes at most once.</summary>
public sealed class CheckoutSession : StripeObject
{
    public override string Object => "checkout.session";
    public object? AdaptivePricing => null;
    public object? AfterExpiration => null;
    public bool? AllowPromotionCodes => null;
    public long? AmountSubtotal => null;
    public long? AmountTotal => null;
    public AutomaticTax AutomaticTax => new();
    public string? BillingAddressCollection { get; set; }
    public string? CancelUrl { get; set; }
    public string? ClientReferenceId { get; set; }
    public string? ClientSecret => null;
    public object? CollectedInformation => null;
    public object? Consent => null;
    public object? ConsentCollection => null;
    public string? Currency { get; set; }
    public object? CurrencyConversion => null;
    public List<object> CustomFields => [];
    public CustomText CustomText => new();
    public string? Customer { get; set; }
    public string? CustomerAccount => null;
    public string? CustomerCreation { get; set; }
    public CustomerDetails? CustomerDetails { get; set; }
    public string? CustomerEmail { get; set; }
    public object? Discounts => null;
    public long ExpiresAt { get; set; }
    public string? Invoice => null;
    public object? InvoiceCreation => null;
    public string? Locale { get; set; }
    public string Mode => "setup";
    public object? OriginContext => null;
    public string? PaymentIntent => null;
    public string? PaymentLink => null;
    public string PaymentMethodCollection => "always";
    public object? PaymentMethodConfigurationDetails => null;
    public Dictionary<string, object> PaymentMethodOptions => [];
    public List<string> PaymentMethodTypes => ["card"];
    public string PaymentStatus => "no_payment_required";
    public object? Permissions => null;
    public string? RecoveredFrom => null;
    public object? SavedPaymentMethodOptions => null;
    public string? SetupIntent { get; set; }
    public object? ShippingAddressCollection => null;
    public object? ShippingCost => null;
    public List<object> ShippingOptions => [];
    public string Status { get; set; } = "open";
    public string? SubmitType => null;
    public string? Subscription => null;
    public string? SuccessUrl { get; set; }
    public object? TotalDetails => null;
    public string UiMode => "hosted";
    public string? Url { get; set; }
    public object? WalletOptions => null;

    public override long? NextDue() => Status == "open" ? ExpiresAt : null;

    internal string ReturnUrl => (SuccessUrl ?? "").Replace("{CHECKOUT_SESSION_ID}", Id, StringComparison.Ordinal);
}

public sealed class CustomText
{
    public object? AfterSubmit => null;
    public object? ShippingAddress => null;
    public object? Submit => null;
    public object? TermsOfServiceAcceptance => null;
}

public sealed class CustomerDetails
{
    public Address? Address { get; set; }
    public string? BusinessName => null;
    public string? Email { get; set; }
    public string? IndividualName => null;
    public string? Name { get; set; }
    public string? Phone { get; set; }
    public string TaxExempt => "none";
    public List<object> TaxIds => [];
}
