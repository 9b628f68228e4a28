using BillingPortal.Shared;

namespace BillingPortal.Features.Discounts;

public enum RedemptionState
{
    /// <summary>Held for a purchase that is under way.</summary>
    Reserved,

    /// <summary>The purchase went through.</summary>
    Redeemed,

    /// <summary>The purchase failed or was abandoned: the code has it back.</summary>
    Released,
}

/// <summary>One account's use of a code, and how many of its invoices have counted.</summary>
public sealed class Redemption
{
    public Guid Id { get; private set; } = Guid.CreateVersion7();

    public required Guid CodeId { get; init; }

    public required Guid AccountId { get; init; }

    public required DateTime ReservedAt { get; init; }

    public RedemptionState State { get; private set; }

    public DateTime? RedeemedAt { get; private set; }

    /// <summary>The account while a purchase is under way, else null: a unique index allows an account one reservation.</summary>
    public Guid? ReservedFor { get; private set; }

    /// <summary>The account while its invoices may bear this discount, else null: a unique index allows an account one at a time.</summary>
    public Guid? LivesFor { get; private set; }

    public int UsedInvoices { get; private set; }

    /// <summary>Two invoices that are rated in the same moment cannot both have the last use.</summary>
    public long Version { get; private set; }

    public static Redemption Reserve(DiscountCode code, Guid accountId, DateTime now) => new() { CodeId = code.Id, AccountId = accountId, ReservedAt = now, ReservedFor = accountId };

    public void Redeem(DateTime now)
    {
        if (State != RedemptionState.Reserved) throw new InvalidOperationException($"Redemption {Id} is {State}: it cannot be redeemed.");
        (State, RedeemedAt, ReservedFor, LivesFor) = (RedemptionState.Redeemed, now, null, AccountId);
    }

    public void Release() => (State, ReservedFor) = (RedemptionState.Released, null);

    /// <summary>Another purchase takes its place, or the subscription that it was redeemed for has ended.</summary>
    public void End() => LivesFor = null;

    public void Use() => UsedInvoices++;

    public void GiveBack() => UsedInvoices--;
}

/// <summary>An invoice that counts for a redemption: once, however often its draft is rated.</summary>
public sealed class DiscountUse
{
    public required Guid InvoiceId { get; init; }

    public required Guid RedemptionId { get; init; }

    public required Guid CodeId { get; init; }

    public required Currency Currency { get; init; }

    /// <summary>What the code took off.</summary>
    public long Discount { get; private set; }

    /// <summary>What was invoiced all the same, before tax.</summary>
    public long Kept { get; private set; }

    public void Set(Money discount, Money kept) => (Discount, Kept) = (discount.Minor, kept.Minor);
}
