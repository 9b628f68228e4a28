using System.ComponentModel.DataAnnotations;
using BillingPortal.Data;
using BillingPortal.Features.Accounts;
using BillingPortal.Features.Credits;
using BillingPortal.Features.Discounts;
using BillingPortal.Features.Emails;
using BillingPortal.Features.Invoicing;
using BillingPortal.Features.Payments;
using BillingPortal.Features.Plans;
using BillingPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Subscriptions;

/// <summary>What one asks for when changing to a dearer plan.</summary>
public sealed record UpgradeRequest
{
    [Required(ErrorMessage = "Name a plan."), StringLength(40)]
    public string Plan { get; set; } = "";

    [StringLength(DiscountCodeInput.LongestCode, ErrorMessage = "There is no such discount code.")]
    public string? DiscountCode { get; set; }

    /// <summary>A card that Stripe knows; without it the default card is charged, or the hosted page opens.</summary>
    [StringLength(255, MinimumLength = 1, ErrorMessage = "Name the payment method, or leave it out."), RegularExpression(@".*\S.*", ErrorMessage = "Name the payment method, or leave it out.")]
    public string? PaymentMethod { get; set; }

    public bool DryRun { get; set; }

    [StringLength(4000)]
    public string? PreviewToken { get; set; }
}

public enum UpgradeStatus
{
    Active,
    RequiresPaymentMethod,
    Preview,

    /// <summary>Nothing is charged; the plan changes when its period ends.</summary>
    Scheduled,
}

/// <summary>How an upgrade stands, as the REST API writes it.</summary>
public sealed record UpgradeAnswer(UpgradeStatus Status)
{
    public Uri? CheckoutUrl { get; init; }

    public string? PreviewToken { get; init; }

    public DateTime? EffectiveAt { get; init; }

    public DateTime? HeldUntil { get; init; }

    public InvoiceView? Invoice { get; init; }

    /// <summary>The renewal that follows, before usage, where it differs from what is due now.</summary>
    public InvoiceView? NextInvoice { get; init; }

    public SubscriptionView? Subscription { get; init; }
}

