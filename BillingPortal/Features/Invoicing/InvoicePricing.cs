using BillingPortal.Data;
using BillingPortal.Features.Accounts;
using BillingPortal.Features.Credits;
using BillingPortal.Features.Discounts;
using BillingPortal.Features.Taxes;
using BillingPortal.Features.Usage;
using BillingPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Invoicing;

/// <summary>
/// The one way from lines to what is owed, for every invoice, preview and quote: discount, promotional credit, tax, prepaid credit, in that order.
/// Pricing reads what the account deserves and has; only rating a stored draft takes it, and cancelling the draft gives it back.
/// </summary>
public sealed class InvoicePricing(AccountTaxes taxes, Redemptions redemptions, CreditLedger credits, LateUsage lateUsage)
{
    /// <summary>With the discount that the account's next invoice deserves, and the credit that it could spend.</summary>
    /// <param name="db">The caller's unit of work; only read.</param>
    /// <param name="account">Who pays.</param>
    /// <param name="lines">Before discounts, credits and tax.</param>
    /// <param name="at">The instant whose tax rates apply.</param>
    /// <param name="ct">Ends the work.</param>
    public async Task<Result<InvoiceSum>> PriceAsync(BillingDbContext db, Account account, IReadOnlyList<DraftLine> lines, DateTime at, CancellationToken ct = default) =>
        await PriceAsync(db, account, lines, at, [], ct);

    /// <summary>As if the account had these grants besides.</summary>
    public async Task<Result<InvoiceSum>> PriceAsync(BillingDbContext db, Account account, IReadOnlyList<DraftLine> lines, DateTime at, IReadOnlyList<CreditAtHand> besides, CancellationToken ct = default)
    {
        var facts = await FactsAsync(db, [account], [], ct);
        var hand = facts.Credits.AtHand(account.Id, account.Currency, at);
        return await PriceWithAsync(db, account, lines, facts.Discounts.Deserved(account.Id), hand with { Grants = [.. hand.Grants, .. besides.Where(grant => !(grant.ExpiresAt <= at))] }, at, facts.Buyers, ct);
    }

    /// <summary>What the invoices of accounts are priced on, in a handful of statements however many they are. Joins the caller's unit of work.</summary>
    /// <param name="db">The caller's unit of work.</param>
    /// <param name="accounts">Who pays.</param>
    /// <param name="draftIds">Stored drafts among the invoices: what they have taken already is their own.</param>
    /// <param name="ct">Ends the work.</param>
    public async Task<PricingFacts> FactsAsync(BillingDbContext db, IReadOnlyCollection<Account> accounts, IReadOnlyList<Guid> draftIds, CancellationToken ct = default)
    {
        List<Guid> ids = [.. accounts.Select(account => account.Id)];
        return new(await redemptions.ReadAsync(db, ids, draftIds, ct), await credits.ReadAsync(db, ids, draftIds, ct), await taxes.FactsAsync(db, accounts, ct));
    }

    /// <summary>The account's next invoice, with what was read for many.</summary>
    public Task<Result<InvoiceSum>> PriceAsync(BillingDbContext db, Account account, IReadOnlyList<DraftLine> lines, DateTime at, PricingFacts facts, CancellationToken ct = default) =>
        PriceWithAsync(db, account, lines, facts.Discounts.Deserved(account.Id), facts.Credits.AtHand(account.Id, account.Currency, at), at, facts.Buyers, ct);

    /// <summary>A stored draft, perhaps not for the first time: what it has taken already is its own.</summary>
    public Task<Result<InvoiceSum>> PriceDraftAsync(BillingDbContext db, Account account, IReadOnlyList<DraftLine> lines, Invoice draft, PricingFacts facts, CancellationToken ct = default) => PriceWithAsync(
        db, account, lines, facts.Discounts.Deserved(account.Id, draft.Id), facts.Credits.AtHand(account.Id, account.Currency, draft.PeriodStart, draft.HasCredit ? draft.Id : null), draft.PeriodStart, facts.Buyers, ct);

    /// <summary>With the code of the purchase itself, or with none, whatever the account has redeemed before; and with the credit that it could spend.</summary>
    public async Task<Result<InvoiceSum>> PricePurchaseAsync(BillingDbContext db, Account account, IReadOnlyList<DraftLine> lines, DeservedDiscount? discount, DateTime at, CancellationToken ct = default) =>
        await PriceWithAsync(db, account, lines, discount, await credits.AtHandAsync(db, account.Id, account.Currency, at, null, ct), at, ct);

