using BillingPortal.StripeSandbox.State;

namespace BillingPortal.StripeSandbox.Customers;

/// <summary>A saved card: brand, last four, and how it behaves; never a number.</summary>
public sealed class PaymentMethod : StripeObject
{
    /// <summary>Metadata of the sandbox's own: makes charges of this card fail with the decline code that it holds.</summary>
    public const string DeclineKey = "sandbox_decline";

    /// <summary>How many more charges fail that way; without it, all of them.</summary>
    public const string DeclinesLeftKey = "sandbox_declines_left";

    public override string Object => "payment_method";
    public string AllowRedisplay { get; set; } = "unspecified";
    public BillingDetails BillingDetails { get; set; } = new();
    public Card Card { get; set; } = new();
    public string? Customer { get; set; }
    public string? CustomerAccount => null;
    public string Type => "card";

    [StoredOnly] public string Behaviour { get; set; } = "visa";

    /// <summary>The holder authenticated when the card was saved.</summary>
    [StoredOnly] public bool WasSetUp { get; set; }

    /// <summary>A detached card can never be attached again.</summary>
    [StoredOnly] public bool WasDetached { get; set; }

    public TestCard Test() => TestCard.Named(Behaviour);

    public bool AsksOffSession() => Test().Authentication switch
    {
        Authentication.Always => true,
        Authentication.UnlessSetUp => !WasSetUp,
        _ => false,
    };

    /// <summary>The refusal of the next charge, if it is to be refused; counts down those that are limited.</summary>
    public Decline? NextChargeDecline()
    {
        if (!Metadata.TryGetValue(DeclineKey, out var code)) return Test().OnCharge;
        if (!Metadata.TryGetValue(DeclinesLeftKey, out var text) || !int.TryParse(text, out var left)) return Decline.Named(code);
        if (left <= 0) return Test().OnCharge;
        Metadata[DeclinesLeftKey] = (left - 1).ToString(System.Globalization.CultureInfo.InvariantCulture);
        return Decline.Named(code);
    }
}

public sealed class BillingDetails
{
    public Address? Address { get; set; } = new();
    public string? Email { get; set; }
    public string? Name { get; set; }
    public string? Phone { get; set; }
    public string? TaxId => null;
}

public sealed class Card
{
    public string Brand { get; set; } = "visa";
    public CardChecks Checks { get; set; } = new();
    public string Country { get; set; } = "US";
    public string DisplayBrand => Brand;
    public long ExpMonth { get; set; }
    public long ExpYear { get; set; }
    public string Fingerprint { get; set; } = "";
    public string Funding { get; set; } = "credit";
    public object? GeneratedFrom => null;
    public string Last4 { get; set; } = "4242";
    public CardNetworks Networks => new([Brand]);
    public string RegulatedStatus => "unregulated";
    public ThreeDSecureUsage ThreeDSecureUsage => new(true);
    public object? Wallet => null;
}

public sealed class CardChecks
{
    public string? AddressLine1Check { get; set; }
    public string? AddressPostalCodeCheck { get; set; }
    public string? CvcCheck { get; set; }
}

public sealed record CardNetworks(IReadOnlyList<string> Available)
{
    public string? Preferred => null;
}

public sealed record ThreeDSecureUsage(bool Supported);
