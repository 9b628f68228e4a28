using Quartz;

namespace BillingPortal.Features.Invoicing;

/// <summary>Makes the PDFs of issued invoices.</summary>
[DisallowConcurrentExecution]
public sealed class InvoiceDocumentJob(InvoiceDocumentMaking making) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => context.Result = await making.MakeDueAsync(cancellationToken);

    public Task<DateTime?> NextDueAsync(CancellationToken ct) => making.NextDueAsync(ct);
}
