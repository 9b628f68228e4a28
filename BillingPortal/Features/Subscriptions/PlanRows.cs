using BillingPortal.Data;
using BillingPortal.Features.Plans;
using BillingPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Subscriptions;

/// <summary>The one writer of which plan an account is on. Rows always tile: one ends where the next begins, and what has not begun can be taken back.</summary>
internal static class PlanRows
{
    /// <summary>From an instant on another plan, now or in the future; what was to follow later is given up. The caller saves.</summary>
    /// <returns>From when, which is a little later where the account had begun its plan at that very instant.</returns>
    public static async Task<DateTime> MovePlanAsync(this BillingDbContext db, Guid accountId, PlanVersion version, DateTime from, DateTime? anchor, CancellationToken ct)
    {
        var current = await db.StayOnPlanAsync(accountId, from, ct);
        var at = from > current.From ? from : current.From.AddMicroseconds(1);
        current.End(at);
        db.Add(AccountPlan.Start(accountId, version, at, anchor));
        return at;
    }

    /// <summary>Takes back what was to begin after an instant. The caller saves.</summary>
    /// <returns>The row that stays, open.</returns>
    public static async Task<AccountPlan> StayOnPlanAsync(this BillingDbContext db, Guid accountId, DateTime now, CancellationToken ct)
    {
        var rows = await db.AccountPlans.Where(plan => plan.AccountId == accountId && (plan.To == null || plan.To > now)).OrderBy(plan => plan.From).ToListAsync(ct);
        db.RemoveRange(rows.Skip(1));
        if (rows.Count > 1) rows[0].Continue();
        return rows[0];
    }
}
