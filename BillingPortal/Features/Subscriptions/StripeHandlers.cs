using BillingPortal.Data;
using BillingPortal.Shared;
using BillingPortal.StripeGateway;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Subscriptions;

/// <summary>A first invoice is paid: if the upgrade was left halfway, it is finished now.</summary>
public sealed class WhenFirstInvoicePaid(UpgradeJanitor janitor) : IStripeEventHandler
{
    public IReadOnlyCollection<string> Types { get; } = [Stripe.EventTypes.InvoicePaid];

    public Task HandleAsync(StripeEventNotice notice, CancellationToken ct) => janitor.PaidAsync(notice.ObjectId, ct);
}

/// <summary>The invoice of a change of plan is paid: if the change was left halfway, it is finished now.</summary>
public sealed class WhenChangePaid(PlanChangeJanitor janitor) : IStripeEventHandler
{
    public IReadOnlyCollection<string> Types { get; } = [Stripe.EventTypes.InvoicePaid];

    public Task HandleAsync(StripeEventNotice notice, CancellationToken ct) => janitor.PaidAsync(notice.ObjectId, ct);
}

/// <summary>A subscription's status or period has changed at Stripe, or it has ended there.</summary>
public sealed class WhenSubscriptionChanged(IDbContextFactory<BillingDbContext> contexts, StripeSubscriptions subscriptions, PlanEnding ending) : IStripeEventHandler
{
    public IReadOnlyCollection<string> Types { get; } = [Stripe.EventTypes.CustomerSubscriptionUpdated, Stripe.EventTypes.CustomerSubscriptionDeleted];

    public async Task HandleAsync(StripeEventNotice notice, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        if (await db.Subscriptions.AnyAsync(s => s.StripeSubscriptionId == notice.ObjectId, ct)) await ending.FollowAsync(notice.ObjectId, await subscriptions.ReadAsync(notice.ObjectId, ct), ct);
    }
}

/// <summary>A customer at Stripe follows the billing profile; the tax of the subscription follows with it.</summary>
public sealed class WhenCustomerChanged(SubscriptionTax tax) : IStripeEventHandler
{
    public IReadOnlyCollection<string> Types { get; } = [Stripe.EventTypes.CustomerUpdated];

    public async Task HandleAsync(StripeEventNotice notice, CancellationToken ct)
    {
        if ((await tax.FollowAsync(notice.ObjectId, ct)).Problem is { Kind: ProblemKind.Unavailable } problem) throw new StripeEventNotApplied(problem);
    }
}
