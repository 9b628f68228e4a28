using BillingPortal.Data;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Nonprofits;

/// <summary>Whether an account may have what is for non-profit organizations.</summary>
public sealed class NonprofitStanding
{
    public Task<bool> IsVerifiedAsync(BillingDbContext db, Guid accountId, DateTime at, CancellationToken ct = default) =>
        db.NonprofitApprovals.AnyAsync(approval => approval.AccountId == accountId && approval.ApprovedAt <= at && approval.Until > at, ct);
}
