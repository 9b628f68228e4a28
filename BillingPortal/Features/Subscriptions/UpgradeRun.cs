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
using BillingPortal.StripeGateway;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Subscriptions;

/// <summary>Takes an upgrade step by step to its end: the plan active with everything stored, or all of it undone. Whoever runs it holds its lease.</summary>
public sealed class UpgradeRun(
    IDbContextFactory<BillingDbContext> contexts, StripeSubscriptions subscriptions, StripeCalls calls, PaymentService payments, UpgradeFinish finish, EmailOutbox emails, PlanCatalogue catalogue, UpgradeInvoice first, InvoicePricing pricing, Redemptions redemptions, CreditLedger credits,
    BillingClock clock, LiveChanges changes, ILogger<UpgradeRun> log)
{
    private static readonly Problem Unsettled = Problem.Unavailable("We do not know yet whether the payment went through. We find out within minutes and tell you; please do not try again before.");

    private static readonly Problem Interrupted = Problem.Unavailable("The upgrade was interrupted and has been undone. Nothing was charged.");

    public async Task<Result<UpgradeAnswer>> RunAsync(Guid upgradeId, CancellationToken ct = default)
    {
        try
        {
            return await TryAsync(upgradeId, ct);
        }
        catch (DbUpdateException exception)
        {
            log.LogWarning(exception, "Upgrade {Upgrade} was taken over, or could not be stored.", upgradeId);
            return await HandOverAsync(upgradeId, ct);
        }
    }

    /// <summary>Ends an upgrade that was left halfway: paid means active, anything else is undone. The caller holds its lease.</summary>
    public async Task ResumeAsync(Guid upgradeId, CancellationToken ct = default)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var upgrade = await db.Upgrades.SingleAsync(u => u.Id == upgradeId, ct);
        if (await IsPaidAsync(db, upgrade, ct)) await ActivateAsync(db, upgrade, ct);
        else await FailAsync(db, upgrade, Interrupted, ct);
    }

    /// <summary>Gives up one that nothing has been done for yet.</summary>
    public async Task DropAsync(Guid upgradeId, CancellationToken ct = default)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        await ForgetAsync(db, await db.Upgrades.SingleAsync(u => u.Id == upgradeId, ct), tell: false, ct);
    }

    private async Task<Result<UpgradeAnswer>> TryAsync(Guid upgradeId, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var upgrade = await db.Upgrades.SingleAsync(u => u.Id == upgradeId, ct);
        var subscribed = await SubscribeAsync(db, upgrade, ct);
        if (!subscribed.Is(out var invoiceId, out var problem)) return await FailAsync(db, upgrade, problem, ct);

        // What credit covers Stripe has marked as paid when it made the invoice.
        if (upgrade.Promised == 0) return await ActivateAsync(db, upgrade, ct);

        var outcome = await payments.CollectAsync(invoiceId, ct);
        return outcome.Status switch
        {
            AttemptStatus.Succeeded => await ActivateAsync(db, upgrade, ct),
            AttemptStatus.Failed => await FailAsync(db, upgrade, Declined(outcome), ct),
            _ => await LeaveAsync(db, upgrade, ct),
        };
    }

    /// <summary>Stripe was so slow that the lease ran out: the janitor has ended the upgrade meanwhile, or is about to.</summary>
    private async Task<Result<UpgradeAnswer>> HandOverAsync(Guid upgradeId, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var upgrade = await db.Upgrades.AsNoTracking().SingleAsync(u => u.Id == upgradeId, ct);
        if (upgrade.Step == UpgradeStep.Active) return await finish.AnswerAsync(db, upgrade, ct);
        if (upgrade.Step is not (UpgradeStep.Undoing or UpgradeStep.Undone)) return Unsettled;

        // The janitor may have looked before Stripe had made the subscription.
        await calls.TryAsync(() => subscriptions.UndoAsync(upgrade, ct), ct);
        return Interrupted;
    }

    /// <summary>Whether the first invoice has been paid; one that was, and whose answer was lost, is taken in.</summary>
    private async Task<bool> IsPaidAsync(BillingDbContext db, Upgrade upgrade, CancellationToken ct)
    {
        if (upgrade.StripeInvoiceId is { } known) return await subscriptions.IsPaidAsync(known, ct);
        if (await subscriptions.FindAsync(upgrade, ct) is not { LatestInvoiceId: { } invoice } lost || !await subscriptions.IsPaidAsync(invoice, ct)) return false;

        var account = await db.Accounts.AsNoTracking().SingleAsync(a => a.Id == upgrade.AccountId, ct);
        if ((await first.StoreAsync(db, upgrade, account, lost, ct)).Problem is { } problem) throw new InvalidOperationException(problem.Detail);
        return true;
    }

    private static Problem Declined(PaymentOutcome outcome) =>
        Problem.Declined($"{outcome.Message ?? "Your card was declined."} Nothing was charged, and your plan stays as it is. You can try another card.", StripeFailure.Shown(outcome.DeclineCode));

    /// <summary>The subscription and its first invoice, at Stripe and here; the invoice must be exactly what was promised.</summary>
    private async Task<Result<Guid>> SubscribeAsync(BillingDbContext db, Upgrade upgrade, CancellationToken ct)
    {
        var account = await db.Accounts.AsNoTracking().SingleAsync(a => a.Id == upgrade.AccountId, ct);
        var version = await catalogue.ByIdAsync(db, upgrade.PlanVersionId, ct);
        if (!(await first.PriceAsync(db, upgrade, account, Period.Month(upgrade.StartedAt, 0), ct)).Is(out var sum, out var unpriced)) return unpriced;
        if (!(await subscriptions.StartAsync(upgrade, version, sum, ct)).Is(out var subscription, out var problem)) return problem;
        if (!(await first.StoreAsync(db, upgrade, account, subscription, ct)).Is(out var invoice, out var unstored)) return unstored;
        return Differs(upgrade, invoice, subscription.LatestInvoice) ?? Result<Guid>.Of(invoice.Id);
    }

    private Problem? Differs(Upgrade upgrade, Invoice invoice, Stripe.Invoice stripes)
    {
        if (invoice.AmountDue == upgrade.Promised && stripes.Total == upgrade.Promised * invoice.Currency.StripeFactor) return null;
        log.LogError("Upgrade {Upgrade}: promised {Promised}, computed {Computed}, Stripe's {Stripes}.", upgrade.Id, upgrade.Promised, invoice.AmountDue, stripes.Total);
        return Problem.Unavailable("The price could not be confirmed, so nothing was charged. We have been told; please try again.") with { Code = "totals_differ" };
    }

    private async Task<Result<UpgradeAnswer>> FailAsync(BillingDbContext db, Upgrade upgrade, Problem problem, CancellationToken ct)
    {
        if (upgrade.Step != UpgradeStep.Undoing)
        {
            upgrade.Fail(problem.DeclineCode ?? problem.Code, problem.Detail);
            await db.SaveChangesAsync(ct);
        }
        var undone = await calls.TryAsync(() => subscriptions.UndoAsync(upgrade, ct), ct);
        if (!undone.Is(out var clean, out _))
        {
            await LeaveAsync(db, upgrade, ct);
            return problem;
        }
        if (!clean) return upgrade.InvoiceId is null ? await LeaveAsync(db, upgrade, ct) : await ActivateAsync(db, upgrade, ct);

        await ForgetAsync(db, upgrade, tell: upgrade.FailureDetail == Interrupted.Detail, ct);
        return problem;
    }

    private async Task ForgetAsync(BillingDbContext db, Upgrade upgrade, bool tell, CancellationToken ct)
    {
        var now = clock.Now;
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (upgrade.InvoiceId is { } invoiceId)
        {
            await pricing.CancelAsync(db, await db.Invoices.SingleAsync(i => i.Id == invoiceId, ct), ct);
            if (await db.PaymentAttempts.FirstOrDefaultAsync(a => a.UndecidedFor == invoiceId, ct) is { } attempt) attempt.Fail("voided", "The upgrade was undone.", now);
        }
        else await credits.ReleaseAsync(db, upgrade.Id, ct);
        if (tell) await emails.QueueAsync(db, await NewsAsync(db, upgrade, ct), ct);
        await redemptions.ReleaseAsync(db, upgrade.RedemptionId, ct);
        upgrade.Undo();
        db.Record(Actor.System, "upgrade.undone", upgrade.TeamId, now, upgrade.FailureCode);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        changes.Tell(upgrade.AccountId);
    }

    /// <summary>For whoever was left without an answer.</summary>
    private static async Task<Email> NewsAsync(BillingDbContext db, Upgrade upgrade, CancellationToken ct)
    {
        var account = await db.Accounts.AsNoTracking().SingleAsync(a => a.Id == upgrade.AccountId, ct);
        const string title = "Your upgrade was not completed";
        var body = new EmailBody(title).Paragraph($"The change of plan of {account.Name} was interrupted and has been undone. Nothing was charged, and the plan stays as it is.")
            .Paragraph("You can choose the plan again whenever you like.");
        return new(account.BillingEmail, EmailKind.Alert, title, body, $"upgrade-undone:{upgrade.Id:N}");
    }

    private async Task<Result<UpgradeAnswer>> ActivateAsync(BillingDbContext db, Upgrade upgrade, CancellationToken ct)
    {
        var active = await finish.ActivateAsync(db, upgrade, ct);
        return active.Problem is null ? active : await LeaveAsync(db, upgrade, ct);
    }

    /// <summary>Lets go of it for the janitor to find.</summary>
    private static async Task<Result<UpgradeAnswer>> LeaveAsync(BillingDbContext db, Upgrade upgrade, CancellationToken ct)
    {
        upgrade.HoldUntil(DateTime.UnixEpoch);
        await db.SaveChangesAsync(ct);
        return Unsettled;
    }
}
