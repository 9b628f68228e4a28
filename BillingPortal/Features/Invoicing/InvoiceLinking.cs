using System.Security.Cryptography;
using BillingPortal.Data;
using BillingPortal.Features.Accounts;
using BillingPortal.Features.Auditing;
using BillingPortal.Features.Emails;
using BillingPortal.Shared;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Invoicing;

/// <summary>The links that lead to an invoice without sign-in: sent again, revoked, and when they were used.</summary>
public sealed class InvoiceLinking(IDbContextFactory<BillingDbContext> contexts, EmailOutbox emails, PortalLinks links, BillingClock clock, LiveChanges changes)
{
    private const int MostMails = 20;

    /// <summary>From now on no link that was sent leads to this invoice; the next one sent will.</summary>
    public async Task<Result<Done>> RevokeAsync(Actor actor, Guid teamId, Guid invoiceId, CancellationToken ct = default)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        if (!(await FindAsync(db, actor, teamId, invoiceId, ct)).Is(out var invoice, out var problem)) return problem;

        var now = clock.Now;
        var live = await db.InvoiceLinks.Where(link => link.InvoiceId == invoiceId && link.RevokedAt == null).ToListAsync(ct);
        if (live.Count == 0) return Problem.Conflict("No link to this invoice is left to revoke.");
        foreach (var link in live) link.Revoke(now);
        db.Record(actor, "invoiceLink.revoked", invoiceId, now, $"{live.Count}");
        await db.SaveChangesAsync(ct);
        changes.Tell(invoice.AccountId);
        return Done.It;
    }

    /// <summary>Mails the invoice to the account's billing address once more, with a link of its own.</summary>
    public async Task<Result<Done>> SendAgainAsync(Actor actor, Guid teamId, Guid invoiceId, CancellationToken ct = default)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        if (!(await FindAsync(db, actor, teamId, invoiceId, ct)).Is(out var invoice, out var problem)) return problem;
        var sent = await db.InvoiceLinks.CountAsync(link => link.InvoiceId == invoiceId, ct);
        if (sent >= MostMails) return Problem.Conflict($"This invoice was sent {MostMails} times already. Download the PDF and send it yourself.");

        var now = clock.Now;
        var account = await db.Accounts.AsNoTracking().SingleAsync(account => account.Id == invoice.AccountId, ct);
        var token = WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(32));
        var link = InvoiceLink.For(invoiceId, token, now);
        db.Add(link);
        db.Record(actor, "invoice.sentAgain", invoiceId, now);
        await emails.QueueAsync(db, InvoiceMail.Of(invoice, account, links, link, token, again: sent), ct);
        await db.SaveChangesAsync(ct);
        changes.Tell(invoice.AccountId);
        return Done.It;
    }

    /// <summary>A mail was shown; only the first time is kept.</summary>
    public async Task SeenAsync(Guid sightId, CancellationToken ct = default)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        DateTime? now = clock.Now;
        await db.InvoiceLinks.Where(link => link.SightId == sightId && link.OpenedAt == null).ExecuteUpdateAsync(set => set.SetProperty(link => link.OpenedAt, now), ct);
    }

    private static async Task<Result<Invoice>> FindAsync(BillingDbContext db, Actor actor, Guid teamId, Guid invoiceId, CancellationToken ct)
    {
        if (actor.Deny(Permission.ManageBilling, teamId) is { } denied) return denied;
        if (await db.AccountIdOfAsync(teamId, ct) is not { } accountId) return Problem.NotFound("team");
        return await db.Invoices.AsNoTracking().FirstOrDefaultAsync(i => i.Id == invoiceId && i.AccountId == accountId && i.Number != null, ct) is { } invoice ? invoice : Problem.NotFound("invoice");
    }
}
