using BillingPortal.Data;
using BillingPortal.Features.Invoicing;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Subscriptions;

/// <summary>Finishes or undoes upgrades that were left halfway: by a crash, by an answer that never came.</summary>
public sealed class UpgradeJanitor(IDbContextFactory<BillingDbContext> contexts, UpgradeRun run, BillingOptions billing, TimeProvider system, ILogger<UpgradeJanitor> log)
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

    /// <summary>Since when one waits that was left halfway.</summary>
    public async Task<DateTime?> NextDueAsync(CancellationToken ct = default)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await Left(db).MinAsync(upgrade => (DateTime?)upgrade.StartedAt, ct);
    }

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
        if (await HoldAsync(Left(db).Where(upgrade => upgrade.Id == upgradeId), until, ct) == 0) return;
        try
        {
            await run.ResumeAsync(upgradeId, ct);
        }
        catch
        {
            // Nobody works on it any more: whoever looks next need not wait for the lease to run out.
            await HoldAsync(db.Upgrades.Where(upgrade => upgrade.Id == upgradeId && upgrade.LeaseUntil == until), null, CancellationToken.None);
            throw;
        }
    }

    private static Task<int> HoldAsync(IQueryable<Upgrade> one, DateTime? until, CancellationToken ct) =>
        one.ExecuteUpdateAsync(set => set.SetProperty(upgrade => upgrade.LeaseUntil, until).SetProperty(upgrade => upgrade.Version, upgrade => upgrade.Version + 1), ct);
}