    /// <summary>The same purchase once it is under way: with exactly the credit that it holds.</summary>
    /// <param name="heldBy">Under which id the credit was reserved.</param>
    public async Task<Result<InvoiceSum>> PriceHeldAsync(BillingDbContext db, Account account, IReadOnlyList<DraftLine> lines, DeservedDiscount? discount, Guid heldBy, DateTime at, CancellationToken ct = default) =>
        await PriceWithAsync(db, account, lines, discount, await credits.HeldByAsync(db, heldBy, account.Currency, ct), at, ct);

    /// <summary>The invoice that follows one that is not stored yet: with what that one leaves of its code and of the account's credit.</summary>
    public async Task<Result<InvoiceSum>> PriceAfterAsync(
        BillingDbContext db, Account account, IReadOnlyList<DraftLine> lines, InvoiceSum before, DeservedDiscount? discount, DateTime at, CancellationToken ct = default)
    {
        var hand = (await credits.AtHandAsync(db, account.Id, account.Currency, at, null, ct)).Without(before.CreditShares);
        return await PriceWithAsync(db, account, lines, before.Discount is null ? discount : before.Discount.OneLess, hand, at, ct);
    }

    /// <summary>With exactly this discount, and without credit.</summary>
    public Task<Result<InvoiceSum>> PriceWithAsync(
        BillingDbContext db, Account account, IReadOnlyList<DraftLine> lines, DeservedDiscount? discount, DateTime at, CancellationToken ct = default) =>
        PriceWithAsync(db, account, lines, discount, null, at, ct);

    private async Task<Result<InvoiceSum>> PriceWithAsync(
        BillingDbContext db, Account account, IReadOnlyList<DraftLine> lines, DeservedDiscount? discount, CreditsAtHand? hand, DateTime at, CancellationToken ct) =>
        await PriceWithAsync(db, account, lines, discount, hand, at, await taxes.FactsAsync(db, [account], ct), ct);

    private async Task<Result<InvoiceSum>> PriceWithAsync(
        BillingDbContext db, Account account, IReadOnlyList<DraftLine> lines, DeservedDiscount? discount, CreditsAtHand? hand, DateTime at, BuyerFacts buyers, CancellationToken ct)
    {
        if (!(await taxes.OfAsync(db, account, at, buyers, ct)).Is(out var tax, out var problem)) return problem;
        return InvoiceSum.Of(lines, discount, tax.Components, account.Currency, hand) with { Basis = tax.Basis };
    }

    /// <summary>
    /// The draft takes over what was computed, and with it one use of the code and the credit on it. Rating it again counts and takes nothing a second time. Joins the
    /// caller's unit of work.
    /// </summary>
    /// <exception cref="DbUpdateConcurrencyException">Another draft took the same credit meanwhile: price again with a new unit of work. Also thrown by the caller's save.</exception>
    public async Task RateAsync(BillingDbContext db, Invoice draft, InvoiceSum sum, CancellationToken ct = default)
    {
        if (TakesCredit(draft, sum)) await credits.ReserveAsync(db, draft.Id, sum.CreditShares, ct);
        var counts = Counts(draft, sum);
        draft.Rate(sum);
        if (counts) await redemptions.CountAsync(db, draft.Id, sum.Discount, sum.DiscountTotal, sum.Subtotal - sum.DiscountTotal, ct);
    }

    /// <summary>The same with what was read for many, the draft among them.</summary>
    /// <exception cref="DbUpdateConcurrencyException">As above.</exception>
    public static void Rate(Invoice draft, InvoiceSum sum, PricingFacts facts)
    {
        if (TakesCredit(draft, sum)) facts.Credits.Reserve(draft.Id, sum.CreditShares);
        var counts = Counts(draft, sum);
        draft.Rate(sum);
        if (counts) facts.Discounts.Count(draft.Id, sum.Discount, sum.DiscountTotal, sum.Subtotal - sum.DiscountTotal);
    }

    private static bool TakesCredit(Invoice draft, InvoiceSum sum) => draft.HasCredit || sum.CreditShares.Count > 0;

    private static bool Counts(Invoice draft, InvoiceSum sum) => draft.RedemptionId is not null || sum.Discount is not null;

    /// <summary>Ends an invoice that nobody owes and gives back what it had taken: credit, a use of a code, late usage that the next invoice bills then. Joins the caller's unit of work.</summary>
    public async Task CancelAsync(BillingDbContext db, Invoice invoice, CancellationToken ct = default)
    {
        if (invoice.HasCredit) await credits.ReleaseAsync(db, invoice.Id, ct);
        invoice.Cancel();
        await redemptions.GiveBackAsync(db, invoice.Id, ct);
        await lateUsage.GiveBackAsync(db, invoice.AccountId, invoice.Id, ct);
    }
}
