using BillingPortal.Features.Subscriptions.DryRuns;
using BillingPortal.StripeGateway;

namespace BillingPortal.Features.Subscriptions;

public static class SubscriptionsSetup
{
    public static IServiceCollection AddSubscriptions(this IServiceCollection services) => services
        .AddSingleton<SignUpService>().AddSingleton<UpgradePreview>().AddSingleton<UpgradeService>().AddSingleton<UpgradeInvoice>().AddSingleton<UpgradeRun>().AddSingleton<UpgradeFinish>().AddSingleton<UpgradeJanitor>()
        .AddSingleton<PlanTargets>().AddSingleton<PlanChangeService>().AddSingleton<ChangePreview>().AddSingleton<PlanChangeRun>().AddSingleton<ChangeFinish>().AddSingleton<PlanChangeJanitor>().AddSingleton<StripeChanges>().AddSingleton<ChangeTerms>().AddSingleton<ChangeUndoing>()
        .AddSingleton<ScheduledChanges>().AddSingleton<PlanEnding>().AddSingleton<PauseEnding>().AddSingleton<CancelService>().AddSingleton<PlanVersionMoves>().AddSingleton<VersionMoveWork>().AddSingleton<PlanUpkeep>().AddSingleton<PlanEmails>()
        .AddSingleton<StripeSubscriptions>().AddSingleton<SubscriptionApi>().AddSingleton<PlanChoiceService>()
        .AddSingleton<DryRunService>().AddSingleton<DryRunPricing>().AddSingleton<DryRunWork>().AddSingleton<DryRunCsv>()
        .AddSingleton<SubscriptionTax>().AddSingleton<IStripeEventHandler, WhenCustomerChanged>().AddSingleton<IStripeEventHandler, WhenFirstInvoicePaid>().AddSingleton<IStripeEventHandler, WhenChangePaid>().AddSingleton<IStripeEventHandler, WhenSubscriptionChanged>();
}
