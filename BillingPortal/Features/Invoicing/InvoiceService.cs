using System.Globalization;
using BillingPortal.Data;
using BillingPortal.Features.Accounts;
using BillingPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Invoicing;

/// <summary>Which invoices one wants to see; issued ones only, newest first.</summary>
public sealed record InvoiceFilter(InvoiceStatus? Status = null, DateTime? From = null, DateTime? To = null);

public sealed record InvoiceFile(string Name, byte[] Pdf);

/// <summary>Reads issued invoices and their PDFs.</summary>
public sealed class InvoiceService(IDbContextFactory<BillingDbContext> contexts, InvoiceDocumentMaking documents, BillingClock clock, ILogger<InvoiceService> log)
{
    /// <param name="teamId">Of this team's account; null for every account whose billing the actor may see.</param>
    public async Task<Result<Page<InvoiceView>>> ListAsync(Actor actor, Guid? teamId, InvoiceFilter filter, PageRequest page, CancellationToken ct = default)
    {
        if (teamId is { } asked && actor.Deny(Permission.ViewBilling, asked) is { } denied) return denied;
        if (filter is { From: { } from, To: { } to } && from > to) return Problem.Invalid("from", "The range ends before it begins.");

        await using var db = await contexts.CreateDbContextAsync(ct);
        if (!(await VisibleAsync(db, actor, teamId, ct)).Is(out var visible, out var unknown)) return unknown;

        var invoices = Within(visible, filter);
        if (page.Cursor is not null)
        {
            if (Cursor(page.Cursor) is not { } after) return Problem.Invalid("cursor", "This cursor is not one of ours.");
            invoices = invoices.Where(invoice => invoice.IssuedAt < after.IssuedAt || (invoice.IssuedAt == after.IssuedAt && string.Compare(invoice.Number, after.Number) < 0));
        }
        var rows = await invoices.OrderByDescending(invoice => invoice.IssuedAt).ThenByDescending(invoice => invoice.Number).Take(page.Size + 1)
            .Include(invoice => invoice.Lines).Include(invoice => invoice.Taxes).AsSplitQuery().ToListAsync(ct);
        var cut = page.Cut(rows, invoice => $"{invoice.IssuedAt!.Value.Ticks}_{invoice.Number}");
        return new Page<InvoiceView>([.. cut.Data.Select(InvoiceView.Of)], cut.NextCursor);
    }

    public async Task<Result<InvoiceView>> GetAsync(Actor actor, Guid invoiceId, CancellationToken ct = default)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var invoice = await db.Invoices.AsNoTracking().Include(i => i.Lines).Include(i => i.Taxes).AsSplitQuery().FirstOrDefaultAsync(i => i.Id == invoiceId && i.Number != null, ct);
        return invoice is null || Hidden(actor, invoice.AccountId) ? Problem.NotFound("invoice")
            : actor.Deny(Permission.ViewBilling, invoice.AccountId) is { } denied ? denied
            : InvoiceView.Of(invoice);
    }

    public async Task<Result<InvoiceFile>> PdfAsync(Actor actor, Guid invoiceId, CancellationToken ct = default)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var accountId = await db.Invoices.Where(i => i.Id == invoiceId).Select(i => (Guid?)i.AccountId).FirstOrDefaultAsync(ct);
        if (accountId is not { } account || Hidden(actor, account)) return Problem.NotFound("invoice");
        return actor.Deny(Permission.ViewBilling, account) is { } denied ? denied : await FileAsync(db, invoiceId, ct);
    }

    /// <summary>The PDF for whoever holds the link, without sign-in.</summary>
    public async Task<Result<InvoiceFile>> PdfByLinkAsync(Guid invoiceId, string token, CancellationToken ct = default)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var hash = InvoiceLink.HashOf(token);
        var link = await db.InvoiceLinks.AsNoTracking().FirstOrDefaultAsync(l => l.TokenHash == hash && l.InvoiceId == invoiceId, ct);
        if (link is null) return Problem.NotFound("invoice");
        if (!link.IsLive(clock.Now)) return Problem.Gone(link.RevokedAt is null ? "This link has expired. Sign in to download the invoice." : "This link was revoked. Sign in to download the invoice.");
        if (link.DownloadedAt is null) await NoteDownloadAsync(db, hash, ct);
        return await FileAsync(db, invoiceId, ct);
    }

    private Task NoteDownloadAsync(BillingDbContext db, string hash, CancellationToken ct)
    {
        DateTime? now = clock.Now;
        return db.InvoiceLinks.Where(link => link.TokenHash == hash && link.DownloadedAt == null).ExecuteUpdateAsync(set => set.SetProperty(link => link.DownloadedAt, now), ct);
    }

    private async Task<Result<InvoiceFile>> FileAsync(BillingDbContext db, Guid invoiceId, CancellationToken ct)
    {
        if (await documents.OfAsync(db, invoiceId, ct) is not { } document) return Problem.NotFound("invoice");
        if (!document.IsIntact)
        {
            log.LogCritical("The stored PDF of invoice {Invoice} does not match its hash: somebody or something has changed it.", invoiceId);
            return Problem.Unavailable("The stored document is damaged, so we do not hand it out. We have been told and look into it.");
        }
        var number = await db.Invoices.Where(invoice => invoice.Id == invoiceId).Select(invoice => invoice.Number).SingleAsync(ct);
        return new InvoiceFile($"{number}.pdf", document.Pdf);
    }

    private static async Task<Result<IQueryable<Invoice>>> VisibleAsync(BillingDbContext db, Actor actor, Guid? teamId, CancellationToken ct)
    {
        var issued = db.Invoices.AsNoTracking().Where(invoice => invoice.Number != null);
        if (teamId is { } team)
            return await db.AccountIdOfAsync(actor, team, ct) is { } accountId ? Result<IQueryable<Invoice>>.Of(issued.Where(invoice => invoice.AccountId == accountId)) : Problem.NotFound("team");
        if (actor.May(Permission.ViewBilling)) return Result<IQueryable<Invoice>>.Of(issued);

        var own = actor.Memberships.Where(membership => membership.Role.Allows(Permission.ViewBilling)).Select(membership => membership.AccountId).ToList();
        return Result<IQueryable<Invoice>>.Of(issued.Where(invoice => own.Contains(invoice.AccountId)));
    }

    private static bool Hidden(Actor actor, Guid accountId) => actor.Deny(Permission.ViewBilling, accountId) is { Kind: ProblemKind.NotFound };

    internal static IQueryable<Invoice> Within(IQueryable<Invoice> invoices, InvoiceFilter filter)
    {
        if (filter.Status is { } status) invoices = invoices.Where(invoice => invoice.Status == status);
        if (filter.From is { } from) invoices = invoices.Where(invoice => invoice.IssuedAt >= from);
        if (filter.To is { } to) invoices = invoices.Where(invoice => invoice.IssuedAt < to);
        return invoices;
    }

    private static (DateTime IssuedAt, string Number)? Cursor(string text) =>
        text.Split('_', 2) is [var ticks, var number] && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at <= DateTime.MaxValue.Ticks && !number.Contains('\0')
            ? (new DateTime(at, DateTimeKind.Utc), number)
            : null;
}
