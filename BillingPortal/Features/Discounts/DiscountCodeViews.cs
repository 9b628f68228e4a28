using BillingPortal.Shared;

namespace BillingPortal.Features.Discounts;

/// <summary>A code as the REST API writes it, with what it has done so far.</summary>
public sealed record DiscountCodeView(
    Guid Id, string Code, decimal? PercentOff, long? AmountOff, string? Currency, DiscountDuration Duration, int? DurationInMonths, int? MaxRedemptions, int MaxPerAccount, DateTime? ExpiresAt,
    IReadOnlyList<string> Plans, bool FirstPurchaseOnly, bool AppliesToOverage, DiscountCodeStatus Status, int Redemptions, IReadOnlyList<CodeTotal> Totals, string Words, DateTime CreatedAt, DateTime? EndedAt)
{
    public static DiscountCodeView Of(DiscountCode code, IReadOnlyList<CodeTotal> totals, DateTime now) => new(
        code.Id, code.Code, code.PercentOff / 1.0000000000m, code.AmountOff, code.Currency?.Wire, code.Duration, code.DurationInMonths, code.MaxRedemptions, code.MaxPerAccount, code.ExpiresAt,
        code.Plans, code.FirstPurchaseOnly, code.AppliesToOverage, code.StatusAt(now), code.Taken, totals, DiscountWords.Of(code), code.CreatedAt, code.EndedAt);
}

/// <summary>What a code gave away on invoices of one currency, and what was invoiced all the same, before tax; in minor units.</summary>
public sealed record CodeTotal(string Currency, long Discount, long Kept)
{
    public Money In(long minor) => new(minor, new(Currency.ToUpperInvariant()));
}

public sealed record DiscountBatchView(Guid Id, string Prefix, int Count, int Redeemed, string Words, DateTime CreatedAt, DateTime? EndedAt)
{
    public static DiscountBatchView Of(DiscountBatch batch, int redeemed) => new(batch.Id, batch.Prefix, batch.Count, redeemed, batch.Words, batch.CreatedAt, batch.EndedAt);
}

/// <summary>Whether a code would be taken, asked while it is typed.</summary>
public sealed record CodeOffer(string Code, string Off, string Words);
