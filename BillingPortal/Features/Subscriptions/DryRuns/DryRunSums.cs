using BillingPortal.Data;
using BillingPortal.Features.Plans;
using BillingPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Subscriptions.DryRuns;

internal static class DryRunSums
{
    /// <summary>Everybody whose plan at an instant is some version of a plan in a currency.</summary>
    public static async Task<IReadOnlyList<Guid>> OnPlanAsync(this BillingDbContext db, string planCode, Currency currency, DateTime at, CancellationToken ct)
    {
        var versions = db.PlanVersions.Where(version => version.PlanCode == planCode && version.Currency == currency).Select(version => version.Id);
        return await db.AccountPlans.Where(plan => versions.Contains(plan.PlanVersionId) && plan.From <= at && (plan.To == null || plan.To > at)).OrderBy(plan => plan.AccountId).Select(plan => plan.AccountId).ToListAsync(ct);
    }

    public static DryRunTotals Add(DryRunTotals totals, DryRunAccount row)
    {
        if (row.Unpriced is not null) return totals with { Unpriced = totals.Unpriced + 1 };
        return new()
        {
            Winners = totals.Winners + (row.Difference < 0 ? 1 : 0), Losers = totals.Losers + (row.Difference > 0 ? 1 : 0), Equal = totals.Equal + (row.Difference == 0 ? 1 : 0),
            Unpriced = totals.Unpriced, Before = checked(totals.Before + row.Before), After = checked(totals.After + row.After), AtMove = checked(totals.AtMove + row.AtMove),
            MrrBefore = checked(totals.MrrBefore + row.MrrBefore), MrrAfter = checked(totals.MrrAfter + row.MrrAfter),
        };
    }
}
