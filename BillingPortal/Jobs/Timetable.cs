using BillingPortal.Features.Accounts;
using BillingPortal.Features.Accounts.TaxIds;
using BillingPortal.Features.Credits;
using BillingPortal.Features.Emails;
using BillingPortal.Features.Invoicing;
using BillingPortal.Features.Payments;
using BillingPortal.Features.Subscriptions;
using BillingPortal.Features.Subscriptions.DryRuns;
using BillingPortal.StripeGateway;

namespace BillingPortal.Jobs;

/// <summary>Every job of the portal and when it runs (seconds, minutes, hours, day of month, month, day of week; UTC).</summary>
public static class Timetable
{
    public static readonly IReadOnlyList<TimetableLine> Lines =
    [
        TimetableLine.Every<InboxJob>("inbox", "0 * * * * ?", job => job.NextDueAsync),
        TimetableLine.Every<DraftSweepJob>("draft-sweep", "30 0/10 * * * ?", job => job.NextDueAsync),
        TimetableLine.Every<CustomerJob>("customers", "0/15 * * * * ?", job => job.NextDueAsync),
        TimetableLine.Every<CreditExpiryJob>("credit-expiry", "40 0/5 * * * ?", job => job.NextDueAsync),
        TimetableLine.Every<TaxIdJob>("tax-ids", "20 * * * * ?", job => job.NextDueAsync),
        TimetableLine.Every<UpgradeJanitorJob>("upgrade-janitor", "5/30 * * * * ?", job => job.NextDueAsync),
        TimetableLine.Every<PlanUpkeepJob>("plan-upkeep", "5/20 * * * * ?", job => job.NextDueAsync),
        TimetableLine.Every<SubscriptionTaxJob>("subscription-tax", "25/30 * * * * ?", job => job.NextDueAsync),
        TimetableLine.Every<InvoiceRunJob>("invoice-run", "0/20 * * * * ?", job => job.NextDueAsync),
        TimetableLine.Every<InvoiceDocumentJob>("invoice-documents", "5/10 * * * * ?", job => job.NextDueAsync),
        TimetableLine.Every<CollectJob>("collect", "10/20 * * * * ?", job => job.NextDueAsync),
        TimetableLine.Every<DryRunJob>("dry-runs", "0/5 * * * * ?", job => job.NextDueAsync),
        TimetableLine.Every<VersionMoveJob>("version-moves", "3/5 * * * * ?", job => job.NextDueAsync),
        TimetableLine.Every<EmailJob>("emails", "0/10 * * * * ?", job => job.NextDueAsync),
    ];
}
