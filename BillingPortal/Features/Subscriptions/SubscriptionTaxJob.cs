using Quartz;

namespace BillingPortal.Features.Subscriptions;

/// <summary>Brings the tax of subscriptions at Stripe up to date where it may have changed.</summary>
[DisallowConcurrentExecution]
public sealed class SubscriptionTaxJob(SubscriptionTax tax) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => await tax.FollowDueAsync(cancellationToken);

    public Task<DateTime?> NextDueAsync(CancellationToken ct) => tax.NextDueAsync(ct);
}
