using BillingPortal.Data;
using BillingPortal.Features.Accounts;
using BillingPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Invoicing;

/// <summary>
/// Claims the renewal drafts that Stripe makes, so that Stripe does not finalize them by itself. One that came too late stands as Stripe
/// finalized it, and what it left out goes on a catch-up invoice.
/// </summary>
public sealed class InvoiceClaims(IDbContextFactory<BillingDbContext> contexts, Stripe.IStripeClient stripe, InvoiceAdoption adoption, BillingOptions billing, BillingClock clock)
{
    public const string PortalInvoice = "portal_invoice_id";

    private readonly Stripe.InvoiceService invoices = new(stripe);

    /// <summary>Reads the invoice anew from Stripe and takes it over if it is a renewal of ours. Safe to run twice.</summary>
    public async Task ClaimAsync(string stripeInvoiceId, CancellationToken ct = default)
    {
        var draft = await invoices.GetAsync(stripeInvoiceId, cancellationToken: ct);
        if (draft.BillingReason != "subscription_cycle" || draft.Status == "void") return;

        await using var db = await contexts.CreateDbContextAsync(ct);
        var account = await db.Accounts.AsNoTracking().FirstOrDefaultAsync(a => a.StripeCustomerId == draft.CustomerId, ct);
        if (account is null) return;

        var invoice = await db.Invoices.FirstOrDefaultAsync(i => i.StripeInvoiceId == stripeInvoiceId, ct);
        if (invoice is null or { Step: DraftStep.Claiming } && draft.Status != "draft")
        {
            await adoption.AdoptAsync(account, draft, ct);
            return;
        }
        if (invoice is null) db.Add(invoice = await IntendAsync(db, account, draft, ct));
        if (invoice.Step != DraftStep.Claiming) return;

        await db.SaveChangesAsync(ct);
        await KeepFromStripeAsync(invoice, ct);
        invoice.Claim();
        await db.SaveChangesAsync(ct);
    }

    private async Task<Invoice> IntendAsync(BillingDbContext db, Account account, Stripe.Invoice draft, CancellationToken ct)
    {
        var period = StripeDrafts.PlanPeriod(draft);
        var invoice = new Invoice
        {
            AccountId = account.Id, TeamId = await db.Teams.Where(team => team.AccountId == account.Id).OrderBy(team => team.CreatedAt).Select(team => team.Id).FirstAsync(ct),
            Reason = InvoiceReason.Cycle, Currency = account.Currency, CreatedAt = clock.Now, PeriodStart = period.Start, PeriodEnd = period.End, CompleteAt = period.Start + billing.UsageGrace,
        };
        invoice.BecomesAtStripe(draft.Id);
        return invoice;
    }

    /// <summary>Without a key of ours: saying it twice does no harm, but under one key Stripe would repeat a failure for a day, and finalize the draft within the hour.</summary>
    private Task KeepFromStripeAsync(Invoice invoice, CancellationToken ct) =>
        invoices.UpdateAsync(invoice.StripeInvoiceId, new() { AutoAdvance = false, Metadata = new() { [PortalInvoice] = invoice.Id.ToString() } }, null, ct);
}
