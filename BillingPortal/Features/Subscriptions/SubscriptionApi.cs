using BillingPortal.Data;
using BillingPortal.Features.Accounts;
using BillingPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Subscriptions;

public sealed record CustomerView(string StripeCustomerId);

public sealed record CustomerAnswer(CustomerView Customer, bool IsNew);

/// <summary>The billing engine's own words for what the portal does by upgrading.</summary>
public sealed class SubscriptionApi(IDbContextFactory<BillingDbContext> contexts, StripeCustomers customers, UpgradeService upgrades, CancelService cancellations)
{
    public async Task<Result<CustomerAnswer>> CreateCustomerAsync(Actor actor, NewCustomer input, CancellationToken ct = default)
    {
        if (input.OrganizationId is not null) return Problem.NotFound("organization");
        if (input.TeamId is not { } teamId) return Problem.Invalid("team_id", "Name the team or the organization.");
        if (actor.Deny(Permission.ManageBilling, teamId) is { } denied) return denied;

        await using var db = await contexts.CreateDbContextAsync(ct);
        if (await db.AccountOfAsync(teamId, ct) is not { } account) return Problem.NotFound("team");
        if (account.StripeCustomerId is { } known) return new CustomerAnswer(new(known), IsNew: false);
        return (await customers.EnsureAsync(account.Id, ct)).Is(out var made, out var problem) ? new CustomerAnswer(new(made), IsNew: true) : problem;
    }

    public async Task<Result<SubscriptionView>> CreateAsync(Actor actor, NewSubscription input, CancellationToken ct = default)
    {
        if (Problem.In(input) is { } problem) return problem;

        var request = new UpgradeRequest { Plan = input.Plan, PaymentMethod = input.PaymentMethod, DiscountCode = input.DiscountCode };
        if (!(await upgrades.UpgradeAsync(actor, input.TeamId!.Value, request, ct)).Is(out var answer, out var refused)) return refused;
        return answer.Subscription is { } subscription ? subscription : Problem.Invalid("payment_method", "No card is on file: name one.");
    }

    /// <summary>To another plan: a dearer one now, any other at the period's end.</summary>
    public async Task<Result<SubscriptionView>> UpdateAsync(Actor actor, Guid subscriptionId, SubscriptionUpdate input, CancellationToken ct = default)
    {
        if (!(await TeamOfAsync(actor, subscriptionId, ct)).Is(out var teamId, out var unknown)) return unknown;
        if (Problem.In(input) is { } problem) return problem;

        if (!(await upgrades.UpgradeAsync(actor, teamId, new() { Plan = input.Plan }, ct)).Is(out var answer, out var refused)) return refused;
        return answer.Subscription is { } subscription ? subscription : Problem.Conflict("No card is on file: add one first.", "no_card");
    }

    public async Task<Result<SubscriptionView>> CancelAsync(Actor actor, Guid subscriptionId, CancelRequest input, CancellationToken ct = default) =>
        (await TeamOfAsync(actor, subscriptionId, ct)).Is(out var teamId, out var unknown) ? await cancellations.CancelAsync(actor, teamId, input, ct) : unknown;

    /// <summary>A team whose plan a living subscription pays. A stranger's does not exist.</summary>
    private async Task<Result<Guid>> TeamOfAsync(Actor actor, Guid subscriptionId, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        if (await db.Subscriptions.AsNoTracking().FirstOrDefaultAsync(s => s.Id == subscriptionId, ct) is not { } subscription) return Problem.NotFound("subscription");
        if (actor.Deny(Permission.ManageBilling, subscription.AccountId) is { } denied) return denied.Kind == ProblemKind.NotFound ? Problem.NotFound("subscription") : denied;
        if (subscription.LivesFor is null) return Problem.Conflict("This subscription has ended.", "ended");
        return await db.Teams.Where(team => team.AccountId == subscription.AccountId).OrderBy(team => team.CreatedAt).Select(team => team.Id).FirstAsync(ct);
    }
}
