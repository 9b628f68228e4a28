using BillingPortal.Data;
using BillingPortal.Features.Accounts;
using BillingPortal.Features.Taxes;
using BillingPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Subscriptions;

/// <summary>
/// Keeps the tax of a subscription at Stripe as profile, tax id, certificates and registrations have it, so that a renewal that Stripe finalizes
/// unclaimed is right as it stands. Accounts whose tax may have changed are the queue; dates to come put an account into it by themselves.
/// </summary>
public sealed class SubscriptionTax(IDbContextFactory<BillingDbContext> contexts, AccountTaxes taxes, StripeSubscriptions subscriptions, BillingClock clock, ILogger<SubscriptionTax> log)
{
    private const int Batch = 100;

    private static readonly TimeSpan Claim = TimeSpan.FromMinutes(2);

    public async Task<Result<Done>> FollowAsync(string customerId, CancellationToken ct = default)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await db.Accounts.AsNoTracking().FirstOrDefaultAsync(account => account.StripeCustomerId == customerId, ct) is { } account ? await FollowAsync(db, account, ct) : Done.It;
    }

    /// <summary>Follows for every account whose time has come. One that fails does not stop the next.</summary>
    public async Task FollowDueAsync(CancellationToken ct = default)
    {
        foreach (var accountId in await DueAsync(ct))
            if (!(await FollowAsync(accountId, ct)).Is(out _, out var problem)) log.LogWarning("Account {Account}: the tax at Stripe is not up to date yet: {Problem}", accountId, problem.Detail);
    }

    public async Task<DateTime?> NextDueAsync(CancellationToken ct = default)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await db.Accounts.Where(account => account.TaxDueAt != null).OrderBy(account => account.TaxDueAt).Select(account => account.TaxDueAt).FirstOrDefaultAsync(ct);
    }

    private async Task<List<Guid>> DueAsync(CancellationToken ct)
    {
        var now = clock.Now;
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await db.Accounts.Where(account => account.TaxDueAt <= now).OrderBy(account => account.TaxDueAt).Select(account => account.Id).Take(Batch).ToListAsync(ct);
    }

    private async Task<Result<Done>> FollowAsync(Guid accountId, CancellationToken ct)
    {
        var now = clock.Now;
        DateTime? claim = now + Claim;
        await using var db = await contexts.CreateDbContextAsync(ct);
        if (await db.Accounts.Where(a => a.Id == accountId && a.TaxDueAt <= now).ExecuteUpdateAsync(set => set.SetProperty(a => a.TaxDueAt, claim), ct) == 0) return Done.It;
        return await FollowAsync(db, await db.Accounts.AsNoTracking().SingleAsync(a => a.Id == accountId, ct), ct);
    }

    private async Task<Result<Done>> FollowAsync(BillingDbContext db, Account account, CancellationToken ct)
    {
        var now = clock.Now;
        var known = (await taxes.OfAsync(db, account, now, ct)).Is(out var tax, out var problem);
        // A place that no table knows stays unknown until the profile changes; anything else is tried again when the claim has run out.
        if (!known && problem!.Kind != ProblemKind.Invalid) return problem;

        var living = await db.Subscriptions.Where(subscription => subscription.LivesFor == account.Id).Select(subscription => subscription.StripeSubscriptionId).FirstOrDefaultAsync(ct);
        if (tax is not null && living is not null && !(await subscriptions.TaxAsync(living, tax.Components, ct)).Is(out _, out var untold)) return untold;

        var next = tax is null ? null : await taxes.NextChangeAsync(account, tax, now, ct);
        // Where somebody has put it in the queue meanwhile, what was told is old already: it stays there.
        await db.Accounts.Where(a => a.Id == account.Id && a.TaxDueAt == account.TaxDueAt).ExecuteUpdateAsync(set => set.SetProperty(a => a.TaxDueAt, next), ct);
        return Done.It;
    }
}
