using System.ComponentModel.DataAnnotations;
using BillingPortal.Features.Accounts;
using BillingPortal.Shared;

namespace BillingPortal.Features.Subscriptions;

/// <summary>What one asks for when creating a subscription over the API.</summary>
public sealed record NewSubscription
{
    [Required(ErrorMessage = "Name the team.")]
    public Guid? TeamId { get; set; }

    [Required(ErrorMessage = "Name a plan.")]
    public string Plan { get; set; } = "";

    public string? PaymentMethod { get; set; }

    public string? DiscountCode { get; set; }
}

/// <summary>Whose Stripe customer is wanted.</summary>
public sealed record NewCustomer
{
    public Guid? TeamId { get; set; }

    public Guid? OrganizationId { get; set; }
}

public static class SubscriptionsEndpoints
{
    /// <summary>On <c>/standalone-teams</c>.</summary>
    public static void MapSignUp(this RouteGroupBuilder api) =>
        api.MapPost("/create", (SignUpService service, Actor actor, NewTeam team, CancellationToken ct) =>
            service.CreateTeamAsync(actor, team, ct).ToHttp(created => TypedResults.Created($"/standalone-teams/{created.Id}", created)))
            .WithTags("Teams").Produces<TeamView>(StatusCodes.Status201Created).WithSummary("Creates a standalone team on Free, with an account of its own.");

    /// <summary>On the group of one team: <c>/standalone-teams/{teamId}</c>.</summary>
    public static void MapUpgrade(this RouteGroupBuilder team)
    {
        team.MapPost("/billing/upgrade", (UpgradeService service, Actor actor, Guid teamId, UpgradeRequest request, CancellationToken ct) => service.UpgradeAsync(actor, teamId, request, ct).ToHttp())
            .WithTags("Billing").Produces<UpgradeAnswer>().WithSummary("Previews or performs a change of plan: to a dearer one now, to any other at the period's end.");
        team.MapPost("/billing/cancel", (CancelService service, Actor actor, Guid teamId, CancelRequest request, CancellationToken ct) => service.CancelAsync(actor, teamId, request, ct).ToHttp())
            .WithTags("Billing").Produces<SubscriptionView>().WithSummary("Ends the plan, now or with its period.");
        team.MapPost("/billing/pause", (CancelService service, Actor actor, Guid teamId, PauseRequest request, CancellationToken ct) => service.PauseAsync(actor, teamId, request, ct).ToHttp())
            .WithTags("Billing").Produces<SubscriptionView>().WithSummary("Pauses the plan from the end of its period on.");
        team.MapPost("/billing/resume", (CancelService service, Actor actor, Guid teamId, CancellationToken ct) => service.ResumeAsync(actor, teamId, ct).ToHttp())
            .WithTags("Billing").Produces<SubscriptionView>().WithSummary("Undoes a scheduled change, cancellation or pause, or ends a pause.");
    }

    /// <summary>On <c>/billing-engine</c>.</summary>
    public static void MapSubscriptions(this RouteGroupBuilder api)
    {
        api.MapPost("/customers/create", (SubscriptionApi service, Actor actor, NewCustomer customer, CancellationToken ct) => service.CreateCustomerAsync(actor, customer, ct).ToHttp(answer =>
            answer.IsNew ? TypedResults.Created((string?)null, answer.Customer) : TypedResults.Ok(answer.Customer)))
            .WithTags("Customers").Produces<CustomerView>(StatusCodes.Status201Created).Produces<CustomerView>().WithSummary("Makes the account's Stripe customer, or finds it.");
        api.MapPost("/subscriptions/create", (SubscriptionApi service, Actor actor, NewSubscription subscription, CancellationToken ct) =>
            service.CreateAsync(actor, subscription, ct).ToHttp(created => TypedResults.Created((string?)null, created)))
            .WithTags("Subscriptions").Produces<SubscriptionView>(StatusCodes.Status201Created).WithSummary("Starts a subscription and pays its first invoice.");
        api.MapPost("/subscriptions/{id:guid}/update", (SubscriptionApi service, Actor actor, Guid id, SubscriptionUpdate update, CancellationToken ct) => service.UpdateAsync(actor, id, update, ct).ToHttp())
            .WithTags("Subscriptions").Produces<SubscriptionView>().WithSummary("Changes a subscription to another plan.");
        api.MapPost("/subscriptions/{id:guid}/cancel", (SubscriptionApi service, Actor actor, Guid id, CancelRequest cancel, CancellationToken ct) => service.CancelAsync(actor, id, cancel, ct).ToHttp())
            .WithTags("Subscriptions").Produces<SubscriptionView>().WithSummary("Ends a subscription, now or with its period.");
    }
}
