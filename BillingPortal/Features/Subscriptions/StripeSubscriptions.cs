using BillingPortal.Features.Accounts;
using BillingPortal.Features.Invoicing;
using BillingPortal.Features.Plans;
using BillingPortal.Features.Taxes;
using BillingPortal.Shared;
using BillingPortal.StripeGateway;

namespace BillingPortal.Features.Subscriptions;

/// <summary>What an upgrade does at Stripe.</summary>
public sealed class StripeSubscriptions(Stripe.IStripeClient stripe, StripePrices prices, StripeDrafts drafts, StripeDiscounts discounts, PendingCredits credits, StripeCustomers customers, StripeCalls calls)
{
    private const string UpgradeId = "upgrade_id";

    private readonly Stripe.SubscriptionService subscriptions = new(stripe);
    private readonly Stripe.InvoiceService invoices = new(stripe);

    /// <summary>An incomplete subscription with its finalized first invoice, not paid yet.</summary>
    public async Task<Result<Stripe.Subscription>> StartAsync(Upgrade upgrade, PlanVersion version, InvoiceSum sum, CancellationToken ct)
    {
        if (!(await customers.EnsureAsync(upgrade.AccountId, ct)).Is(out var customer, out var noCustomer)) return noCustomer;
        if (!(await prices.EnsureAsync(version, ct)).Is(out var price, out var noPrice)) return noPrice;
        if (!(await drafts.RatesAsync(sum.Components, ct)).Is(out var rates, out var noRates)) return noRates;
        if (!(await calls.TryAsync(() => discounts.CouponAsync($"upg_{upgrade.Id:N}", sum, ct), ct)).Is(out var coupon, out var noCoupon)) return noCoupon;

        return await calls.TryAsync(async () =>
        {
            await credits.PlaceAsync(customer, upgrade.Id, sum, rates, null, ct);
            return await subscriptions.CreateAsync(Terms(upgrade, customer, price, rates, coupon), new() { IdempotencyKey = $"upg:{upgrade.Id:N}:subscribe" }, ct);
        }, ct);
    }

    public Task<Stripe.Subscription> ReadAsync(string subscriptionId, CancellationToken ct) => subscriptions.GetAsync(subscriptionId, cancellationToken: ct);

    public async Task<bool> IsPaidAsync(string invoiceId, CancellationToken ct) => (await invoices.GetAsync(invoiceId, cancellationToken: ct)).Status == "paid";

    /// <summary>The rates of a renewal that Stripe finalizes before the portal has claimed it. Without a key of ours: it says how they shall be.</summary>
    public async Task<Result<Done>> TaxAsync(string subscriptionId, IReadOnlyList<TaxComponent> components, CancellationToken ct)
    {
        if (!(await drafts.RatesAsync(components, ct)).Is(out var rates, out var problem)) return problem;

        return await calls.TryAsync(async () =>
        {
            var item = (await ReadAsync(subscriptionId, ct)).Items.Data[0];
            var current = item.TaxRates?.Select(rate => rate.Id) ?? [];
            if (!current.ToHashSet().SetEquals(rates))
                await subscriptions.UpdateAsync(subscriptionId, new() { Items = [new() { Id = item.Id, TaxRates = rates }], ProrationBehavior = "none" }, null, ct);
            return Done.It;
        }, ct);
    }

    /// <summary>Voids the first invoice, cancels the subscription, also one whose answer was lost, and takes away the credit that waits for it. Without keys of ours: under one key Stripe would repeat a refusal for a day.</summary>
    /// <returns>False where there is nothing to undo because it has been paid after all.</returns>
    public async Task<bool> UndoAsync(Upgrade upgrade, CancellationToken ct)
    {
        var isUnpaid = await UndoSubscriptionAsync(upgrade, ct);
        if (isUnpaid && await customers.KnownAsync(upgrade.AccountId, ct) is { } customer) await credits.RemoveAsync(customer, upgrade.Id, ct);
        return isUnpaid;
    }

    private async Task<bool> UndoSubscriptionAsync(Upgrade upgrade, CancellationToken ct)
    {
        if (await FindAsync(upgrade, ct) is not { } subscription) return true;

        if (subscription.LatestInvoiceId is { } invoiceId)
        {
            var invoice = await invoices.GetAsync(invoiceId, cancellationToken: ct);
            if (invoice.Status == "paid") return false;
            if (invoice.Status == "open") await invoices.VoidInvoiceAsync(invoiceId, null, null, ct);
        }
        // Voiding the first invoice may have ended the subscription already; ended ones cannot be cancelled.
        if ((await ReadAsync(subscription.Id, ct)).Status is not ("canceled" or "incomplete_expired"))
            await subscriptions.CancelAsync(subscription.Id, new() { InvoiceNow = false, Prorate = false }, null, ct);
        return true;
    }

    private static Stripe.SubscriptionCreateOptions Terms(Upgrade upgrade, string customer, string price, List<string> rates, string? coupon) => new()
    {
        Discounts = coupon is null ? null : [new() { Coupon = coupon }],
        Customer = customer, Items = [new() { Price = price, Quantity = 1, TaxRates = rates }], PaymentBehavior = "default_incomplete", BillingMode = new() { Type = "flexible" },
        CollectionMethod = "charge_automatically", ProrationBehavior = "none", PaymentSettings = new() { SaveDefaultPaymentMethod = "off" }, Expand = ["latest_invoice"],
        Metadata = new() { [UpgradeId] = upgrade.Id.ToString(), ["account_id"] = upgrade.AccountId.ToString(), ["team_id"] = upgrade.TeamId.ToString() },
    };

    /// <summary>The subscription of an upgrade at Stripe, also one whose answer was lost.</summary>
    public async Task<Stripe.Subscription?> FindAsync(Upgrade upgrade, CancellationToken ct)
    {
        if (upgrade.StripeSubscriptionId is { } known) return await ReadAsync(known, ct);
        if (await customers.KnownAsync(upgrade.AccountId, ct) is not { } customer) return null;

        await foreach (var subscription in subscriptions.ListAutoPagingAsync(new() { Customer = customer, Status = "all", Limit = 100 }, null, ct))
            if (subscription.Metadata?.GetValueOrDefault(UpgradeId) == upgrade.Id.ToString()) return subscription;
        return null;
    }
}
