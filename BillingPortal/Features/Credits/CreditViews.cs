using BillingPortal.Shared;

namespace BillingPortal.Features.Credits;

public enum CreditState
{
    Active,

    /// <summary>Nothing is left: drafts hold it, or invoices have spent it.</summary>
    UsedUp,

    Expired,

    Voided,
}

/// <summary>A grant as the REST API writes it: whole minor units beside a currency.</summary>
public sealed record CreditGrantView(
    Guid Id, Guid AccountId, CreditKind Kind, long Amount, long Left, long Reserved, string Currency, string Reason, int Priority, DateTime GrantedAt, DateTime? ExpiresAt, CreditState State)
{
    public Money In(long minor) => new(minor, new(Currency.ToUpperInvariant()));

    /// <param name="grant">The grant.</param>
    /// <param name="now">What has expired by then is not left any more, whether or not the job has been at it.</param>
    public static CreditGrantView Of(CreditGrant grant, DateTime now)
    {
        var expired = grant.ExpiresAt is { } end && end <= now;
        var left = expired ? 0 : grant.Available;
        var state = left > 0 ? CreditState.Active : grant.VoidedAt is not null ? CreditState.Voided : expired ? CreditState.Expired : CreditState.UsedUp;
        return new(grant.Id, grant.AccountId, grant.Kind, grant.Amount, left, grant.Reserved, grant.Currency.Wire, grant.Reason, grant.Priority, grant.GrantedAt, grant.ExpiresAt, state);
    }
}

/// <summary>An account's credit in its own currency, as <c>GET …/billing</c> writes it.</summary>
/// <param name="Balance">What may be spent; reserved credit is not in it.</param>
/// <param name="Grants">Those with something left or reserved, in the order in which they are spent.</param>
public sealed record CreditBalance(long Balance, string Currency, IReadOnlyList<CreditGrantView> Grants);

/// <summary>All that the page of an account's credits shows.</summary>
public sealed record CreditAccount(Guid AccountId, string AccountName, Currency Currency, bool MayGrant, IReadOnlyList<CreditGrantView> Grants, IReadOnlyList<CreditEntryView> Entries, int EntryCount)
{
    public Money LeftOf(CreditKind kind) => Money.Sum(Grants.Where(grant => grant.Kind == kind && grant.Currency == Currency.Wire).Select(grant => grant.In(grant.Left)), Currency);

    public Money Reserved => Money.Sum(Grants.Where(grant => grant.Currency == Currency.Wire).Select(grant => grant.In(grant.Reserved)), Currency);
}

/// <summary>A line of the ledger.</summary>
/// <param name="Available">By how much the balance changed.</param>
/// <param name="Reserved">By how much what is set aside for invoices in the making changed.</param>
public sealed record CreditEntryView(Guid Id, CreditEntryKind Kind, CreditKind Credit, Money Available, Money Reserved, DateTime At, string Reason, Guid? InvoiceId, string? InvoiceNumber, string? Note);

/// <summary>An account that credit could be given to.</summary>
public sealed record CreditTarget(Guid TeamId, Guid AccountId, string TeamName, string BillingEmail, Currency Currency);
