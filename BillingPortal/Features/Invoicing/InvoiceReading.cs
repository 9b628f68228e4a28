using BillingPortal.Data;
using BillingPortal.Features.Accounts;
using BillingPortal.Features.Auditing;
using BillingPortal.Features.Emails;
using BillingPortal.Features.Invoicing.Pdf;
using BillingPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Invoicing;

/// <summary>An invoice for somebody who reads it on a page: what stands on paper, and what has happened since.</summary>
public sealed record ReadableInvoice(Guid Id, Guid AccountId, InvoiceStatus Status, DateTime? IssuedAt, DateTime? PaidAt, string? PaidWith, DateTime? NextAttemptAt, PrintedInvoice Paper)
{
    /// <summary>Why it is not issued yet; null of an issued one.</summary>
    public string? HeldBecause { get; init; }

    /// <summary>Newest first.</summary>
    public IReadOnlyList<InvoiceHappening> History { get; init; } = [];

    /// <summary>The line that is asked about.</summary>
    public LineExplanation? Explanation { get; init; }

    public bool MayManage { get; init; }

    public bool HasLiveLink { get; init; }
}

public sealed record InvoiceHappening(string Icon, string Text, DateTime At);

/// <summary>Opens one invoice for reading.</summary>
public sealed class InvoiceReading(IDbContextFactory<BillingDbContext> contexts, LineReading lines, Seller seller, BillingClock clock)
{
    /// <summary>An invoice of another team's account is not found, whoever asks under this team's address.</summary>
    /// <param name="actor">Who may see the team's billing.</param>
    /// <param name="teamId">Under whose address.</param>
    /// <param name="invoiceId">Which; issued, or held.</param>
    /// <param name="line">The line that is asked about, from 1; null for none.</param>
    /// <param name="ct">Ends the work.</param>
    public async Task<Result<ReadableInvoice>> OpenAsync(Actor actor, Guid teamId, Guid invoiceId, int? line = null, CancellationToken ct = default)
    {
        if (actor.Deny(Permission.ViewBilling, teamId) is { } denied) return denied;

        await using var db = await contexts.CreateDbContextAsync(ct);
        if (await db.AccountOfAsync(teamId, ct) is not { } account) return Problem.NotFound("team");

        var invoice = await db.Invoices.AsNoTracking().Include(i => i.Lines).Include(i => i.Taxes).AsSplitQuery()
            .FirstOrDefaultAsync(i => i.Id == invoiceId && i.AccountId == account.Id && (i.Number != null || i.Step == DraftStep.Held), ct);
        if (invoice is null) return Problem.NotFound("invoice");

        var links = await db.InvoiceLinks.AsNoTracking().Where(link => link.InvoiceId == invoiceId).ToListAsync(ct);
        var printed = invoice.IsIssued ? InvoicePrinting.Print(invoice) : InvoicePrinting.PrintDraft(invoice, InvoiceParties.Of(account, seller));
        // Another logo since then is not the one that it was issued under, and that one is no longer here to show.
        var paper = printed.Seller.Logo == seller.LogoHash ? printed : printed with { Seller = printed.Seller with { Logo = null } };
        return new ReadableInvoice(invoice.Id, account.Id, invoice.Status, invoice.IssuedAt, invoice.PaidAt, invoice.PaidWith, invoice.NextAttemptAt, paper)
        {
            HeldBecause = invoice.IsIssued ? null : invoice.HeldBecause, Explanation = await lines.ExplainAsync(db, invoice, line, ct), MayManage = actor.May(Permission.ManageBilling, teamId),
            HasLiveLink = links.Any(link => link.IsLive(clock.Now)), History = await HistoryAsync(db, invoice, links, ct),
        };
    }

    private static async Task<IReadOnlyList<InvoiceHappening>> HistoryAsync(BillingDbContext db, Invoice invoice, List<InvoiceLink> links, CancellationToken ct)
    {
        var happened = await db.AuditEntries.AsNoTracking().Where(entry => entry.SubjectId == invoice.Id).OrderByDescending(entry => entry.At).Take(50).ToListAsync(ct);
        var keys = InvoiceMail.KeysOf(invoice.Id, links.Count);
        var mails = await db.EmailMessages.AsNoTracking().Where(mail => EF.Parameter(keys).Contains(mail.DedupeKey)).Select(mail => new { mail.To, mail.SentAt }).ToListAsync(ct);
        // A first invoice is issued as paid; that it was paid stands in its own row only.
        var paid = invoice.PaidAt is { } at && happened.All(entry => entry.Action != "invoice.paid") ? [Paid(invoice, at)] : Array.Empty<InvoiceHappening>();
        var all = paid.Concat(happened.Select(entry => Told(entry, invoice)).OfType<InvoiceHappening>())
            .Concat(mails.Where(mail => mail.SentAt is not null).Select(mail => new InvoiceHappening("mail", $"Sent to {mail.To}", mail.SentAt!.Value)))
            .Concat(links.Where(link => link.OpenedAt is not null).Select(link => new InvoiceHappening("drafts", "Mail opened", link.OpenedAt!.Value)))
            .Concat(links.Where(link => link.DownloadedAt is not null).Select(link => new InvoiceHappening("download", "Downloaded by the link in the mail", link.DownloadedAt!.Value)));
        return [.. all.OrderByDescending(one => one.At)];
    }

    private static InvoiceHappening? Told(AuditEntry entry, Invoice invoice) => entry.Action switch
    {
        "invoice.issued" => new("receipt_long", $"Issued as {invoice.Number}", entry.At),
        "invoice.paid" => Paid(invoice, entry.At),
        "payment.failed" => new("error", "A try to collect it failed", entry.At),
        "invoice.ordered" => new("edit", "Written by finance", entry.At),
        "invoice.comparedAgain" => new("sync", "Compared with Stripe again", entry.At),
        "invoice.ratedAgain" => new("calculate", "Computed anew", entry.At),
        "invoiceLink.revoked" => new("link_off", "Links in earlier mails revoked", entry.At),
        _ => null,
    };

    private static InvoiceHappening Paid(Invoice invoice, DateTime at) => new("check_circle", $"Paid {invoice.Due}{(invoice.PaidWith is { } card ? $" with {card}" : "")}", at);
}
