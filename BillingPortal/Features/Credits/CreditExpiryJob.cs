using Quartz;

namespace BillingPortal.Features.Credits;

/// <summary>Lets credit expire when its time has come.</summary>
[DisallowConcurrentExecution]
public sealed class CreditExpiryJob(CreditExpiry expiry) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => await expiry.ExpireDueAsync(cancellationToken);

    public Task<DateTime?> NextDueAsync(CancellationToken ct) => expiry.NextDueAsync(ct);
}
