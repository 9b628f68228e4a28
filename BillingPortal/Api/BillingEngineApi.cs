using BillingPortal.Features.Invoicing;
using BillingPortal.Features.Subscriptions;
using BillingPortal.Features.Subscriptions.DryRuns;
using BillingPortal.Features.Usage;
using BillingPortal.StripeGateway;

namespace BillingPortal.Api;

/// <summary>Everything under <c>/billing-engine</c>.</summary>
internal static class BillingEngineApi
{
    public static void MapBillingEngine(this WebApplication app)
    {
        var api = app.MapApi("/billing-engine", "Billing");
        api.MapSubscriptions();
        api.MapDryRuns();
        api.MapInvoicing();
        api.MapInvoiceSights();
        api.MapSellerLogo();
        api.MapUsage();
        api.MapStripeWebhook();
    }
}
