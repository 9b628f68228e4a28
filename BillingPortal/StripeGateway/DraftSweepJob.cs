using Quartz;

namespace BillingPortal.StripeGateway;

/// <summary>Finds the events and drafts that Stripe never told of.</summary>
public sealed class DraftSweepJob(DraftSweep sweep) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) => await sweep.RunAsync(cancellationToken);

    /// <summary>What was lost has no row here that could be due.</summary>
    public Task<DateTime?> NextDueAsync(CancellationToken ct) => Task.FromResult<DateTime?>(null);
}
