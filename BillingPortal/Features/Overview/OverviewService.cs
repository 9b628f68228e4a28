using BillingPortal.Data;
using BillingPortal.Features.Access;
using BillingPortal.Features.Accounts;
using BillingPortal.Features.Credits;
using BillingPortal.Features.Invoicing;
using BillingPortal.Features.Payments;
using BillingPortal.Features.Plans;
using BillingPortal.Features.Subscriptions;
using BillingPortal.Features.Usage;
using BillingPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Overview;

/// <summary>Puts together what the features know of a team; changes nothing.</summary>
public sealed class OverviewService(
    IDbContextFactory<BillingDbContext> contexts, PlanCatalogue catalogue, UsageOfMany usage, NextInvoice next, CreditReading credits, InvoiceService invoices, ScheduledChanges scheduled, BillingClock clock)
{
    private const int RecentInvoices = 5;
    private const int ShownMembers = 5;

    public async Task<Result<TeamView>> TeamAsync(Actor actor, Guid teamId, CancellationToken ct = default)
    {
        if (actor.Deny(Permission.ViewTeam, teamId) is { } denied) return denied;

        await using var db = await contexts.CreateDbContextAsync(ct);
        return await FindAsync(db, teamId, ct) is { } found ? TeamView.Of(found.Team, found.Account, found.Plan.Version.PlanCode, actor) : Problem.NotFound("team");
    }

    public async Task<Result<BillingOverview>> BillingAsync(Actor actor, Guid teamId, CancellationToken ct = default)
    {
        if (actor.Deny(Permission.ViewBilling, teamId) is { } denied) return denied;

        await using var db = await contexts.CreateDbContextAsync(ct);
        if (await FindAsync(db, teamId, ct) is not { } found) return Problem.NotFound("team");
        if (!(await invoices.ListAsync(actor, teamId, new(), new(RecentInvoices), ct)).Is(out var recent, out var unlisted)) return unlisted;

        var (account, plan, card) = (found.Account, found.Plan, found.Card);
        var used = await usage.OfAccountAsync(db, account.Id, ct);
        var meters = used.Meters(plan, clock.Now);
        return new BillingOverview(
            new(plan.Version.PlanCode, plan.Version.Price.Minor, account.Currency.Wire, "month"), found.Subscription is { } subscription ? SubscriptionView.Of(subscription) : null,
            [.. meters.Select(UsageOverview.Of)], await credits.BalanceAsync(db, account, ct), await next.PreviewAsync(db, account, teamId, plan, used, ct),
            card is null ? null : new(card.Brand, card.Last4, card.ExpMonth, card.ExpYear), new("none"), null, recent.Data)
        {
            ScheduledChange = found.Standing,
        };
    }

    public async Task<Result<TeamDashboard>> DashboardAsync(Actor actor, Guid teamId, CancellationToken ct = default)
    {
        if (actor.Deny(Permission.ViewTeam, teamId) is { } denied) return denied;

        await using var db = await contexts.CreateDbContextAsync(ct);
        if (await FindAsync(db, teamId, ct) is not { } found) return Problem.NotFound("team");

        var (team, account, plan) = (found.Team, found.Account, found.Plan);
        var used = await usage.OfAccountAsync(db, account.Id, ct);
        var meters = used.Meters(plan, clock.Now);
        var maySeeMoney = actor.May(Permission.ViewBilling, teamId);
        return new TeamDashboard
        {
            TeamId = team.Id, AccountId = account.Id, TeamName = team.Name, PlanName = plan.Version.Name, PlanPrice = plan.Version.PriceFor(account.Currency), IsFree = plan.Version.IsFree, Period = plan.Period, Now = clock.Now,
            MaySeeMoney = maySeeMoney, Meters = maySeeMoney ? meters : [.. meters.Select(meter => meter.WithoutAmounts())], HasUsage = meters.Any(meter => meter.Metric != Metric.Members && meter.Used > 0), Members = await PeopleAsync(db, teamId, ShownMembers, ct),
            Status = found.Subscription?.Status, Standing = found.Standing,
            Card = maySeeMoney ? found.Card?.Name : null,
            NextInvoice = maySeeMoney ? await next.PreviewAsync(db, account, teamId, plan, used, ct) : null,
            Invoices = maySeeMoney ? await RecentAsync(db, account, ct) : [],
        };
    }

    public async Task<Result<MemberList>> MembersAsync(Actor actor, Guid teamId, CancellationToken ct = default)
    {
        if (actor.Deny(Permission.ViewMembers, teamId) is { } denied) return denied;

        await using var db = await contexts.CreateDbContextAsync(ct);
        if (await db.AccountIdOfAsync(teamId, ct) is null) return Problem.NotFound("team");
        var people = await PeopleAsync(db, teamId, most: 1000, ct);
        return new MemberList([.. people.Select(person => new MemberView(person.UserId, person.Email, person.Role, person.JoinedAt))], []);
    }

    /// <summary>One statement for what every view of a team begins with.</summary>
    private async Task<Found?> FindAsync(BillingDbContext db, Guid teamId, CancellationToken ct)
    {
        var now = clock.Now;
        var (accounts, accountPlans, subscriptions, paymentCards, scheduledChanges) = (db.Accounts, db.AccountPlans, db.Subscriptions, db.PaymentCards, db.ScheduledChanges);
        // Joined, not looked up within Select: those would be numbered within each account's, over every account that there is.
        var row = await (
            from team in db.Teams.AsNoTracking().Where(team => team.Id == teamId)
            join account in accounts on team.AccountId equals account.Id
            from plan in accountPlans.Where(plan => plan.AccountId == team.AccountId && plan.From <= now && (plan.To == null || plan.To > now))
            from subscription in subscriptions.Where(subscription => subscription.LivesFor == team.AccountId).DefaultIfEmpty()
            from card in paymentCards.Where(card => card.AccountId == team.AccountId && card.IsDefault).DefaultIfEmpty()
            from change in scheduledChanges.Where(change => change.StandsFor == team.AccountId).DefaultIfEmpty()
            select new { Team = team, Account = account, Plan = plan, Subscription = subscription, Card = card, Standing = change }).FirstOrDefaultAsync(ct);
        return row is null ? null : new(row.Team, row.Account, new(row.Plan, await catalogue.ByIdAsync(db, row.Plan.PlanVersionId, ct), row.Plan.PeriodAt(now)), row.Subscription, row.Card,
            await scheduled.ViewAsync(db, row.Standing, ct));
    }

    private static async Task<List<InvoiceRow>> RecentAsync(BillingDbContext db, Account account, CancellationToken ct)
    {
        var rows = await db.Invoices.Where(invoice => invoice.AccountId == account.Id && invoice.Number != null)
            .OrderByDescending(invoice => invoice.IssuedAt).ThenByDescending(invoice => invoice.Number).Take(RecentInvoices)
            .Select(invoice => new { invoice.Id, invoice.Number, invoice.IssuedAt, invoice.Status, invoice.AmountDue, invoice.NextAttemptAt }).ToListAsync(ct);
        return [.. rows.Select(row => new InvoiceRow(row.Id, row.Number!, row.IssuedAt!.Value, row.Status, new(row.AmountDue, account.Currency), row.Status == InvoiceStatus.Open && row.NextAttemptAt is null))];
    }

    private static async Task<List<MemberRow>> PeopleAsync(BillingDbContext db, Guid teamId, int most, CancellationToken ct)
    {
        var (users, people) = (db.Users, db.People);
        return await db.Memberships.Where(membership => membership.TeamId == teamId).OrderBy(membership => membership.JoinedAt).Take(most)
            .Select(membership => new MemberRow(
                membership.UserId,
                people.Where(person => person.UserId == membership.UserId).Select(person => person.Name).FirstOrDefault() ?? "",
                users.Where(user => user.Id == membership.UserId).Select(user => user.Email).FirstOrDefault() ?? "", membership.Role, membership.JoinedAt))
            .ToListAsync(ct);
    }

    private sealed record Found(Team Team, Account Account, PlanInForce Plan, Subscription? Subscription, PaymentCard? Card, ScheduledView? Standing);
}
