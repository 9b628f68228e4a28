using BillingPortal.Data;
using BillingPortal.Features.Accounts;
using BillingPortal.Features.Plans;
using BillingPortal.Features.Taxes;
using BillingPortal.Shared;
using BillingPortal.StripeGateway;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Invoicing;

/// <summary>
/// Takes in a renewal that Stripe finalized before the portal could claim it, because the inbox was down for over an hour. The base invoice
/// stands as Stripe made it; the closed period's usage goes on a catch-up invoice.
/// </summary>
public sealed class InvoiceAdoption(IDbContextFactory<BillingDbContext> contexts, AccountPlans plans, AccountTaxes taxes, InvoiceIssuing issuing, BillingOptions billing, BillingClock clock, LiveChanges changes)
{
    public async Task AdoptAsync(Account account, Stripe.Invoice final, CancellationToken ct = default)
    {
        await issuing.PrepareAsync(ct);
        await using var db = await contexts.CreateDbContextAsync(ct);
        var period = StripeDrafts.PlanPeriod(final);
        // Before the transaction: the tax may have to be asked for over the network.
        var sum = await SumAsync(db, account, period, ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await db.Invoices.FirstOrDefaultAsync(known => known.StripeInvoiceId == final.Id, ct) is { } intended)
        {
            if (intended.Step != DraftStep.Claiming) return;
            // Whoever wanted to claim it came too late, after a crash: it is taken in as it stands.
            db.Remove(intended);
            await db.SaveChangesAsync(ct);
        }

        var teamId = await db.Teams.Where(team => team.AccountId == account.Id).OrderBy(team => team.CreatedAt).Select(team => team.Id).FirstAsync(ct);
        var invoice = New(account, teamId, InvoiceReason.Unclaimed, period);
        invoice.BecomesAtStripe(final.Id);
        db.AddRange(invoice, New(account, teamId, InvoiceReason.CatchUp, period));
        if (!sum.Is(out var agreed, out var problem))
        {
            if (problem.Kind == ProblemKind.Unavailable) throw new StripeEventNotApplied(problem);
            invoice.Hold(problem.Detail);
        }
        else await StoreAsync(db, invoice, agreed, final, ct);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        changes.Tell(account.Id);
    }

    private async Task StoreAsync(BillingDbContext db, Invoice invoice, InvoiceSum sum, Stripe.Invoice final, CancellationToken ct)
    {
        invoice.Rate(sum);
        if (sum.AmountDue.Minor * invoice.Currency.StripeFactor != final.Total) invoice.Hold($"{DraftFinishing.Differs(sum.AmountDue, final.Total)} Stripe has finalized it and collects it by itself.", DraftFinishing.OfStripe(invoice.Currency, final.Total));
        else await issuing.IssueAsync(db, invoice, final.Number, final.Status == "paid" ? new(final.StatusTransitions?.PaidAt ?? clock.Now, null) : null, ct);
    }

    private async Task<Result<InvoiceSum>> SumAsync(BillingDbContext db, Account account, Period period, CancellationToken ct)
    {
        var plan = await plans.AtAsync(db, account.Id, period.Start, ct);
        if (plan.Version.IsFree) return InvoiceRating.UpgradeUnfinished;
        return (await taxes.OfAsync(db, account, period.Start, ct)).Is(out var tax, out var problem)
            ? InvoiceSum.Of([InvoiceComposer.PlanLine(plan.Version, period)], null, tax.Components, account.Currency) with { Basis = tax.Basis }
            : problem;
    }

    private Invoice New(Account account, Guid teamId, InvoiceReason reason, Period period)
    {
        var (now, closed) = (clock.Now, period.Start + billing.UsageGrace);
        var invoice = new Invoice
        {
            AccountId = account.Id, TeamId = teamId, Reason = reason, Currency = account.Currency, CreatedAt = now, PeriodStart = period.Start, PeriodEnd = period.End, CompleteAt = now > closed ? now : closed,
        };
        invoice.Claim();
        return invoice;
    }
}
