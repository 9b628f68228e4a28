using BillingPortal.Data;
using BillingPortal.Features.Accounts;
using BillingPortal.Features.Auditing;
using BillingPortal.Features.Usage;
using BillingPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Invoicing;

/// <summary>A draft that waits for a person.</summary>
public sealed record HeldInvoice(Guid Id, Guid TeamId, string AccountName, InvoiceReason Reason, DateTime Since, Money Ours, Money? Stripes, string Because, string? StripeInvoiceId, bool MayBeRatedAgain);

/// <summary>Drafts that are held, for finance: what keeps them, and two ways back once the cause is gone.</summary>
public sealed class HeldInvoices(IDbContextFactory<BillingDbContext> contexts, InvoiceRun run, LateUsage lateUsage, BillingClock clock)
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

    /// <summary>Compares the totals anew, with the lines that stand, and goes on where they agree; else it is held again, with the difference of now. For a cause at Stripe.</summary>
    public Task<Result<Done>> CompareAgainAsync(Actor actor, Guid invoiceId, CancellationToken ct = default) => GoOnAsync(actor, invoiceId, "invoice.comparedAgain", (_, invoice) =>
    {
        invoice.CompareAgain();
        return Task.FromResult(Result<Done>.Of(Done.It));
    }, ct);

    /// <summary>Computes it anew from the facts of today about its own period: usage, plan, address, code, credit. Then it is compared. For a cause on our side.</summary>
    public Task<Result<Done>> RateAgainAsync(Actor actor, Guid invoiceId, CancellationToken ct = default) => GoOnAsync(actor, invoiceId, "invoice.ratedAgain", async (db, invoice) =>
    {
        if (!invoice.MayBeRatedAgain) return Problem.Conflict("This invoice was paid as its preview had it. It can be compared again, not computed anew.");
        // What it had billed of late usage it bills again, with what has arrived since.
        await lateUsage.GiveBackAsync(db, invoice.AccountId, invoice.Id, ct);
        invoice.RateAgain();
        return Done.It;
    }, ct);

    private async Task<Result<Done>> GoOnAsync(Actor actor, Guid invoiceId, string audited, Func<BillingDbContext, Invoice, Task<Result<Done>>> letGo, CancellationToken ct)
    {
        if (actor.Deny(Permission.ManageInvoices) is { } denied) return denied;

        await using var db = await contexts.CreateDbContextAsync(ct);
        var invoice = await db.Invoices.Include(i => i.Lines).FirstOrDefaultAsync(i => i.Id == invoiceId, ct);
        if (invoice is null) return Problem.NotFound("invoice");
        if (invoice.Step != DraftStep.Held) return Problem.Conflict("This invoice is not held any more.");

        db.Record(actor, audited, invoiceId, clock.Now, invoice.HeldBecause);
        if ((await letGo(db, invoice)).Problem is { } refused) return refused;
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException)
        {
            return Problem.Conflict("Somebody else is working on this invoice. Look again.");
        }
        await run.CompleteDueAsync(invoice.AccountId, ct);
        return Done.It;
    }

    private static HeldInvoice Held(Invoice invoice, string name) => new(
        invoice.Id, invoice.TeamId, name, invoice.Reason, invoice.CompleteAt, invoice.Due, invoice.HeldAgainst is { } against ? new(against, invoice.Currency) : null, invoice.HeldBecause ?? "", invoice.StripeInvoiceId, invoice.MayBeRatedAgain);
}
