using Quartz;

namespace BillingPortal.Features.Subscriptions;

/// <summary>Looks for upgrades that were left halfway.</summary>
[DisallowConcurrentExecution]
public sealed class UpgradeJanitorJob(UpgradeJanitor janitor) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => await janitor.CleanAsync(cancellationToken);

    public Task<DateTime?> NextDueAsync(CancellationToken ct) => janitor.NextDueAsync(ct);
}
