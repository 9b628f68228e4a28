using Quartz;

namespace BillingPortal.Features.Subscriptions.DryRuns;

/// <summary>Carries out the dry runs that administrators have asked for.</summary>
[DisallowConcurrentExecution]
public sealed class DryRunJob(DryRunWork work) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => await work.RunDueAsync(cancellationToken);

    public Task<DateTime?> NextDueAsync(CancellationToken ct) => work.NextDueAsync(ct);
}
