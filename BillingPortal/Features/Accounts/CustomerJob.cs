using Quartz;

namespace BillingPortal.Features.Accounts;

/// <summary>Makes the Stripe customers that new accounts still lack, and tells Stripe of profiles that have changed.</summary>
[DisallowConcurrentExecution]
public sealed class CustomerJob(StripeCustomers customers) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => await customers.CatchUpAsync(cancellationToken);

    public Task<DateTime?> NextDueAsync(CancellationToken ct) => customers.NextDueAsync(ct);
}
