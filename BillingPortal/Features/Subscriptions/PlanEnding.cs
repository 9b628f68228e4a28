using BillingPortal.Data;
using BillingPortal.Features.Accounts;
using BillingPortal.Features.Auditing;
using BillingPortal.Features.Emails;
using BillingPortal.Features.Invoicing;
using BillingPortal.Features.Plans;
using BillingPortal.Shared;
using BillingPortal.StripeGateway;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Subscriptions;

/// <summary>
/// What happens when the time of a scheduled change has come, and when a subscription ends at Stripe without our asking. The plan's rows have moved by
/// themselves; here the last usage gets its invoice, Stripe its end, and people their mail.
/// </summary>
public sealed class PlanEnding(
    IDbContextFactory<BillingDbContext> contexts, ScheduledChanges scheduled, StripeChanges stripe, AccountPlans plans, PlanCatalogue catalogue, PlanTargets targets, InvoicePricing pricing, EmailOutbox emails, PlanEmails words,
    BillingOptions billing, BillingClock clock, LiveChanges changes, ILogger<PlanEnding> log)
{
    public async Task ApplyDueAsync(CancellationToken ct = default)
    {
        foreach (var changeId in await DueAsync(ct))
        {
            try
            {
                await ApplyAsync(changeId, ct);
            }
            catch (Exception exception) when (exception is not OperationCanceledException || !ct.IsCancellationRequested)
            {
                log.LogWarning(exception, "The scheduled change {Change} was not applied; it is tried again.", changeId);
            }
        }
    }

    /// <summary>One whose time has come: Stripe first, because its end can be asked for again; then everything here in one save.</summary>
    public async Task<Result<Done>> ApplyAsync(Guid changeId, CancellationToken ct = default)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var change = await db.ScheduledChanges.SingleAsync(c => c.Id == changeId, ct);
        if (change.Status != ScheduledStatus.Waiting || change.EffectiveAt > clock.Now) return Done.It;

        var subscription = await db.Subscriptions.FirstOrDefaultAsync(s => s.LivesFor == change.AccountId, ct);
        if (change.EndsThePlan && subscription is not null && await EndAtStripeAsync(db, subscription, change.EffectiveAt, ct) is { } problem) return problem;

        var account = await db.Accounts.AsNoTracking().SingleAsync(a => a.Id == change.AccountId, ct);
        var from = await catalogue.ByIdAsync(db, change.FromVersionId, ct);
        if (change.EndsThePlan) await CloseAsync(db, account, change.TeamId, from, change.EffectiveAt, ct);
        else subscription?.MoveTo(change.ToVersionId);
        change.Apply();
        db.Record(Actor.System, change.Kind switch { ScheduledKind.Cancel => "plan.cancelled", ScheduledKind.Pause => "plan.paused", _ => "plan.changed" }, change.TeamId, clock.Now, from.PlanCode);
        if (change.Kind == ScheduledKind.Cancel) await emails.QueueAsync(db, words.Ended(account, change.TeamId, from, change.EffectiveAt, atStripe: false), ct);
        if (change.Kind == ScheduledKind.Pause) await emails.QueueAsync(db, words.Paused(account, change, from), ct);
        await db.SaveChangesAsync(ct);
        changes.Tell(account.Id);
        return Done.It;
    }

    /// <summary>Takes over what Stripe says of a subscription, also where it was changed there by hand.</summary>
    public async Task FollowAsync(string stripeSubscriptionId, Stripe.Subscription stripes, CancellationToken ct = default)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        if (await db.Subscriptions.FirstOrDefaultAsync(s => s.StripeSubscriptionId == stripeSubscriptionId, ct) is not { } subscription) return;

        var lived = subscription.LivesFor is not null;
        subscription.Follow(stripes);
        var standing = await scheduled.StandingAsync(db, subscription.AccountId, ct);
        if (lived && subscription.LivesFor is null) await EndedThereAsync(db, subscription, standing, stripes.EndedAt ?? clock.Now, ct);
        await db.SaveChangesAsync(ct);
        changes.Tell(subscription.AccountId);
        // While we still have something to tell, what stands at Stripe is not the last word.
        if (subscription is { LivesFor: not null, TellStripeAt: null, BusyWith: null }) await AgreeOnEndAsync(db, subscription, standing, ct);
    }

    private async Task<List<Guid>> DueAsync(CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var now = clock.Now;
        return await db.ScheduledChanges.Where(change => change.Status == ScheduledStatus.Waiting && change.EffectiveAt <= now)
            .OrderBy(change => change.EffectiveAt).Select(change => change.Id).Take(200).ToListAsync(ct);
    }

    /// <summary>A renewal that Stripe drafted before it knew is taken back.</summary>
    private async Task<Problem?> EndAtStripeAsync(BillingDbContext db, Subscription subscription, DateTime at, CancellationToken ct)
    {
        if (!(await stripe.EndAsync(subscription, ct)).Is(out var ended, out var problem)) return problem;
        subscription.Follow(ended);
        subscription.StripeKnows();
        foreach (var renewal in await db.Invoices.Where(i => i.AccountId == subscription.AccountId && i.Reason == InvoiceReason.Cycle && i.Status == InvoiceStatus.Draft && i.PeriodStart >= at).ToListAsync(ct))
        {
            if ((await stripe.DropAsync(renewal.StripeInvoiceId!, ct)).Problem is { } kept) return kept;
            await pricing.CancelAsync(db, renewal, ct);
        }
        return null;
    }

    /// <summary>The usage of the last period gets an invoice of its own, once it is closed; where nothing is over the limits, it ends without a number.</summary>
    private async Task CloseAsync(BillingDbContext db, Account account, Guid teamId, PlanVersion from, DateTime at, CancellationToken ct)
    {
        if (from.IsFree) return;
        var row = await db.AccountPlans.AsNoTracking().SingleAsync(plan => plan.AccountId == account.Id && plan.To == at, ct);
        var period = row.PeriodAt(at.AddTicks(-TimeSpan.TicksPerMicrosecond));
        var final = new Invoice
        {
            AccountId = account.Id, TeamId = teamId, Reason = InvoiceReason.Final, Currency = account.Currency, CreatedAt = clock.Now, PeriodStart = period.Start, PeriodEnd = at,
            CompleteAt = at < period.End ? at : at + billing.UsageGrace,
        };
        final.Claim();
        db.Add(final);
    }

    /// <summary>Ended at Stripe: by our asking, at the time that we asked for; or by hand, and then the plan ends when it did.</summary>
    private async Task EndedThereAsync(BillingDbContext db, Subscription subscription, ScheduledChange? standing, DateTime endedAt, CancellationToken ct)
    {
        if (standing is { EndsThePlan: true } && endedAt >= standing.EffectiveAt.AddMinutes(-1)) return;

        var (accountId, now) = (subscription.AccountId, clock.Now);
        var current = await plans.AtAsync(db, accountId, now, ct);
        if (current.Version.IsFree) return;

        standing?.Withdraw();
        var account = await db.Accounts.AsNoTracking().SingleAsync(a => a.Id == accountId, ct);
        var teamId = await db.Teams.Where(team => team.AccountId == accountId).OrderBy(team => team.CreatedAt).Select(team => team.Id).FirstAsync(ct);
        var free = await targets.FreeAsync(db, account, ct);
        var at = await db.MovePlanAsync(accountId, free, endedAt < now ? endedAt : now, null, ct);
        await db.SaveChangesAsync(ct);
        await CloseAsync(db, account, teamId, current.Version, at, ct);
        db.Record(Actor.System, "plan.cancelled", teamId, now, "at Stripe");
        await emails.QueueAsync(db, words.Ended(account, teamId, current.Version, at, atStripe: true), ct);
    }

    /// <summary>Somebody said at Stripe that the subscription shall end with its period, or shall not after all: so it is here.</summary>
    private async Task AgreeOnEndAsync(BillingDbContext db, Subscription subscription, ScheduledChange? standing, CancellationToken ct)
    {
        var accountId = subscription.AccountId;
        if (subscription.CancelAtPeriodEnd && standing is null)
        {
            var account = await db.Accounts.AsNoTracking().SingleAsync(a => a.Id == accountId, ct);
            var teamId = await db.Teams.Where(team => team.AccountId == accountId).OrderBy(team => team.CreatedAt).Select(team => team.Id).FirstAsync(ct);
            await scheduled.ScheduleAsync(Actor.System, accountId, teamId, new(ScheduledKind.Cancel, await targets.FreeAsync(db, account, ct), subscription.CurrentPeriodEnd) { Reason = "Asked for at Stripe." }, ct);
        }
        else if (!subscription.CancelAtPeriodEnd && standing is { Status: ScheduledStatus.Waiting, EndsThePlan: true } && standing.EffectiveAt > clock.Now) await scheduled.WithdrawAsync(Actor.System, accountId, ct);
    }
}
