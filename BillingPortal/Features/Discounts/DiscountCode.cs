using BillingPortal.Shared;

namespace BillingPortal.Features.Discounts;

/// <summary>How many invoices of an account a code cuts.</summary>
public enum DiscountDuration
{
    Once,

    /// <summary>As many monthly invoices as the code has months.</summary>
    Repeating,

    Forever,
}

public enum DiscountCodeStatus
{
    Active,
    Expired,
    UsedUp,
    Ended,
}

/// <summary>What an administrator gives away, to whom and how often. Its terms never change; it can be ended, and who has redeemed it keeps it.</summary>
public sealed class DiscountCode
{
    public Guid Id { get; private set; } = Guid.CreateVersion7();

    /// <summary>Upper case: what is typed is compared without regard to case.</summary>
    public required string Code { get; init; }

    public decimal? PercentOff { get; init; }

    /// <summary>In minor units of the currency.</summary>
    public long? AmountOff { get; init; }

    /// <summary>Null for a percentage, which is good in any currency.</summary>
    public Currency? Currency { get; init; }

    public required DiscountDuration Duration { get; init; }

    public int? DurationInMonths { get; init; }

    public int? MaxRedemptions { get; init; }

    public required int MaxPerAccount { get; init; }

    public DateTime? ExpiresAt { get; init; }

    /// <summary>Codes of the plans that it is for; empty for all.</summary>
    public IReadOnlyList<string> Plans { get; init; } = [];

    public bool FirstPurchaseOnly { get; init; }

    public bool AppliesToOverage { get; init; }

    /// <summary>The batch that a code for one person was made in.</summary>
    public Guid? BatchId { get; init; }

    public required DateTime CreatedAt { get; init; }

    public DateTime? EndedAt { get; private set; }

    /// <summary>Redemptions that are reserved or redeemed. Raised by a conditional update alone, which is what keeps the limit when many redeem at once.</summary>
    public int Taken { get; private set; }

    public long Version { get; private set; }

    /// <summary>How many invoices a redemption is good for; null for all there will ever be.</summary>
    public int? Invoices => Duration switch { DiscountDuration.Once => 1, DiscountDuration.Repeating => DurationInMonths, _ => null };

    public Money? Amount => AmountOff is { } minor && Currency is { } currency ? new Money(minor, currency) : null;

    public DiscountTerms Terms => new(Code, PercentOff, Amount, AppliesToOverage, Plans);

    /// <summary>Codes are compared as they are stored.</summary>
    public static string Normalize(string typed) => typed.Trim().ToUpperInvariant();

    public DiscountCodeStatus StatusAt(DateTime now) =>
        EndedAt is not null ? DiscountCodeStatus.Ended
        : ExpiresAt <= now ? DiscountCodeStatus.Expired
        : Taken >= MaxRedemptions ? DiscountCodeStatus.UsedUp
        : DiscountCodeStatus.Active;

    public void End(DateTime now) => EndedAt ??= now;
}
