using BillingPortal.Data;
using BillingPortal.Features.Invoicing;
using BillingPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Subscriptions;

/// <summary>Finishes or undoes upgrades that were left halfway: by a crash, by an answer that never came.</summary>
public sealed class UpgradeJanitor(IDbContextFactory<BillingDbContext> contexts, UpgradeRun run, BillingOptions billing, BillingClock clock, TimeProvider system, ILogger<UpgradeJanitor> log)
{
    public async Task CleanAsync(CancellationToken ct = default)
    {
        foreach (var upgradeId in await LeftAsync(ct))
        {
            try
            {
                await ResumeAsync(upgradeId, ct);
            }
            catch (Exception exception) when (exception is not OperationCanceledException || !ct.IsCancellationRequested)
            {
                log.LogWarning(exception, "Upgrade {Upgrade} could not be ended; it is tried again.", upgradeId);
            }
        }
    }

    /// <summary>Ends the upgrade that a first invoice belongs to, unless somebody is at work on it.</summary>
    public async Task PaidAsync(string stripeInvoiceId, CancellationToken ct = default)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var upgradeId = await Left(db).Where(upgrade => upgrade.StripeInvoiceId == stripeInvoiceId).Select(upgrade => (Guid?)upgrade.Id).FirstOrDefaultAsync(ct);
        if (upgradeId is { } found) await ResumeAsync(found, ct);
    }

    /// <summary>Now, where an upgrade was left halfway.</summary>
    public async Task<DateTime?> NextDueAsync(CancellationToken ct = default) => (await LeftAsync(ct)).Count > 0 ? clock.Now : null;

    private async Task<List<Guid>> LeftAsync(CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await Left(db).OrderBy(upgrade => upgrade.StartedAt).Select(upgrade => upgrade.Id).Take(100).ToListAsync(ct);
    }

    private IQueryable<Upgrade> Left(BillingDbContext db)
    {
        var systemNow = system.GetUtcNow().UtcDateTime;
        return db.Upgrades.Where(upgrade => upgrade.RunsFor != null && (upgrade.LeaseUntil == null || upgrade.LeaseUntil < systemNow));
    }

    private async Task ResumeAsync(Guid upgradeId, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        DateTime? until = system.GetUtcNow().UtcDateTime + billing.Lease;
        var taken = await Left(db).Where(upgrade => upgrade.Id == upgradeId)
            .ExecuteUpdateAsync(set => set.SetProperty(upgrade => upgrade.LeaseUntil, until).SetProperty(upgrade => upgrade.Version, upgrade => upgrade.Version + 1), ct);
        if (taken == 1) await run.ResumeAsync(upgradeId, ct);
    }
}
