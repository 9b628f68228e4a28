using BillingPortal.Data;
using BillingPortal.Features.Accounts;
using BillingPortal.Features.Auditing;
using BillingPortal.Features.Plans;
using BillingPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Discounts;

/// <summary>
/// The one way in which codes are redeemed, whoever sells: reserved before a purchase, redeemed when it is active, released when it fails. All of it joins the
/// caller's transaction. Counts which invoices deserve the code.
/// </summary>
public sealed class Redemptions(BillingClock clock)
{
    /// <summary>Whether this account may use the code for this plan now; a problem on <c>discount_code</c> says which rule refuses it.</summary>
    public async Task<Result<DiscountCode>> CheckAsync(BillingDbContext db, Account account, string typed, string planCode, CancellationToken ct = default)
    {
        var wanted = DiscountCode.Normalize(typed);
        var code = wanted.Length <= DiscountCodeInput.LongestCode ? await db.DiscountCodes.AsNoTracking().FirstOrDefaultAsync(known => known.Code == wanted, ct) : null;
        if (code is null) return CodeRefusals.Unknown;
        if (CodeRefusals.Of(code, account, planCode, clock.Now) is { } refused) return refused;

        if (code.FirstPurchaseOnly && await db.AccountPlans.AnyAsync(plan => plan.AccountId == account.Id && plan.Anchor != null, ct)) return CodeRefusals.NotFirst;
        var before = await db.Redemptions.CountAsync(r => r.AccountId == account.Id && r.CodeId == code.Id && r.State != RedemptionState.Released, ct);
        return before < code.MaxPerAccount ? code : CodeRefusals.AlreadyUsed(code);
    }

