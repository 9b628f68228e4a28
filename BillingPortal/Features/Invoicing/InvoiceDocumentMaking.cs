using System.Security.Cryptography;
using BillingPortal.Data;
using BillingPortal.Features.Invoicing.Pdf;
using BillingPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Invoicing;

/// <summary>
/// Makes the PDF of an issued invoice, once. It is made after the issue, not in it: an issued invoice never changes, so that the bytes are the same whenever they are made,
/// and the row of numbers is not locked meanwhile.
/// </summary>
public sealed class InvoiceDocumentMaking(IDbContextFactory<BillingDbContext> contexts, InvoicePdf pdf, PayLinks payLinks, BillingClock clock, ILogger<InvoiceDocumentMaking> log)
{
    private const int Batch = 100;

    /// <summary>How many were made.</summary>
    public async Task<int> MakeDueAsync(CancellationToken ct = default)
    {
        var made = 0;
        HashSet<Guid> aside = [];
        while (await DueAsync(aside, ct) is { Count: > 0 } due)
        {
            foreach (var id in due)
                if (await TryMakeAsync(id, ct)) made++;
                else aside.Add(id);
        }
        return made;
    }

    public async Task<DateTime?> NextDueAsync(CancellationToken ct = default)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await db.Invoices.MinAsync(invoice => invoice.DocumentDueAt, ct);
    }

    /// <summary>The stored document, made now if nobody has asked for it before.</summary>
    public async Task<InvoiceDocument?> OfAsync(BillingDbContext db, Guid invoiceId, CancellationToken ct)
    {
        if (await StoredAsync(db, invoiceId, ct) is { } stored) return stored;
        return await MakeAsync(invoiceId, ct) ? await StoredAsync(db, invoiceId, ct) : null;
    }

    private static Task<InvoiceDocument?> StoredAsync(BillingDbContext db, Guid invoiceId, CancellationToken ct) =>
        db.InvoiceDocuments.AsNoTracking().FirstOrDefaultAsync(document => document.InvoiceId == invoiceId, ct);

    private async Task<List<Guid>> DueAsync(HashSet<Guid> aside, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var due = db.Invoices.Where(invoice => invoice.DocumentDueAt != null);
        if (aside.Count > 0) due = due.Where(invoice => !EF.Parameter(aside).Contains(invoice.Id));
        return await due.OrderBy(invoice => invoice.DocumentDueAt).Select(invoice => invoice.Id).Take(Batch).ToListAsync(ct);
    }

    private async Task<bool> TryMakeAsync(Guid invoiceId, CancellationToken ct)
    {
        try
        {
            return await MakeAsync(invoiceId, ct);
        }
        catch (Exception fault) when (fault is not OperationCanceledException || !ct.IsCancellationRequested)
        {
            log.LogError(fault, "The PDF of invoice {Invoice} was not made; it is tried again.", invoiceId);
            return false;
        }
    }

    private async Task<bool> MakeAsync(Guid invoiceId, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var invoice = await db.Invoices.AsNoTracking().Include(i => i.Lines).Include(i => i.Taxes).AsSplitQuery().FirstOrDefaultAsync(i => i.Id == invoiceId && i.Number != null, ct);
        if (invoice is null) return false;

        var bytes = pdf.Render(InvoicePrinting.PrintAsIssued(invoice, payLinks.Of(invoice)));
        await StoreAsync(db, new() { InvoiceId = invoiceId, Pdf = bytes, Hash = InvoiceDocument.HashOf(bytes), CreatedAt = clock.Now }, ct);
        return true;
    }

    private static async Task StoreAsync(BillingDbContext db, InvoiceDocument document, CancellationToken ct)
    {
        var id = document.InvoiceId;
        try
        {
            if (!await db.InvoiceDocuments.AnyAsync(known => known.InvoiceId == id, ct))
            {
                db.Add(document);
                await db.SaveChangesAsync(ct);
            }
        }
        catch (DbUpdateException)
        {
            // A reader and the job made it in the same moment; what is stored first counts, and both are the same bytes.
            if (!await db.InvoiceDocuments.AnyAsync(known => known.InvoiceId == id, ct)) throw;
        }
        await db.Invoices.Where(invoice => invoice.Id == id).ExecuteUpdateAsync(set => set.SetProperty(invoice => invoice.DocumentDueAt, (DateTime?)null), ct);
    }
}
