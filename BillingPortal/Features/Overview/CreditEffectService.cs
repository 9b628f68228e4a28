using BillingPortal.Data;
using BillingPortal.Features.Accounts;
using BillingPortal.Features.Credits;
using BillingPortal.Features.Invoicing;
using BillingPortal.Features.Plans;
using BillingPortal.Features.Usage;
using BillingPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Overview;

/// <summary>What a grant would change: the next invoice as it is and as it would be, if the period closed today.</summary>
/// <param name="Amount">What would be granted.</param>
/// <param name="Before">Null on Free, which is never invoiced, and where the tax is not known.</param>
/// <param name="After">The same with the grant.</param>
public sealed record CreditEffect(Money Amount, InvoiceView? Before, InvoiceView? After)
{
    /// <summary>What of it the next invoice would spend.</summary>
    public Money Spent => Before is null || After is null ? Money.Zero(Amount.Currency)
        : After.In(After.PromotionalTotal + After.PrepaidTotal - Before.PromotionalTotal - Before.PrepaidTotal);
}

/// <summary>Shows finance what a grant would do before it is made; changes nothing.</summary>
public sealed class CreditEffectService(IDbContextFactory<BillingDbContext> contexts, AccountPlans plans, UsageOfMany usage, NextInvoice next, BillingClock clock)
{
    public async Task<Result<CreditEffect>> PreviewAsync(Actor actor, GrantCredit input, CancellationToken ct = default)
    {
        if (CreditService.Refused(actor, input) is { } refused) return refused;

        await using var db = await contexts.CreateDbContextAsync(ct);
        if (await db.AccountOfAsync(input.TeamId!.Value, ct) is not { } account) return Problem.NotFound("team");
        var now = clock.Now;
        if (CreditService.Unfit(input, account, now) is { } unfit) return unfit;

        var plan = await plans.AtAsync(db, account.Id, now, ct);
        var used = await usage.OfAccountAsync(db, account.Id, ct);
        var grant = new CreditAtHand(Guid.Empty, input.Kind!.Value, input.Priority, input.ExpiresAt, now, input.Amount);
        return new CreditEffect(
            new(input.Amount, account.Currency), await next.PreviewAsync(db, account, input.TeamId.Value, plan, used, ct), await next.PreviewAsync(db, account, input.TeamId.Value, plan, used, [grant], ct));
    }
}
