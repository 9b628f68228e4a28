using BillingPortal.Data;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Plans;

/// <summary>Reads which plan an account is on. Only Features/Subscriptions writes it.</summary>
public sealed class AccountPlans(PlanCatalogue catalogue)
{
    /// <exception cref="InvalidOperationException">The account did not exist yet.</exception>
    public async Task<PlanInForce> AtAsync(BillingDbContext db, Guid accountId, DateTime at, CancellationToken ct = default)
    {
        var row = await db.AccountPlans.AsNoTracking()
            .Where(plan => plan.AccountId == accountId && plan.From <= at && (plan.To == null || plan.To > at)).FirstOrDefaultAsync(ct);
        return Needed(row is null ? null : new(row, await catalogue.ByIdAsync(db, row.PlanVersionId, ct), row.PeriodAt(at)), accountId, at);
    }

    /// <exception cref="InvalidOperationException">The account did not exist yet.</exception>
    public static PlanInForce Needed(PlanInForce? plan, Guid accountId, DateTime at) => plan ?? throw new InvalidOperationException($"Account {accountId} has no plan at {at:O}.");

    public async Task<PlanHistory> HistoryAsync(BillingDbContext db, Guid accountId, CancellationToken ct = default) => (await HistoriesAsync(db, [accountId], ct))[accountId];

    /// <summary>Those of several accounts in one look.</summary>
    public async Task<IReadOnlyDictionary<Guid, PlanHistory>> HistoriesAsync(BillingDbContext db, IReadOnlyList<Guid> accountIds, CancellationToken ct = default)
    {
        var rows = await db.AccountPlans.AsNoTracking().Where(plan => EF.Parameter(accountIds).Contains(plan.AccountId)).OrderBy(plan => plan.From).ToListAsync(ct);
        var plans = accountIds.ToDictionary(id => id, _ => new List<(AccountPlan, PlanVersion)>());
        foreach (var row in rows) plans[row.AccountId].Add((row, await catalogue.ByIdAsync(db, row.PlanVersionId, ct)));
        return plans.ToDictionary(of => of.Key, of => new PlanHistory(of.Value));
    }
}
