using BillingPortal.Shared;

namespace BillingPortal.Features.Credits;

public enum CreditKind
{
    /// <summary>A gift: lowers what is taxed.</summary>
    Promotional,

    /// <summary>Paid for before: pays what is due after tax.</summary>
    Prepaid,
}

/// <summary>Credit given to an account. Its terms never change; what is left of it does, in step with the ledger and never without an entry there.</summary>
public sealed class CreditGrant
{
    public Guid Id { get; private set; } = Guid.CreateVersion7();

    public required Guid AccountId { get; init; }

    public required CreditKind Kind { get; init; }

    public required long Amount { get; init; }

    public required Currency Currency { get; init; }

    /// <summary>The lowest is spent first.</summary>
    public required int Priority { get; init; }

    public required string Reason { get; init; }

    public required DateTime GrantedAt { get; init; }

    /// <summary>The person, or null for the portal itself.</summary>
    public string? GrantedBy { get; init; }

    /// <summary>From then on no draft takes any more of it; null where it never expires.</summary>
    public DateTime? ExpiresAt { get; init; }

    /// <summary>What a draft may still take, in minor units.</summary>
    public long Available { get; private set; }

    /// <summary>What drafts have taken and not spent yet.</summary>
    public long Reserved { get; private set; }

    public DateTime? VoidedAt { get; private set; }

    /// <summary>Two drafts that take the same credit in the same moment: the second is refused and looks again.</summary>
    public long Version { get; private set; }

    public Money Left => new(Available, Currency);

    public CreditEntry Grant(DateTime now)
    {
        Available = Amount;
        return Entry(CreditEntryKind.Granted, Amount, 0, now) with { By = GrantedBy };
    }

    public CreditEntry Reserve(long amount, Guid draftId, DateTime now)
    {
        if (amount <= 0 || amount > Available) throw new InvalidOperationException($"Grant {Id} has {Available} left: {amount} cannot be reserved.");
        (Available, Reserved) = (Available - amount, checked(Reserved + amount));
        return Entry(CreditEntryKind.Reserved, -amount, amount, now) with { DraftId = draftId };
    }

    /// <summary>A draft gives back what it had reserved, or an issued invoice what it had spent.</summary>
    public CreditEntry Release(long taken, long reserved, Guid draftId, DateTime now)
    {
        if (taken <= 0 || reserved < 0 || reserved > Reserved) throw new InvalidOperationException($"Grant {Id} has {Reserved} reserved: {reserved} cannot be released.");
        (Available, Reserved) = (checked(Available + taken), Reserved - reserved);
        return Entry(CreditEntryKind.Released, taken, -reserved, now) with { DraftId = draftId };
    }

    /// <summary>What no draft has reserved is lost.</summary>
    public CreditEntry Expire(DateTime now) => TakeRest(CreditEntryKind.Expired, now);

    /// <summary>What is neither reserved nor spent is taken back; what a draft gives back later is taken back then.</summary>
    public CreditEntry Void(DateTime now)
    {
        VoidedAt ??= now;
        return TakeRest(CreditEntryKind.Voided, now);
    }

    private CreditEntry TakeRest(CreditEntryKind kind, DateTime now)
    {
        var rest = Available;
        Available = 0;
        return Entry(kind, -rest, 0, now);
    }

    private CreditEntry Entry(CreditEntryKind kind, long available, long reserved, DateTime now) =>
        new() { AccountId = AccountId, GrantId = Id, Kind = kind, Credit = Kind, Currency = Currency, Available = available, Reserved = reserved, At = now };
}
