using BillingPortal.Data;
using BillingPortal.Features.Access;
using BillingPortal.Features.Accounts;
using BillingPortal.Features.Plans;
using BillingPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Subscriptions;

/// <summary>Creates teams: each begins on Free with an account of its own.</summary>
public sealed class SignUpService(IDbContextFactory<BillingDbContext> contexts, PlanCatalogue catalogue, StripeCustomers customers, BillingClock clock)
{
    // Stripe being slow or down never keeps a team from being created: the queued step makes the customer then.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public async Task<Result<TeamView>> CreateTeamAsync(Actor actor, NewTeam input, CancellationToken ct = default)
    {
        if (!actor.IsSignedIn) return Problem.Forbidden("Sign in to create a team.");
        if (Problem.In(input) is { } problem) return problem;

        await using var db = await contexts.CreateDbContextAsync(ct);
        var now = clock.Now;
        var (account, team) = db.Found(actor, input, now);
        var free = await catalogue.CurrentAsync(db, PlanCodes.Free, account.Currency, now, ct) ?? throw new InvalidOperationException("There is no Free plan.");
        db.Add(AccountPlan.Start(account.Id, free, now, anchor: null));
        if (await db.People.FirstOrDefaultAsync(person => person.UserId == actor.UserId, ct) is { } owner) owner.LastTeamId = team.Id;
        await db.SaveChangesAsync(ct);
        return TeamView.Of(team, account, free.PlanCode, actor) with { Role = TeamRole.Owner, StripeCustomerId = await CustomerAsync(account.Id, ct) };
    }

    private async Task<string?> CustomerAsync(Guid accountId, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        try
        {
            return (await customers.EnsureAsync(accountId, patience.Token)).Value;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return null;
        }
    }
}
