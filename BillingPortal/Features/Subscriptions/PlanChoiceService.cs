using BillingPortal.Data;
using BillingPortal.Features.Accounts;
using BillingPortal.Features.Invoicing;
using BillingPortal.Features.Payments;
using BillingPortal.Features.Plans;
using BillingPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Subscriptions;

/// <summary>What one must know before changing plans: where the team stands, what there is, and what would be charged.</summary>
/// <param name="Card">The card that would be charged, by name; null while there is none.</param>
/// <param name="MayChange">False for those who may look but not pay.</param>
/// <param name="Standing">What is scheduled, or the pause that lasts; nothing else can be chosen meanwhile.</param>
public sealed record PlanChoice(Guid AccountId, string PlanCode, string PlanName, bool IsFree, Period Period, string? Card, bool MayChange, IReadOnlyList<PlanOffer> Offers, ScheduledView? Standing)
{
    /// <summary>What the team pays a month where its plan is sold in a newer version, to which it may move and need not; else null.</summary>
    public Money? KeptPrice { get; init; }

    /// <summary>The least that the account's card can be charged; what comes to less is waived.</summary>
    public required Money SmallestCharge { get; init; }

    /// <summary>Of the last month, newest first.</summary>
    public IReadOnlyList<FailedTry> FailedTries { get; init; } = [];
}

/// <summary>A payment for a plan that was not taken. Nothing came of it and nothing is owed.</summary>
public sealed record FailedTry(DateTime At, string Why, Money Amount);

public sealed class PlanChoiceService(IDbContextFactory<BillingDbContext> contexts, AccountPlans plans, PlanOffers offers, PlanCatalogue catalogue, CardService cards, ScheduledChanges scheduled, BillingClock clock)
{
    public async Task<Result<PlanChoice>> LookAsync(Actor actor, Guid teamId, CancellationToken ct = default)
    {
        if (actor.Deny(Permission.ViewBilling, teamId) is { } denied) return denied;

        await using var db = await contexts.CreateDbContextAsync(ct);
        if (await db.AccountOfAsync(teamId, ct) is not { } account) return Problem.NotFound("team");

        var plan = await plans.AtAsync(db, account.Id, clock.Now, ct);
        var card = await cards.DefaultAsync(db, account.Id, ct);
        return new PlanChoice(
            account.Id, plan.Version.PlanCode, plan.Version.Name, plan.Version.IsFree, plan.Period, card?.Name, actor.May(Permission.ManageBilling, teamId), await offers.ListAsync(account.Currency, ct),
            await scheduled.ViewAsync(db, await scheduled.StandingAsync(db, account.Id, ct), ct))
        {
            SmallestCharge = SmallestCharge.In(account.Currency),
            KeptPrice = !plan.Version.IsFree && await catalogue.CurrentAsync(db, plan.Version.PlanCode, account.Currency, clock.Now, ct) is { } sold && sold.Id != plan.Version.Id ? plan.Version.Price : null,
            FailedTries = await FailedAsync(db, account, ct),
        };
    }

    private async Task<IReadOnlyList<FailedTry>> FailedAsync(BillingDbContext db, Account account, CancellationToken ct)
    {
        var (since, attempts) = (clock.Now.AddMonths(-1), db.PaymentAttempts);
        var failed = await db.Invoices.Where(invoice => invoice.AccountId == account.Id && invoice.Status == InvoiceStatus.Void && invoice.CreatedAt > since)
            .Where(invoice => invoice.Reason == InvoiceReason.First || invoice.Reason == InvoiceReason.Change)
            .Join(attempts, invoice => invoice.Id, attempt => attempt.InvoiceId, (invoice, attempt) => new { attempt.StartedAt, attempt.Status, attempt.Message, invoice.AmountDue })
            .Where(tried => tried.Status == AttemptStatus.Failed).OrderByDescending(tried => tried.StartedAt).Take(5).ToListAsync(ct);
        return [.. failed.Select(tried => new FailedTry(tried.StartedAt, tried.Message ?? "", new(tried.AmountDue, account.Currency)))];
    }
}
