using BillingPortal.Shared;

namespace BillingPortal.Features.Accounts;

public enum CustomerKind
{
    Business,
    Consumer,
}

/// <summary>Who pays. Owns the Stripe customer, the subscription, invoices, credits and the tax profile; a standalone team has its own.</summary>
public sealed class Account
{
    public Guid Id { get; private set; } = Guid.CreateVersion7();

    public required string Name { get; init; }

    public required Currency Currency { get; init; }

    public required DateTime CreatedAt { get; init; }

    /// <summary>Where invoices, receipts and reminders go.</summary>
    public required string BillingEmail { get; set; }

    public BillingProfile Profile { get; private set; } = new();

    /// <summary>Counts the changes of the profile and the billing email: whoever changes them says which ones were seen.</summary>
    public long ProfileVersion { get; private set; }

    /// <summary>Null until the queued step has made the customer at Stripe.</summary>
    public string? StripeCustomerId { get; private set; }

    /// <summary>The address that Stripe's customer is asked for with. It never changes, so that asking again is the same request, and a customer whose answer was lost is found.</summary>
    public required string FoundingEmail { get; init; }

    /// <summary>When Stripe's customer must next be made or brought up to date; null once it says what the account says.</summary>
    public DateTime? CustomerDueAt { get; private set; }

    /// <summary>When the tax of the subscription at Stripe must next be looked at; null while nothing is known to change.</summary>
    public DateTime? TaxDueAt { get; private set; }

    public long Version { get; private set; }

    /// <summary>From now on the account is billed as this and mailed there; Stripe's customer follows.</summary>
    public void ChangeProfile(BillingProfile profile, string billingEmail, DateTime now)
    {
        (Profile, BillingEmail, CustomerDueAt) = (profile, billingEmail, now);
        // A new account has no subscription whose tax could change.
        if (ProfileVersion++ > 0) TaxDueAt = now;
    }
}

/// <summary>Where and as whom the account is billed. Street and tax id are encrypted at rest.</summary>
public sealed record BillingProfile
{
    public string? LegalName { get; init; }

    public string? Line1 { get; init; }

    public string? Line2 { get; init; }

    public string? City { get; init; }

    public string? PostalCode { get; init; }

    /// <summary>The state's or province's code, upper case ("NY").</summary>
    public string? Region { get; init; }

    /// <summary>ISO 3166 alpha-2, upper case.</summary>
    public string? Country { get; init; }

    public string? TaxId { get; init; }

    public CustomerKind CustomerKind { get; init; }

    public string Language { get; init; } = "en";

    public string TimeZone { get; init; } = "Etc/UTC";

    public string? PurchaseOrder { get; init; }
}
