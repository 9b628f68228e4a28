using BillingPortal.Shared;

namespace BillingPortal.Features.Credits;

public enum CreditEntryKind
{
    Granted,

    /// <summary>A draft has taken it.</summary>
    Reserved,

    /// <summary>A draft that came to nothing has given it back.</summary>
    Released,

    /// <summary>The invoice that had reserved it was issued.</summary>
    Spent,

    Expired,

    Voided,
}

/// <summary>One line of an account's credit ledger. Lines are only ever added, which the database itself enforces; what a grant has left is their sum.</summary>
public sealed record CreditEntry
{
    public Guid Id { get; private set; } = Guid.CreateVersion7();

    public required Guid AccountId { get; init; }

    public required Guid GrantId { get; init; }

    public required CreditEntryKind Kind { get; init; }

    public required CreditKind Credit { get; init; }

    public required Currency Currency { get; init; }

    /// <summary>By how much this changes what may be spent, in minor units.</summary>
    public required long Available { get; init; }

    /// <summary>By how much this changes what drafts hold.</summary>
    public required long Reserved { get; init; }

    public required DateTime At { get; init; }

    /// <summary>The draft or the invoice that it was reserved for, released by or spent on.</summary>
    public Guid? DraftId { get; init; }

    /// <summary>The number of the invoice that it was spent on.</summary>
    public string? InvoiceNumber { get; init; }

    /// <summary>Who granted or voided it; null for the portal itself.</summary>
    public string? By { get; init; }

    /// <summary>Why it was voided.</summary>
    public string? Note { get; init; }
}
