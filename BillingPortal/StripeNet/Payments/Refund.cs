#nullable disable

namespace Stripe;

public class Refund : StripeEntity<Refund>, IHasId, IHasMetadata, IHasObject
{
    public string Id { get; set; }
    public string Object { get; set; }
    public long Amount { get; set; }
    public string ChargeId { get; set; }
    public Charge Charge { get; set; }
    public DateTime Created { get; set; }
    public string Currency { get; set; }
    public string Description { get; set; }
    public string FailureReason { get; set; }
    public Dictionary<string, string> Metadata { get; set; }
    public string PaymentIntentId { get; set; }
    public PaymentIntent PaymentIntent { get; set; }
    public string Reason { get; set; }
    public string Status { get; set; }
}
