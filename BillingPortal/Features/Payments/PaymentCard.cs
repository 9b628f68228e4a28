namespace BillingPortal.Features.Payments;

/// <summary>What the portal knows of a card: how to name it, never its number.</summary>
public sealed class PaymentCard
{
    public Guid Id { get; private set; } = Guid.CreateVersion7();

    public required Guid AccountId { get; init; }

    public required string StripePaymentMethodId { get; init; }

    public required string Brand { get; init; }

    public required string Last4 { get; init; }

    public required int ExpMonth { get; init; }

    public required int ExpYear { get; init; }

    public required DateTime AddedAt { get; init; }

    /// <summary>The customer's default at Stripe; the only card that is ever charged.</summary>
    public bool IsDefault { get; private set; }

    public string Name => $"{BrandName} •••• {Last4}";

    private string BrandName => Brand switch
    {
        "visa" => "Visa",
        "mastercard" => "Mastercard",
        "amex" => "American Express",
        "diners" => "Diners Club",
        "discover" => "Discover",
        "jcb" => "JCB",
        "unionpay" => "UnionPay",
        _ => "Card",
    };

    public void Default(bool isDefault) => IsDefault = isDefault;
}

/// <summary>A hosted page on which a card is being added. The row is written first, so that coming back, the event and a second click all find the same session.</summary>
public sealed class CardSetup
{
    public Guid Id { get; private set; } = Guid.CreateVersion7();

    public required Guid AccountId { get; init; }

    public required DateTime StartedAt { get; init; }

    public string? StripeSessionId { get; private set; }

    public DateTime? FinishedAt { get; private set; }

    public void OpenAs(string stripeSessionId) => StripeSessionId ??= stripeSessionId;

    public void Finish(DateTime now) => FinishedAt ??= now;
}
