using Quartz;

namespace BillingPortal.Features.Invoicing;

/// <summary>Completes the drafts that are due.</summary>
[DisallowConcurrentExecution]
public sealed class InvoiceRunJob(InvoiceRun run) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => context.Result = (await run.CompleteDueAsync(ct: cancellationToken))?.Done ?? 0;

    public Task<DateTime?> NextDueAsync(CancellationToken ct) => run.NextDueAsync(ct);
}
