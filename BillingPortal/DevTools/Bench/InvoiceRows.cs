using System.Globalization;
using System.Security.Cryptography;
using BillingPortal.Data;
using BillingPortal.Features.Auditing;
using BillingPortal.Features.Emails;
using BillingPortal.Features.Invoicing;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.DevTools.Bench;

/// <summary>All that is stored of finished invoices, copied under ids of its own, for the limit of the run: nothing is read, rated, taxed or numbered, only put there.</summary>
internal sealed class InvoiceRows
{
    private const int Templates = 20;
    private const int InInsert = 1_000;

    private readonly List<Invoice> invoices = [];
    private readonly List<InvoiceLine> lines = [];
    private readonly List<InvoiceTax> taxes = [];
    private readonly List<InvoiceLink> links = [];
    private readonly List<AuditEntry> audit = [];
    private readonly List<EmailMessage> emails = [];

    private long Count => invoices.Count;

    /// <summary>As many as are asked for, after the newest that the portal has issued.</summary>
    public static InvoiceRows Copies(BenchRoom room, int count)
    {
        using var db = room.Services.GetRequiredService<IDbContextFactory<BillingDbContext>>().CreateDbContext();
        var rows = new InvoiceRows();
        var templates = db.Invoices.AsNoTracking().Include(invoice => invoice.Lines).Include(invoice => invoice.Taxes).Where(invoice => invoice.Step == DraftStep.Done && invoice.StripeNumber == null)
            .OrderByDescending(invoice => invoice.Id).Take(Templates).ToList();
        var beside = templates.ToDictionary(invoice => invoice.Id, invoice => (
            Link: db.InvoiceLinks.AsNoTracking().First(link => link.InvoiceId == invoice.Id), Entry: db.AuditEntries.AsNoTracking().First(entry => entry.SubjectId == invoice.Id),
            Email: db.EmailMessages.AsNoTracking().First(email => email.DedupeKey == InvoiceMail.KeyOf(invoice.Id))));
        for (var n = 0; n < count; n++)
        {
            var template = templates[n % templates.Count];
            rows.Add(db, template, beside[template.Id].Link, beside[template.Id].Entry, beside[template.Id].Email);
        }
        return rows;
    }

    public async Task<long> InsertAsync(BenchRoom room)
    {
        await using var db = await room.ContextAsync();
        await InsertAsync(db, invoices);
        await InsertAsync(db, lines);
        await InsertAsync(db, taxes);
        await InsertAsync(db, links);
        await InsertAsync(db, audit);
        await InsertAsync(db, emails);
        return Count;
    }

    private static async Task InsertAsync<T>(BillingDbContext db, List<T> rows) where T : class
    {
        foreach (var chunk in rows.Chunk(InInsert)) await BulkRows.InsertAsync(db, chunk);
    }

    private void Add(BillingDbContext db, Invoice template, InvoiceLink link, AuditEntry entry, EmailMessage email)
    {
        var id = Guid.CreateVersion7();
        var text = id.ToString("N", CultureInfo.InvariantCulture);
        invoices.Add(Copy(db, template, (nameof(Invoice.Id), id), (nameof(Invoice.Number), text), (nameof(Invoice.StripeInvoiceId), $"in_raw_{text}"), (nameof(Invoice.StripeNumber), "raw"), (nameof(Invoice.DocumentDueAt), null)));
        lines.AddRange(template.Lines.Select(line => Copy(db, line, (nameof(InvoiceLine.Id), Guid.CreateVersion7()), (nameof(InvoiceLine.InvoiceId), id))));
        taxes.AddRange(template.Taxes.Select(tax => Copy(db, tax, (nameof(InvoiceTax.Id), Guid.CreateVersion7()), (nameof(InvoiceTax.InvoiceId), id))));
        links.Add(Copy(db, link, (nameof(InvoiceLink.TokenHash), Convert.ToHexStringLower(SHA256.HashData(id.ToByteArray()))), (nameof(InvoiceLink.SightId), Guid.NewGuid()), (nameof(InvoiceLink.InvoiceId), id)));
        audit.Add(Copy(db, entry, (nameof(AuditEntry.Id), Guid.CreateVersion7()), (nameof(AuditEntry.SubjectId), id)));
        emails.Add(Copy(db, email, (nameof(EmailMessage.Id), Guid.CreateVersion7()), (nameof(EmailMessage.DedupeKey), text)));
    }

    private static T Copy<T>(BillingDbContext db, T row, params (string Property, object? Value)[] changes) where T : class
    {
        var values = db.Entry(row).CurrentValues.Clone();
        foreach (var (property, value) in changes) values[property] = value;
        return (T)values.ToObject();
    }
}