/// <summary>Leads a team from Free to a paid plan: quote, card, charge. Nothing is charged but what was quoted. A team that pays already is led on by <see cref="PlanChangeService"/>.</summary>
public sealed class UpgradeService(
    IDbContextFactory<BillingDbContext> contexts, PlanCatalogue catalogue, AccountPlans plans, UpgradePreview preview, Redemptions redemptions, CreditLedger credits, CardService cards, UpgradeRun run, PlanTargets targets, PlanChangeService changes, PortalLinks links,
    BillingOptions billing, BillingClock clock, TimeProvider system)
{
    private static readonly Problem UnderWay = Problem.Conflict("An upgrade of this team is under way.");

    public async Task<Result<UpgradeAnswer>> UpgradeAsync(Actor actor, Guid teamId, UpgradeRequest request, CancellationToken ct = default)
    {
        if (actor.Deny(Permission.ManageBilling, teamId) is { } denied) return denied;
        if (Problem.In(request) is { } problem) return problem;

        await using var db = await contexts.CreateDbContextAsync(ct);
        if (await db.AccountOfAsync(teamId, ct) is not { } account) return Problem.NotFound("team");
        if (await plans.AtAsync(db, account.Id, clock.Now, ct) is { Version.IsFree: false } paid) return await changes.ChangeAsync(actor, db, account, teamId, paid, request, ct);
        if (!(await TargetAsync(db, account, request.Plan, ct)).Is(out var target, out var refused)) return refused;
        if (!(await QuoteAsync(db, account, target, CodeOf(request), ct)).Is(out var quote, out var unquoted)) return unquoted;
        if (request.DryRun) return Previewed(quote, teamId);
        if (request.PreviewToken is { } token && preview.Broken(token, account, quote) is { } broken) return broken;

        if (request.PaymentMethod is { } method && !(await cards.AddAsync(account.Id, method, actor, ct)).Is(out _, out var declined)) return declined;
        return await cards.DefaultAsync(db, account.Id, ct) is null
            ? await AskForCardAsync(account, teamId, quote, ct)
            : await ChargeAsync(db, actor, account, teamId, quote, ct);
    }

    /// <summary>Opens the hosted page for another card, for example after a decline.</summary>
    public async Task<Result<UpgradeAnswer>> ChangeCardAsync(Actor actor, Guid teamId, string plan, string? discountCode = null, CancellationToken ct = default)
    {
        if (actor.Deny(Permission.ManageBilling, teamId) is { } denied) return denied;

        await using var db = await contexts.CreateDbContextAsync(ct);
        if (await db.AccountOfAsync(teamId, ct) is not { } account) return Problem.NotFound("team");
        if (await plans.AtAsync(db, account.Id, clock.Now, ct) is { Version.IsFree: false } paid) return await changes.ChangeCardAsync(db, account, teamId, paid, plan, discountCode, ct);
        if (!(await TargetAsync(db, account, plan, ct)).Is(out var target, out var refused)) return refused;
        return (await QuoteAsync(db, account, target, discountCode, ct)).Is(out var quote, out var problem) ? await AskForCardAsync(account, teamId, quote, ct) : problem;
    }

    /// <summary>After a pause: the version that was paused, whatever is sold today, with what is left of its code. Without a card there is nobody to ask.</summary>
    public async Task<Result<UpgradeAnswer>> StartAgainAsync(Actor actor, Account account, Guid teamId, PlanVersion version, CancellationToken ct = default)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        if (!(await preview.QuoteAsync(db, account, await redemptions.DeservedAsync(db, account.Id, null, ct), version, ct)).Is(out var quote, out var problem)) return problem;
        return await cards.DefaultAsync(db, account.Id, ct) is null
            ? Problem.Conflict("No card is on file. Choose the plan again with a card.", "no_card")
            : await ChargeAsync(db, actor, account, teamId, quote, ct);
    }

    private async Task<Result<PlanVersion>> TargetAsync(BillingDbContext db, Account account, string plan, CancellationToken ct)
    {
        if (await catalogue.CurrentAsync(db, plan, account.Currency, clock.Now, ct) is not { } target) return Problem.Invalid("plan", PlanCodes.All.Contains(plan)
            ? $"The plan '{plan}' is not sold in {account.Currency}."
            : $"There is no plan '{plan}'.");

        var current = (await plans.AtAsync(db, account.Id, clock.Now, ct)).Version;
        if (current.PlanCode == target.PlanCode) return Problem.Conflict($"The team is on {current.Name} already.");
        return await targets.RefusedAsync(db, account, target, ct) is { } refused ? refused : target;
    }

    /// <summary>What was shown is what is bought: a token brings its code with it.</summary>
    private string? CodeOf(UpgradeRequest request) => request switch
    {
        { DiscountCode: { } code } when !string.IsNullOrWhiteSpace(code) => code,
        { PreviewToken: { } token } => preview.CodeIn(token),
        _ => null,
    };

    private async Task<Result<PlanQuote>> QuoteAsync(BillingDbContext db, Account account, PlanVersion target, string? code, CancellationToken ct)
    {
        if (code is null) return await preview.QuoteAsync(db, account, null, target, ct);
        return (await redemptions.CheckAsync(db, account, code, target.PlanCode, ct)).Is(out var known, out var refused)
            ? await preview.QuoteAsync(db, account, new(Guid.Empty, known.Terms, known.Invoices), target, ct)
            : refused;
    }

    private static UpgradeAnswer Previewed(PlanQuote quote, Guid teamId) => new(UpgradeStatus.Preview)
    {
        PreviewToken = quote.Token, EffectiveAt = quote.At, HeldUntil = quote.HeldUntil, Invoice = InvoiceView.Preview(quote.Sum, teamId, quote.Period),
        NextInvoice = quote.Next.AmountDue == quote.Sum.AmountDue ? null : InvoiceView.Preview(quote.Next, teamId, Period.Month(quote.Period.Start, 1)),
    };

    private async Task<Result<UpgradeAnswer>> AskForCardAsync(Account account, Guid teamId, PlanQuote quote, CancellationToken ct)
    {
        var page = links.To($"/teams/{teamId}/plan?plan={quote.Version.PlanCode}").AbsoluteUri;
        var opened = await cards.OpenHostedPageAsync(account.Id, $"{page}&token={Uri.EscapeDataString(quote.Token)}&checkout={{CHECKOUT_SESSION_ID}}", page, ct);
        return opened.Is(out var url, out var problem)
            ? new UpgradeAnswer(UpgradeStatus.RequiresPaymentMethod) { CheckoutUrl = url, PreviewToken = quote.Token, HeldUntil = quote.HeldUntil }
            : problem;
    }

    private async Task<Result<UpgradeAnswer>> ChargeAsync(BillingDbContext db, Actor actor, Account account, Guid teamId, PlanQuote quote, CancellationToken ct)
    {
        if (await db.Upgrades.AnyAsync(running => running.RunsFor == account.Id, ct)) return UnderWay;
        // A plan that has ended here may for a moment still live at Stripe.
        if (await db.Subscriptions.AnyAsync(ending => ending.LivesFor == account.Id, ct)) return UnderWay;

        if (!(await BeginAsync(db, actor, account, teamId, quote, ct)).Is(out var upgrade, out var refused)) return refused;
        if (await plans.AtAsync(db, account.Id, clock.Now, ct) is { Version.IsFree: false } now)
        {
            // Another click was through between our look at the plan and our turn.
            await run.DropAsync(upgrade.Id, ct);
            return Problem.Conflict($"The team is on {now.Version.Name} already.");
        }
        // From here on the person's browser going away must not stop it halfway.
        return await run.RunAsync(upgrade.Id, CancellationToken.None);
    }

    /// <summary>What is wanted and the code and the credit that are held for it are stored together, before anything is asked of Stripe.</summary>
    private async Task<Result<Upgrade>> BeginAsync(BillingDbContext db, Actor actor, Account account, Guid teamId, PlanQuote quote, CancellationToken ct)
    {
        var upgrade = Upgrade.Start(account.Id, teamId, quote.Version.Id, quote.Sum.AmountDue, actor, clock.Now);
        upgrade.HoldUntil(system.GetUtcNow().UtcDateTime + billing.Lease);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        // What is left of a code that lives already is not taken again.
        if (quote.Sum.Discount is { RedemptionId: var living } && living != Guid.Empty) upgrade.With(living);
        else if (quote.Code is { } code)
        {
            if (!(await redemptions.ReserveAsync(db, account, code, quote.Version.PlanCode, ct)).Is(out var reserved, out var refused)) return refused;
            upgrade.With(reserved.Id);
        }
        db.Add(upgrade);
        try
        {
            if (quote.Sum.CreditShares is { Count: > 0 } shares) await credits.ReserveAsync(db, upgrade.Id, shares, ct);
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
            return upgrade;
        }
        catch (DbUpdateConcurrencyException)
        {
            return UpgradePreview.Changed;
        }
        catch (DbUpdateException)
        {
            // Two clicks in the same moment: the unique index let one of them through.
            return UnderWay;
        }
    }
}
