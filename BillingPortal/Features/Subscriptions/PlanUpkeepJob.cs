using Quartz;

namespace BillingPortal.Features.Subscriptions;

/// <summary>Brings plans to where time has brought them.</summary>
[DisallowConcurrentExecution]
public sealed class PlanUpkeepJob(PlanUpkeep upkeep) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => await upkeep.RunAsync(cancellationToken);

    public Task<DateTime?> NextDueAsync(CancellationToken ct) => upkeep.NextDueAsync(ct);
}
