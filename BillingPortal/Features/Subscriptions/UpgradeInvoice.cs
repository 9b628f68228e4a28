using BillingPortal.Data;
using BillingPortal.Features.Accounts;
using BillingPortal.Features.Discounts;
using BillingPortal.Features.Invoicing;
using BillingPortal.Features.Plans;
using BillingPortal.Shared;

namespace BillingPortal.Features.Subscriptions;

/// <summary>The first invoice of a subscription: priced with the code and the credit that are held for the upgrade, stored when Stripe has made it.</summary>
public sealed class UpgradeInvoice(InvoicePricing pricing, Redemptions redemptions, PlanCatalogue catalogue, BillingOptions billing, BillingClock clock)
{
    public async Task<Result<InvoiceSum>> PriceAsync(BillingDbContext db, Upgrade upgrade, Account account, Period period, CancellationToken ct = default)
    {
        var line = InvoiceComposer.PlanLine(await catalogue.ByIdAsync(db, upgrade.PlanVersionId, ct), period);
        return await pricing.PriceHeldAsync(db, account, [line], await redemptions.OfAsync(db, upgrade.RedemptionId, ct), upgrade.Id, upgrade.StartedAt, ct);
    }

    public async Task<Result<Invoice>> StoreAsync(BillingDbContext db, Upgrade upgrade, Account account, Stripe.Subscription subscription, CancellationToken ct = default)
    {
        var item = subscription.Items.Data[0];
        var period = new Period(item.CurrentPeriodStart, item.CurrentPeriodEnd);
        if (!(await PriceAsync(db, upgrade, account, period, ct)).Is(out var sum, out var problem)) return problem;

        var invoice = new Invoice
        {
            // The upgrade's own, under which its credit has been held since before there was an invoice.
            Id = upgrade.Id, AccountId = account.Id, TeamId = upgrade.TeamId, Reason = InvoiceReason.First, Currency = account.Currency, CreatedAt = clock.Now, PeriodStart = period.Start, PeriodEnd = period.End,
            CompleteAt = period.Start + billing.UsageGrace,
        };
        invoice.BecomesAtStripe(subscription.LatestInvoiceId);
        await pricing.RateAsync(db, invoice, sum, ct);
        invoice.Place();
        db.Add(invoice);
        upgrade.Subscribe(subscription.Id, subscription.LatestInvoiceId, invoice.Id);
        await db.SaveChangesAsync(ct);
        return invoice;
    }
}
