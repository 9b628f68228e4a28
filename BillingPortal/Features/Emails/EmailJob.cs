using Quartz;

namespace BillingPortal.Features.Emails;

/// <summary>Sends the emails that are due.</summary>
public sealed class EmailJob(EmailOutbox outbox) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) => await outbox.SendDueAsync(cancellationToken);

    public Task<DateTime?> NextDueAsync(CancellationToken ct) => outbox.NextDueAsync(ct);
}
