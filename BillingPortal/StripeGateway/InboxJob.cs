using Quartz;

namespace BillingPortal.StripeGateway;

/// <summary>Applies the events that are due again.</summary>
public sealed class InboxJob(InboxWorker inbox) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) => await inbox.DrainAsync(cancellationToken);

    public Task<DateTime?> NextDueAsync(CancellationToken ct) => inbox.NextDueAsync(ct);
}
