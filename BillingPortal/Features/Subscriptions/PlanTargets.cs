using BillingPortal.Data;
using BillingPortal.Features.Accounts;
using BillingPortal.Features.Nonprofits;
using BillingPortal.Features.Plans;
using BillingPortal.Shared;

namespace BillingPortal.Features.Subscriptions;

/// <summary>The plans that an account may change to.</summary>
public sealed class PlanTargets(PlanCatalogue catalogue, NonprofitStanding nonprofits, BillingClock clock)
{
    public async Task<Result<PlanVersion>> FindAsync(BillingDbContext db, Account account, string code, CancellationToken ct = default)
    {
        if (await catalogue.CurrentAsync(db, code, account.Currency, clock.Now, ct) is not { } target)
            return Problem.Invalid("plan", PlanCodes.All.Contains(code) ? $"The plan '{code}' is not sold in {account.Currency}." : $"There is no plan '{code}'.");
        return await RefusedAsync(db, account, target, ct) is { } refused ? refused : target;
    }

    /// <summary>Why the account may not have this version, or null.</summary>
    public async Task<Problem?> RefusedAsync(BillingDbContext db, Account account, PlanVersion target, CancellationToken ct = default) =>
        target.PlanCode == PlanCodes.Nonprofit && !await nonprofits.IsVerifiedAsync(db, account.Id, clock.Now, ct)
            ? Problem.Conflict("The Non-Profit plan is for verified non-profit organizations, and your organization is not verified yet.", "not_verified")
            : null;

    public async Task<PlanVersion> FreeAsync(BillingDbContext db, Account account, CancellationToken ct = default) =>
        await catalogue.CurrentAsync(db, PlanCodes.Free, account.Currency, clock.Now, ct) ?? throw new InvalidOperationException("There is no Free plan.");
}
