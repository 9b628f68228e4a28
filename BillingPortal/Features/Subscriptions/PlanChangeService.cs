using BillingPortal.Data;
using BillingPortal.Features.Accounts;
using BillingPortal.Features.Auditing;
using BillingPortal.Features.Credits;
using BillingPortal.Features.Discounts;
using BillingPortal.Features.Emails;
using BillingPortal.Features.Invoicing;
using BillingPortal.Features.Payments;
using BillingPortal.Features.Plans;
using BillingPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Subscriptions;

/// <summary>Leads a paying team to another plan: a dearer one now, charged to the second; any other at the period's end, with nothing charged.</summary>
public sealed class PlanChangeService(
    PlanTargets targets, ChangePreview preview, InvoicePricing pricing, Redemptions redemptions, CreditLedger credits, ScheduledChanges scheduled, PlanChangeRun run, CardService cards, PortalLinks links, BillingOptions billing,
    BillingClock clock, TimeProvider system)
{
    private static readonly Problem NothingPaid = Problem.Invalid("discount_code", "A code is given with what is paid at once. This change waits for the period's end; a code that you have goes on as it is.");

    public async Task<Result<UpgradeAnswer>> ChangeAsync(Actor actor, BillingDbContext db, Account account, Guid teamId, PlanInForce current, UpgradeRequest request, CancellationToken ct = default)
    {
        if (await scheduled.StandingAsync(db, account.Id, ct) is { } standing) return await scheduled.StandsInTheWayAsync(db, standing, ct);
        if (!(await targets.FindAsync(db, account, request.Plan, ct)).Is(out var target, out var refused)) return refused;
        if (target.Id == current.Version.Id) return Problem.Conflict($"The team is on {current.Version.Name} already.");

        if (!target.IsFree && target.Price > current.Version.Price) return await NowAsync(actor, db, account, teamId, current, target, request, ct);
        return string.IsNullOrWhiteSpace(request.DiscountCode) ? await LaterAsync(actor, db, account, teamId, current, target, request, ct) : NothingPaid;
    }

    /// <summary>Opens the hosted page for another card; back here the price is held.</summary>
    public async Task<Result<UpgradeAnswer>> ChangeCardAsync(BillingDbContext db, Account account, Guid teamId, PlanInForce current, string plan, string? code, CancellationToken ct = default)
    {
        if (!(await targets.FindAsync(db, account, plan, ct)).Is(out var target, out var refused)) return refused;
        return (await preview.QuoteAsync(db, account, current, target, Typed(code), ct)).Is(out var quote, out var problem) ? await AskForCardAsync(account, teamId, quote, ct) : problem;
    }

    private async Task<Result<UpgradeAnswer>> LaterAsync(
        Actor actor, BillingDbContext db, Account account, Guid teamId, PlanInForce current, PlanVersion target, UpgradeRequest request, CancellationToken ct)
    {
        var end = current.Period.End;
        if (request.DryRun)
            return (await NextAsync(db, account, teamId, current, target, null, ct)).Is(out var next, out var problem) ? new UpgradeAnswer(UpgradeStatus.Preview) { EffectiveAt = end, Invoice = next } : problem;
        var wanted = new Wanted(target.IsFree ? ScheduledKind.Cancel : ScheduledKind.Plan, target, end);
        if (!(await scheduled.ScheduleAsync(actor, account.Id, teamId, wanted, ct)).Is(out _, out var unscheduled)) return unscheduled;
        var subscription = await db.Subscriptions.AsNoTracking().SingleAsync(s => s.LivesFor == account.Id, ct);
        return new UpgradeAnswer(UpgradeStatus.Scheduled) { EffectiveAt = end, Subscription = SubscriptionView.Of(subscription) };
    }

    private async Task<Result<UpgradeAnswer>> NowAsync(
        Actor actor, BillingDbContext db, Account account, Guid teamId, PlanInForce current, PlanVersion target, UpgradeRequest request, CancellationToken ct)
    {
        var quoted = request is { DryRun: false, PreviewToken: { } token } ? preview.RedeemAsync(db, account, current, target, token, ct) : preview.QuoteAsync(db, account, current, target, Typed(request.DiscountCode), ct);
        if (!(await quoted).Is(out var quote, out var problem)) return problem;
        if (Typed(request.DiscountCode) is { } code && (quote.Code is not { } shown || DiscountCode.Normalize(code) != DiscountCode.Normalize(shown))) return ChangePreview.Changed;
        if (request.DryRun) return (await NextAsync(db, account, teamId, current, target, quote, ct)).Is(out var next, out var unpriced) ? Previewed(quote, teamId) with { NextInvoice = next } : unpriced;

        if (request.PaymentMethod is { } method && !(await cards.AddAsync(account.Id, method, actor, ct)).Is(out _, out var declined)) return declined;
        if (quote.IsCharged && await cards.DefaultAsync(db, account.Id, ct) is null) return await AskForCardAsync(account, teamId, quote, ct);
        return await ChargeAsync(db, actor, account, teamId, quote, ct);
    }

    private static string? Typed(string? code) => string.IsNullOrWhiteSpace(code) ? null : code;

    /// <summary>The renewal that comes, before usage, with what the change leaves of code and credit.</summary>
    private async Task<Result<InvoiceView>> NextAsync(BillingDbContext db, Account account, Guid teamId, PlanInForce current, PlanVersion target, ChangeQuote? quote, CancellationToken ct)
    {
        var end = current.Period.End;
        var coming = current.Row.Anchor is { } anchor ? Period.MonthAt(anchor, end) : Period.CalendarMonth(end);
        DraftLine[] lines = target.IsFree ? [] : [InvoiceComposer.PlanLine(target, coming)];
        var priced = quote is null ? pricing.PriceAsync(db, account, lines, end, ct) : pricing.PriceAfterAsync(db, account, lines, quote.Sum, quote.Discount, end, ct);
        return (await priced).Is(out var sum, out var problem) ? InvoiceView.Preview(sum, teamId, coming) : problem;
    }

    private static UpgradeAnswer Previewed(ChangeQuote quote, Guid teamId) => new(UpgradeStatus.Preview)
    {
        PreviewToken = quote.Token, EffectiveAt = quote.At, HeldUntil = quote.HeldUntil, Invoice = InvoiceView.Preview(quote.Sum, teamId, new(quote.At, quote.Period.End)),
    };

    private async Task<Result<UpgradeAnswer>> AskForCardAsync(Account account, Guid teamId, ChangeQuote quote, CancellationToken ct)
    {
        var page = links.To($"/teams/{teamId}/plan?plan={quote.To.PlanCode}").AbsoluteUri;
        var opened = await cards.OpenHostedPageAsync(account.Id, $"{page}&token={Uri.EscapeDataString(quote.Token)}&checkout={{CHECKOUT_SESSION_ID}}", page, ct);
        return opened.Is(out var url, out var problem)
            ? new UpgradeAnswer(UpgradeStatus.RequiresPaymentMethod) { CheckoutUrl = url, PreviewToken = quote.Token, HeldUntil = quote.HeldUntil }
            : problem;
    }

    /// <summary>Written before Stripe is asked. The subscription says that it is busy: while it is, nothing else may change the plan.</summary>
    private async Task<Result<UpgradeAnswer>> ChargeAsync(BillingDbContext db, Actor actor, Account account, Guid teamId, ChangeQuote quote, CancellationToken ct)
    {
        for (var tries = 0; ; tries++, db.ChangeTracker.Clear())
        {
            Result<PlanChange> begun;
            try
            {
                begun = await BeginAsync(db, actor, account, teamId, quote, ct);
            }
            catch (DbUpdateException) when (tries < 5)
            {
                // Two clicks in the same moment, or an event of Stripe's: the subscription's version let one of them through. Look again.
                continue;
            }
            // From here on the person's browser going away must not stop it halfway.
            return begun.Is(out var change, out var refused) ? await run.RunAsync(change.Id, CancellationToken.None) : refused;
        }
    }

    /// <summary>What is wanted and the code and the credit that are held for it are stored together.</summary>
    private async Task<Result<PlanChange>> BeginAsync(BillingDbContext db, Actor actor, Account account, Guid teamId, ChangeQuote quote, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await db.Subscriptions.FirstOrDefaultAsync(s => s.LivesFor == account.Id, ct) is not { BusyWith: null } subscription) return ScheduledChanges.UnderWay;
        if (subscription.Status != SubscriptionStatus.Active) return Problem.Conflict("An invoice is not paid yet. Pay it first, then change the plan.", "past_due");
        if (subscription.PlanVersionId != quote.From.Id || await scheduled.StandingAsync(db, account.Id, ct) is not null) return ScheduledChanges.UnderWay;

        var change = PlanChange.Start(subscription, teamId, quote, actor, clock.Now);
        change.HoldUntil(system.GetUtcNow().UtcDateTime + billing.Lease);
        subscription.Begin(change.Id);
        db.Add(change);
        db.Record(actor, "planChange.started", teamId, clock.Now, $"{quote.From.PlanCode} {quote.From.Number} to {quote.To.PlanCode} {quote.To.Number}, {quote.Due}");
        if (await HoldAsync(db, account, quote, change, ct) is { } gone) return gone;
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return change;
    }

    /// <summary>The change takes what it was priced with: a code that is given with it, a use of one that lives already, credit.</summary>
    private async Task<Problem?> HoldAsync(BillingDbContext db, Account account, ChangeQuote quote, PlanChange change, CancellationToken ct)
    {
        if (quote.Code is { } code)
        {
            if (!(await redemptions.ReserveAsync(db, account, code, quote.To.PlanCode, ct)).Is(out var reserved, out var refused)) return refused;
            change.With(reserved.Id);
        }
        else if (quote.Sum.Discount is { } living)
        {
            // A renewal may have had the last use of it since the price was shown.
            if (await redemptions.DeservedAsync(db, account.Id, null, ct) is not { } still || still.RedemptionId != living.RedemptionId) return ChangePreview.Changed;
            change.With(living.RedemptionId);
            await redemptions.CountAsync(db, change.Id, living, quote.Sum.DiscountTotal, quote.Sum.Subtotal - quote.Sum.DiscountTotal, ct);
        }
        try
        {
            if (quote.Sum.CreditShares is { Count: > 0 } shares) await credits.ReserveAsync(db, change.Id, shares, ct);
            return null;
        }
        catch (DbUpdateConcurrencyException)
        {
            return ChangePreview.Changed;
        }
    }
}