    /// <summary>Holds a redemption for a purchase. Call it inside a transaction, and save with it.</summary>
    public async Task<Result<Redemption>> ReserveAsync(BillingDbContext db, Account account, string typed, string planCode, CancellationToken ct = default)
    {
        if (!(await CheckAsync(db, account, typed, planCode, ct)).Is(out var code, out var refused)) return refused;

        var now = clock.Now;
        var taken = await db.DiscountCodes
            .Where(c => c.Id == code.Id && c.EndedAt == null && (c.ExpiresAt == null || c.ExpiresAt > now) && (c.MaxRedemptions == null || c.Taken < c.MaxRedemptions))
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.Taken, c => c.Taken + 1).SetProperty(c => c.Version, c => c.Version + 1), ct);
        if (taken == 0) return (await CheckAsync(db, account, typed, planCode, ct)).Problem ?? CodeRefusals.UsedUp(code);

        var redemption = Redemption.Reserve(code, account.Id, now);
        db.Add(redemption);
        return redemption;
    }

    /// <summary>A subscription has started: its own code lives from now on, that of an earlier subscription no longer. Call it inside a transaction.</summary>
    /// <param name="redemptionId">Null for a purchase without a code.</param>
    public async Task StartAsync(BillingDbContext db, Guid accountId, Guid? redemptionId, CancellationToken ct = default)
    {
        await EndAsync(db, accountId, redemptionId, ct);
        if (redemptionId is { } id) await RedeemAsync(db, id, ct);
    }

    /// <summary>A purchase with a code went through. Call it inside a transaction.</summary>
    public async Task RedeemAsync(BillingDbContext db, Guid redemptionId, CancellationToken ct = default)
    {
        var redemption = await db.Redemptions.SingleAsync(r => r.Id == redemptionId, ct);
        // What was given back meanwhile is not taken a second time.
        if (redemption.State != RedemptionState.Reserved) return;

        await EndAsync(db, redemption.AccountId, redemptionId, ct);
        redemption.Redeem(clock.Now);
        var code = await db.DiscountCodes.Where(c => c.Id == redemption.CodeId).Select(c => c.Code).SingleAsync(ct);
        db.Record(Actor.System, "discountCode.redeemed", redemption.AccountId, clock.Now, code);
    }

    /// <summary>The purchase failed or was abandoned. Safe to run twice; call it inside a transaction.</summary>
    public async Task ReleaseAsync(BillingDbContext db, Guid? redemptionId, CancellationToken ct = default)
    {
        if (redemptionId is not { } id) return;
        var redemption = await db.Redemptions.SingleAsync(r => r.Id == id, ct);
        if (redemption.State != RedemptionState.Reserved) return;

        redemption.Release();
        await db.DiscountCodes.Where(c => c.Id == redemption.CodeId)
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.Taken, c => c.Taken - 1).SetProperty(c => c.Version, c => c.Version + 1), ct);
    }

    /// <summary>What accounts deserve and what invoices have counted, in a few statements however many they are. Joins the caller's unit of work.</summary>
    /// <param name="db">The unit of work that asks, and may count.</param>
    /// <param name="accountIds">Who pays.</param>
    /// <param name="invoiceIds">Drafts that are priced, perhaps not for the first time.</param>
    /// <param name="ct">Ends the work.</param>
    public Task<DiscountBook> ReadAsync(BillingDbContext db, IReadOnlyList<Guid> accountIds, IReadOnlyList<Guid> invoiceIds, CancellationToken ct = default) => ReadAsync(db, accountIds, invoiceIds, [], ct);

    /// <summary>The discount of the account's next invoice, while its code has invoices left.</summary>
    /// <param name="draftId">A draft that is priced again: what it has counted is its own.</param>
    public async Task<DeservedDiscount?> DeservedAsync(BillingDbContext db, Guid accountId, Guid? draftId = null, CancellationToken ct = default) =>
        (await ReadAsync(db, [accountId], draftId is { } draft ? [draft] : [], ct)).Deserved(accountId, draftId);

    /// <summary>The discount of a redemption that is held for a purchase under way.</summary>
    public async Task<DeservedDiscount?> OfAsync(BillingDbContext db, Guid? redemptionId, CancellationToken ct = default)
    {
        if (redemptionId is null) return null;
        var code = await db.Redemptions.Where(r => r.Id == redemptionId).Join(db.DiscountCodes, r => r.CodeId, c => c.Id, (_, c) => c).AsNoTracking().SingleAsync(ct);
        return new(redemptionId.Value, code.Terms);
    }

    /// <summary>The discount that a change of plan under way holds: reserved for it, or counted for its invoice already; null where it was given back.</summary>
    public async Task<DeservedDiscount?> HeldByAsync(BillingDbContext db, Guid? redemptionId, Guid invoiceId, CancellationToken ct = default)
    {
        if (redemptionId is null) return null;
        var isHeld = await db.Redemptions.AnyAsync(r => r.Id == redemptionId && r.State == RedemptionState.Reserved, ct) || await db.DiscountUses.AnyAsync(use => use.InvoiceId == invoiceId && use.RedemptionId == redemptionId, ct);
        return isHeld ? await OfAsync(db, redemptionId, ct) : null;
    }

    /// <summary>Counts an invoice for its code, once, or gives back what it had counted when the draft no longer bears it. Joins the caller's unit of work.</summary>
    public async Task CountAsync(BillingDbContext db, Guid invoiceId, DeservedDiscount? deserved, Money discount, Money kept, CancellationToken ct = default) =>
        (await ReadAsync(db, [], [invoiceId], deserved is null ? [] : [deserved.RedemptionId], ct)).Count(invoiceId, deserved, discount, kept);

    /// <summary>A voided invoice gives its use back. Joins the caller's unit of work.</summary>
    public async Task GiveBackAsync(BillingDbContext db, Guid invoiceId, CancellationToken ct = default) => (await ReadAsync(db, [], [invoiceId], ct)).GiveBack(invoiceId);

    private static async Task<DiscountBook> ReadAsync(BillingDbContext db, IReadOnlyList<Guid> accountIds, IReadOnlyList<Guid> invoiceIds, IEnumerable<Guid> redemptionIds, CancellationToken ct)
    {
        var uses = invoiceIds.Count == 0 ? [] : await UsesAsync(db, invoiceIds, ct);
        // Tracked on purpose: what this unit of work has counted for another invoice and not saved yet counts as well.
        var living = accountIds.Count == 0 ? [] : await db.Redemptions.Where(r => r.LivesFor != null && EF.Parameter(accountIds).Contains(r.LivesFor.Value))
            .Join(db.DiscountCodes, r => r.CodeId, c => c.Id, (r, c) => new { r.LivesFor, Redemption = r, Code = c }).ToListAsync(ct);
        List<Guid> others = [.. uses.Select(use => use.RedemptionId).Concat(redemptionIds).Except(living.Select(of => of.Redemption.Id))];
        var besides = others.Count == 0 ? [] : await db.Redemptions.Where(r => EF.Parameter(others).Contains(r.Id)).ToListAsync(ct);
        return new(db, living.ToDictionary(of => of.LivesFor!.Value, of => (of.Redemption, of.Code)), besides, uses);
    }

    /// <summary>With those that the unit of work has counted and not saved, and without those that it has given back.</summary>
    private static async Task<List<DiscountUse>> UsesAsync(BillingDbContext db, IReadOnlyList<Guid> invoiceIds, CancellationToken ct)
    {
        await db.DiscountUses.Where(use => EF.Parameter(invoiceIds).Contains(use.InvoiceId)).LoadAsync(ct);
        var asked = invoiceIds.ToHashSet();
        return [.. db.DiscountUses.Local.Where(use => asked.Contains(use.InvoiceId))];
    }

    private static Task EndAsync(BillingDbContext db, Guid accountId, Guid? except, CancellationToken ct) =>
        db.Redemptions.Where(r => r.LivesFor == accountId && r.Id != except)
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.LivesFor, (Guid?)null).SetProperty(r => r.Version, r => r.Version + 1), ct);
}
