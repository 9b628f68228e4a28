namespace BillingPortal.StripeGateway;

/// <summary>What Stripe signs its events with for one endpoint that the portal made itself.</summary>
public sealed class WebhookSecret
{
    public int Id { get; private set; }

    public required string EndpointId { get; init; }

    public required string Url { get; set; }

    public required string Secret { get; init; }

    public required DateTime CreatedAt { get; init; }

    /// <summary>From then on nothing is believed that was signed with it. While a secret is rolled, its retirement lies in the future.</summary>
    public DateTime? RetiredAt { get; private set; }

    public void Retire(DateTime at) => RetiredAt = at;
}
