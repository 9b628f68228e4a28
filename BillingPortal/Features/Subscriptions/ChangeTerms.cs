using BillingPortal.Features.Accounts;
using BillingPortal.Features.Invoicing;
using BillingPortal.Shared;
using BillingPortal.StripeGateway;

namespace BillingPortal.Features.Subscriptions;

/// <summary>
/// What the invoice of a change bears besides its price: today's tax rates, the code, the credit. A change that may have to wait takes none of them itself (Stripe's rule
/// for <c>pending_if_incomplete</c>), so that they are placed before it, and taken away again where it comes to nothing. Safe to run again.
/// </summary>
public sealed class ChangeTerms(StripeSubscriptions subscriptions, StripeDrafts drafts, StripeDiscounts discounts, PendingCredits credits, StripeCustomers customers, StripeCalls calls)
{
    public async Task<Result<Done>> PlaceAsync(PlanChange change, Subscription subscription, InvoiceSum sum, CancellationToken ct)
    {
        if (!(await customers.EnsureAsync(change.AccountId, ct)).Is(out var customer, out var unknown)) return unknown;
        if (!(await drafts.RatesAsync(sum.Components, ct)).Is(out var rates, out var untaxed)) return untaxed;
        if ((await subscriptions.TaxAsync(subscription.StripeSubscriptionId, sum.Components, ct)).Problem is { } untold) return untold;

        return await calls.TryAsync(async () =>
        {
            await discounts.PutOnSubscriptionAsync(subscription.StripeSubscriptionId, Purpose(change), sum, ct);
            await credits.PlaceAsync(customer, change.Id, sum, rates, subscription.StripeSubscriptionId, ct);
            return Done.It;
        }, ct);
    }

    public async Task RemoveAsync(PlanChange change, Subscription subscription, CancellationToken ct)
    {
        await discounts.TakeFromSubscriptionAsync(subscription.StripeSubscriptionId, Purpose(change), ct);
        if (await customers.KnownAsync(change.AccountId, ct) is { } customer) await credits.RemoveAsync(customer, change.Id, ct);
    }

    private static string Purpose(PlanChange change) => $"chg_{change.Id:N}";
}
