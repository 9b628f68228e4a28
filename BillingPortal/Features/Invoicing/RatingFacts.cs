using BillingPortal.Data;
using BillingPortal.Features.Accounts;
using BillingPortal.Features.Plans;
using BillingPortal.Features.Usage;
using BillingPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Invoicing;

/// <summary>What the drafts of one batch are rated on.</summary>
internal sealed record RatingFacts(
    IReadOnlyDictionary<Guid, Account> Accounts, IReadOnlyDictionary<Guid, PlanHistory> Plans, ILookup<(Guid AccountId, DateTime Before), LateOverage> Late,
    IReadOnlyDictionary<(Guid AccountId, DateTime Start), PeriodUsage> Usage, IReadOnlyDictionary<Guid, OneOffOrder> Orders, PricingFacts Pricing)
{
    /// <summary>The plan that the draft is for.</summary>
    public PlanInForce Renewed(Invoice draft) => At(Plans, draft.AccountId, draft.PeriodStart);

    /// <summary>The plan whose period the draft closes.</summary>
    public PlanInForce Closed(Invoice draft) => Closed(Plans, draft);

    public IReadOnlyDictionary<Metric, long> UsedIn(Invoice draft, Period closed) => Usage[(draft.AccountId, closed.Start)].Billed;

    public IReadOnlyList<LateOverage> LateOf(Invoice draft) => BillsUsage(draft) ? [.. Late[(draft.AccountId, UsageUntil(draft))]] : [];

    /// <summary>What an unclaimed renewal left out stands on the catch-up invoice.</summary>
    internal static bool BillsUsage(Invoice draft) => draft.Reason is not (InvoiceReason.OneOff or InvoiceReason.Unclaimed);

    internal static DateTime UsageUntil(Invoice draft) => draft.Reason == InvoiceReason.Final ? draft.PeriodEnd : draft.PeriodStart;

    internal static PlanInForce Closed(IReadOnlyDictionary<Guid, PlanHistory> plans, Invoice draft) => At(plans, draft.AccountId, UsageUntil(draft).AddTicks(-TimeSpan.TicksPerMicrosecond));

    private static PlanInForce At(IReadOnlyDictionary<Guid, PlanHistory> plans, Guid accountId, DateTime at) => AccountPlans.Needed(plans[accountId].At(at), accountId, at);
}

/// <summary>Reads the facts of a batch in a handful of statements, however many drafts are in it.</summary>
public sealed class RatingReading(AccountPlans plans, UsageOfMany usage, LateUsage lateUsage, InvoicePricing pricing)
{
    internal async Task<RatingFacts> ReadAsync(BillingDbContext db, IReadOnlyList<Invoice> drafts, CancellationToken ct)
    {
        List<Guid> payers = [.. drafts.Select(draft => draft.AccountId).Distinct()];
        var accounts = await db.Accounts.AsNoTracking().Where(account => EF.Parameter(payers).Contains(account.Id)).ToDictionaryAsync(account => account.Id, ct);
        var histories = await plans.HistoriesAsync(db, payers, ct);
        Invoice[] billing = [.. drafts.Where(RatingFacts.BillsUsage)];
        var late = await lateUsage.DueOfManyAsync(db, [.. billing.Select(draft => (draft.AccountId, RatingFacts.UsageUntil(draft))).Distinct()], ct);
        var closed = billing.Select(draft => (draft.AccountId, Plan: RatingFacts.Closed(histories, draft))).Where(of => !of.Plan.Version.IsFree);
        var used = await usage.UsageOfPeriodsAsync(db, [.. closed.Select(of => (of.AccountId, of.Plan.Period)).Distinct()], ct);
        return new(accounts, histories, late, used, await OrdersAsync(db, drafts, ct), await pricing.FactsAsync(db, [.. accounts.Values], [.. drafts.Select(draft => draft.Id)], ct));
    }

    private static async Task<Dictionary<Guid, OneOffOrder>> OrdersAsync(BillingDbContext db, IReadOnlyList<Invoice> drafts, CancellationToken ct)
    {
        List<Guid> ordered = [.. drafts.Where(draft => draft.Reason == InvoiceReason.OneOff).Select(draft => draft.Id)];
        return ordered.Count == 0 ? [] : await db.OneOffOrders.AsNoTracking().Where(order => EF.Parameter(ordered).Contains(order.InvoiceId)).ToDictionaryAsync(order => order.InvoiceId, ct);
    }
}
