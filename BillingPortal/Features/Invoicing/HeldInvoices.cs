using BillingPortal.Data;
using BillingPortal.Features.Accounts;
using BillingPortal.Features.Auditing;
using BillingPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Invoicing;

/// <summary>A draft that waits for a person.</summary>
public sealed record HeldInvoice(Guid Id, Guid TeamId, string AccountName, InvoiceReason Reason, DateTime Since, Money Ours, Money? Stripes, string Because, string? StripeInvoiceId);

/// <summary>Drafts that are held, for finance: what keeps them, and a way back once the cause is gone.</summary>
public sealed class HeldInvoices(IDbContextFactory<BillingDbContext> contexts, InvoiceRun run, BillingClock clock)
{
    private const int Most = 200;

    /// <summary>The oldest first.</summary>
    public async Task<Result<IReadOnlyList<HeldInvoice>>> ListAsync(Actor actor, CancellationToken ct = default)
    {
        if (actor.Deny(Permission.ViewPlatform) is { } denied) return denied;

        await using var db = await contexts.CreateDbContextAsync(ct);
        var accounts = db.Accounts;
        var rows = await db.Invoices.AsNoTracking().Where(invoice => invoice.Step == DraftStep.Held).OrderBy(invoice => invoice.CompleteAt).Take(Most)
            .Select(invoice => new { Invoice = invoice, Name = accounts.Where(account => account.Id == invoice.AccountId).Select(account => account.Name).FirstOrDefault() }).ToListAsync(ct);
        return Result<IReadOnlyList<HeldInvoice>>.Of([.. rows.Select(row => Held(row.Invoice, row.Name ?? ""))]);
    }

    /// <summary>Compares the totals anew and goes on where they agree; else it is held again, with the difference of now.</summary>
    public async Task<Result<Done>> CompareAgainAsync(Actor actor, Guid invoiceId, CancellationToken ct = default)
    {
        if (actor.Deny(Permission.ManageInvoices) is { } denied) return denied;

        await using var db = await contexts.CreateDbContextAsync(ct);
        var invoice = await db.Invoices.Include(i => i.Lines).FirstOrDefaultAsync(i => i.Id == invoiceId, ct);
        if (invoice is null) return Problem.NotFound("invoice");
        if (invoice.Step != DraftStep.Held) return Problem.Conflict("This invoice is not held any more.");

        db.Record(actor, "invoice.comparedAgain", invoiceId, clock.Now, invoice.HeldBecause);
        invoice.CompareAgain();
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateConcurrencyException)
        {
            return Problem.Conflict("Somebody else is working on this invoice. Look again.");
        }
        await run.CompleteDueAsync(invoice.AccountId, ct);
        return Done.It;
    }

    private static HeldInvoice Held(Invoice invoice, string name) => new(
        invoice.Id, invoice.TeamId, name, invoice.Reason, invoice.CompleteAt, invoice.Due, invoice.HeldAgainst is { } against ? new(against, invoice.Currency) : null, invoice.HeldBecause ?? "", invoice.StripeInvoiceId);
}
