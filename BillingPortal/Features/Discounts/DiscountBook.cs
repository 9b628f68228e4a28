using BillingPortal.Data;
using BillingPortal.Shared;

namespace BillingPortal.Features.Discounts;

/// <summary>
/// The redemptions that one unit of work deals with, read at once and asked from then on: what it counts for one invoice counts for the next as well, although nothing is
/// saved yet. Belongs to that unit of work, whose save refuses what another has changed meanwhile.
/// </summary>
public sealed class DiscountBook
{
    private readonly BillingDbContext db;
    private readonly Dictionary<Guid, (Redemption Redemption, DiscountCode Code)> living;
    private readonly Dictionary<Guid, Redemption> redemptions;
    private readonly Dictionary<Guid, DiscountUse> uses;

    internal DiscountBook(
        BillingDbContext db, IReadOnlyDictionary<Guid, (Redemption Redemption, DiscountCode Code)> living, IEnumerable<Redemption> besides, IEnumerable<DiscountUse> uses)
    {
        (this.db, this.living, this.uses) = (db, new(living), uses.ToDictionary(use => use.InvoiceId));
        redemptions = living.Values.Select(of => of.Redemption).Concat(besides).DistinctBy(redemption => redemption.Id).ToDictionary(redemption => redemption.Id);
    }

    /// <summary>What the account's next invoice deserves; null where no code lives or no invoice of it is left.</summary>
    /// <param name="accountId">Who pays.</param>
    /// <param name="draftId">A draft that is priced again: what it has counted is its own.</param>
    public DeservedDiscount? Deserved(Guid accountId, Guid? draftId = null)
    {
        if (!living.TryGetValue(accountId, out var of)) return null;
        var own = draftId is { } id && uses.GetValueOrDefault(id)?.RedemptionId == of.Redemption.Id ? 1 : 0;
        var left = of.Code.Invoices - of.Redemption.UsedInvoices + own;
        return left <= 0 ? null : new(of.Redemption.Id, of.Code.Terms, left);
    }

    /// <summary>Counts an invoice for its code, once, or gives back what it had counted when the draft no longer bears it.</summary>
    internal void Count(Guid invoiceId, DeservedDiscount? deserved, Money discount, Money kept)
    {
        if (uses.TryGetValue(invoiceId, out var use) && use.RedemptionId != deserved?.RedemptionId)
        {
            GiveBack(invoiceId);
            use = null;
        }
        if (deserved is null) return;

        if (use is null)
        {
            var redemption = redemptions[deserved.RedemptionId];
            redemption.Use();
            db.Add(use = new() { InvoiceId = invoiceId, RedemptionId = redemption.Id, CodeId = redemption.CodeId, Currency = discount.Currency });
            uses[invoiceId] = use;
        }
        use.Set(discount, kept);
    }

    /// <summary>A voided invoice gives its use back.</summary>
    internal void GiveBack(Guid invoiceId)
    {
        if (!uses.Remove(invoiceId, out var use)) return;
        redemptions[use.RedemptionId].GiveBack();
        db.Remove(use);
    }
}
