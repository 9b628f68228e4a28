using BillingPortal.Data;
using BillingPortal.Features.Accounts;
using BillingPortal.Features.Credits;
using BillingPortal.Features.Discounts;
using BillingPortal.Shared;

namespace BillingPortal.Features.Invoicing;

/// <summary>What an account deserves and has, as pricing needs it.</summary>
public sealed record PricingFacts(DeservedDiscount? Discount, IReadOnlyList<CreditGrant> Grants);

/// <summary>The same pricing for many accounts: what each deserves and has is read for a whole batch in one look, then every invoice of it is priced without asking again.</summary>
public sealed class BulkPricing(InvoicePricing pricing, Redemptions redemptions, CreditLedger credits)
{
    /// <summary>For every account that is asked for.</summary>
    public async Task<IReadOnlyDictionary<Guid, PricingFacts>> FactsAsync(BillingDbContext db, IReadOnlyList<Guid> accountIds, CancellationToken ct = default)
    {
        var discounts = await redemptions.DeservedByManyAsync(db, accountIds, ct);
        var grants = await credits.GrantsOfManyAsync(db, accountIds, ct);
        return accountIds.ToDictionary(id => id, id => new PricingFacts(discounts.GetValueOrDefault(id), [.. grants[id]]));
    }

    public Task<Result<InvoiceSum>> PriceAsync(
        BillingDbContext db, Account account, IReadOnlyList<DraftLine> lines, PricingFacts facts, DateTime at, CancellationToken ct = default) =>
        pricing.PriceWithAsync(db, account, lines, facts.Discount, credits.AtHand(facts.Grants, account.Currency, at), at, ct);
}
