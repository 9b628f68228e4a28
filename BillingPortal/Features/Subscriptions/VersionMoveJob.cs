using Quartz;

namespace BillingPortal.Features.Subscriptions;

/// <summary>Moves accounts to newer versions of their plans, as administrators have asked.</summary>
[DisallowConcurrentExecution]
public sealed class VersionMoveJob(VersionMoveWork work) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => await work.RunDueAsync(cancellationToken);

    public Task<DateTime?> NextDueAsync(CancellationToken ct) => work.NextDueAsync(ct);
}
