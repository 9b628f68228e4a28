namespace BillingPortal.Features.Invoicing.Pdf;

/// <summary>Prints invoices. The same invoice is always the same file, byte for byte. One instance serves all threads.</summary>
public sealed class InvoicePdf
{
    private readonly FontSet fonts;
    private readonly Typesetter typesetter;

    /// <param name="moreFonts">Paths of TrueType files for scripts that the built-in fonts lack, such as Japanese.</param>
    /// <param name="logo">The seller's, for invoices that were issued under it; the others bear the mark in the brand's colour.</param>
    public InvoicePdf(IEnumerable<string>? moreFonts = null, Logo? logo = null)
    {
        Logo = logo;
        fonts = new(moreFonts ?? []);
        typesetter = new(fonts);
    }

    public Logo? Logo { get; }

    public byte[] Render(PrintedInvoice invoice)
    {
        var logo = invoice.Seller.Logo == Logo?.Hash ? Logo?.Image : null;
        var document = new PdfDocument(fonts, invoice.Paper, logo);
        var sheet = new InvoiceSheet(document, typesetter, invoice, logo);
        InvoiceHead.Draw(sheet, invoice);
        var totals = new InvoiceTotals(sheet, invoice);
        new InvoiceTable(sheet, invoice).Draw(follows: totals.Height);
        totals.Draw();
        sheet.DrawFooters();
        return document.Finish($"{invoice.Title} {invoice.Number}", invoice.Seller.Name, invoice.Language, invoice.IssuedAt);
    }
}
