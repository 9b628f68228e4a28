using Quartz;

namespace BillingPortal.Features.Accounts.TaxIds;

/// <summary>Has the tax ids confirmed whose time has come.</summary>
[DisallowConcurrentExecution]
public sealed class TaxIdJob(TaxIdChecks checks) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => await checks.AskDueAsync(cancellationToken);

    public Task<DateTime?> NextDueAsync(CancellationToken ct) => checks.NextDueAsync(ct);
}
