#nullable disable

namespace Stripe.Checkout;

public class Session : StripeEntity<Session>, IHasId, IHasMetadata, IHasObject
{
    public string Id { get; set; }
    public string Object { get; set; }
    public string CancelUrl { get; set; }
    public string ClientReferenceId { get; set; }
    public string ClientSecret { get; set; }
    public DateTime Created { get; set; }
    public string Currency { get; set; }
    public string CustomerId { get; set; }
    public Customer Customer { get; set; }
    public SessionCustomerDetails CustomerDetails { get; set; }
    public string CustomerEmail { get; set; }
    public DateTime ExpiresAt { get; set; }
    public string InvoiceId { get; set; }
    public Invoice Invoice { get; set; }
    public bool Livemode { get; set; }
    public string Locale { get; set; }
    public Dictionary<string, string> Metadata { get; set; }
    public string Mode { get; set; }
    public string PaymentIntentId { get; set; }
    public PaymentIntent PaymentIntent { get; set; }
    public string PaymentMethodCollection { get; set; }
    public List<string> PaymentMethodTypes { get; set; }
    public string PaymentStatus { get; set; }
    public string ReturnUrl { get; set; }
    public string SetupIntentId { get; set; }
    public SetupIntent SetupIntent { get; set; }
    public string Status { get; set; }
    public string SubscriptionId { get; set; }
    public Subscription Subscription { get; set; }
    public string SuccessUrl { get; set; }
    public string UiMode { get; set; }
    public string Url { get; set; }
}

public class SessionCustomerDetails : StripeEntity<SessionCustomerDetails>
{
    public Address Address { get; set; }
    public string Email { get; set; }
    public string Name { get; set; }
    public string Phone { get; set; }
    public string TaxExempt { get; set; }
}
