using Quartz;

namespace BillingPortal.Features.Payments;

/// <summary>Collects the open invoices that are due.</summary>
[DisallowConcurrentExecution]
public sealed class CollectJob(PaymentService payments) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => await payments.CollectDueAsync(cancellationToken);

    public Task<DateTime?> NextDueAsync(CancellationToken ct) => payments.NextDueAsync(ct);
}
