using BillingPortal.Features.Accounts;
using BillingPortal.Shared;

namespace BillingPortal.Features.Subscriptions;

/// <summary>A team as the REST API writes it.</summary>
public sealed record TeamView(Guid Id, string Name, string Kind, Guid? OrganizationId, Guid AccountId, string Plan, TeamRole? Role, string? StripeCustomerId, DateTime CreatedAt)
{
    public static TeamView Of(Team team, Account account, string plan, Actor actor) => new(
        team.Id, team.Name, team.OrganizationId is null ? "standalone" : "organization", team.OrganizationId, account.Id, plan, actor.RoleIn(team.Id), account.StripeCustomerId, team.CreatedAt);
}

/// <summary>A subscription as the REST API writes it.</summary>
public sealed record SubscriptionView(Guid Id, SubscriptionStatus Status, DateTime CurrentPeriodStart, DateTime CurrentPeriodEnd, bool CancelAtPeriodEnd)
{
    /// <summary>What is scheduled for the period's end.</summary>
    public ScheduledView? Scheduled { get; init; }

    public static SubscriptionView Of(Subscription subscription) =>
        new(subscription.Id, subscription.Status, subscription.CurrentPeriodStart, subscription.CurrentPeriodEnd, subscription.CancelAtPeriodEnd);
}
