using System.Collections.Concurrent;
using BillingPortal.Data;
using BillingPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Plans;

/// <summary>The published plans. A version in hand is for reading: it belongs to no unit of work.</summary>
public sealed class PlanCatalogue
{
    // Safe to keep for ever, because a version never changes.
    private readonly ConcurrentDictionary<Guid, PlanVersion> known = new();

    public async Task<PlanVersion> ByIdAsync(BillingDbContext db, Guid id, CancellationToken ct = default)
    {
        if (known.TryGetValue(id, out var version)) return version;
        return known.GetOrAdd(id, await Versions(db).SingleAsync(plan => plan.Id == id, ct));
    }

    /// <summary>What a new customer of this plan gets who pays in this currency: the newest version on sale at an instant. Null for a plan that there is not, or not in this currency.</summary>
    public Task<PlanVersion?> CurrentAsync(BillingDbContext db, string code, Currency currency, DateTime at, CancellationToken ct = default) =>
        OnSale(db, currency, at).Where(plan => plan.PlanCode == code).OrderByDescending(plan => plan.SoldFrom).ThenByDescending(plan => plan.Number).FirstOrDefaultAsync(ct);

    /// <summary>The version of every plan that is on sale in a currency at an instant, cheapest first.</summary>
    public async Task<IReadOnlyList<PlanVersion>> AllCurrentAsync(BillingDbContext db, Currency currency, DateTime at, CancellationToken ct = default)
    {
        var all = OnSale(db, currency, at);
        return await all.Where(plan => !all.Any(other => other.PlanCode == plan.PlanCode && (other.SoldFrom > plan.SoldFrom || (other.SoldFrom == plan.SoldFrom && other.Number > plan.Number))))
            .OrderBy(plan => plan.Price.Minor).ToListAsync(ct);
    }

    // A price of zero is the same in every currency: one Free serves all.
    private static IQueryable<PlanVersion> OnSale(BillingDbContext db, Currency currency, DateTime at) =>
        Versions(db).Where(plan => plan.SoldFrom <= at && (plan.Currency == currency || plan.Price.Minor == 0));

    private static IQueryable<PlanVersion> Versions(BillingDbContext db) => db.PlanVersions.AsNoTracking().AsSplitQuery();
}
