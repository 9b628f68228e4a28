using System.Globalization;
using BillingPortal.Shared;

namespace BillingPortal.Features.Invoicing.Pdf;

/// <summary>The totals in the order in which they are computed, kept together on one page, and the notes beside or below them.</summary>
internal sealed class InvoiceTotals
{
    private const double Width = 248, Left = InvoiceSheet.Right - Width, Gap = 4, Distance = 14, NotesWidth = InvoiceSheet.Width - Width - 32;
    private const int MostLines = 6;

    private readonly InvoiceSheet sheet;
    private readonly PrintedInvoice invoice;
    private readonly List<Row> rows;

    private sealed record Row(TextBlock Name, TextBlock Amount, bool HasLineAbove)
    {
        public double Height { get; } = Math.Max(Name.Height, Amount.Height) + Gap + (HasLineAbove ? 2 * Gap : 0);
    }

    public InvoiceTotals(InvoiceSheet sheet, PrintedInvoice invoice)
    {
        (this.sheet, this.invoice) = (sheet, invoice);
        rows = [.. Rows()];
        Height = Distance + rows.Sum(row => row.Height) + (invoice.PayLink is null ? 0 : InvoiceStyle.Link.LineHeight + Gap);
    }

    public double Height { get; }

    public static string Percent(decimal percent) => percent.ToString("0.######", CultureInfo.InvariantCulture) + " %";

    public void Draw()
    {
        if (Height > sheet.Room && Height <= sheet.RoomOfNewPage) sheet.NewPage();
        else sheet.Line(InvoiceSheet.Left, sheet.Y, InvoiceSheet.Width, InvoiceStyle.StrongLine);
        sheet.Y += Distance;

        var (page, top) = (sheet.Page, sheet.Y);
        var table = sheet.Tag("Table", sheet.Root);
        foreach (var row in rows) DrawRow(table, row);
        if (invoice.PayLink is { } link) DrawPayLink(link);
        DrawNotes(sheet.Page == page ? top : null);
    }

    private IEnumerable<Row> Rows()
    {
        yield return Plain("Subtotal", invoice.Subtotal);
        foreach (var discount in invoice.Discounts) yield return Plain(discount.Name, discount.Amount);
        foreach (var credit in invoice.PromotionalCredits) yield return Plain(credit.Name, credit.Amount);
        foreach (var tax in invoice.Taxes) yield return Plain(NameOf(tax), tax.Amount);
        yield return New("Total", invoice.Total, InvoiceStyle.Sum, InvoiceStyle.Sum, true);
        foreach (var credit in invoice.PrepaidCredits) yield return Plain(credit.Name, credit.Amount);
        yield return New(invoice.AmountDueName, invoice.AmountDue, InvoiceStyle.Due, InvoiceStyle.Due, true);
        if (invoice.Payment is { } paid) yield return New($"Paid {DateWords.Day(paid.On)}", paid.Amount, InvoiceStyle.Paid, InvoiceStyle.Paid, false);
    }

    private static string NameOf(PrintedTax tax)
    {
        var rate = $"{tax.Name} {Percent(tax.Percent)} of {tax.Taxable}";
        return string.IsNullOrEmpty(tax.Reason) ? rate : $"{rate}, {tax.Reason}";
    }

    private Row Plain(string name, Money amount) =>
        New(name, amount, InvoiceStyle.Quiet, InvoiceStyle.Figure, false);

    private Row New(string name, Money amount, TextStyle nameStyle, TextStyle amountStyle, bool hasLineAbove)
    {
        var figure = sheet.Set(amount.ToString(), amountStyle);
        return new(sheet.Fit(name, nameStyle, Width - figure.Width - 16, MostLines), figure, hasLineAbove);
    }

    private void DrawRow(PdfTag table, Row row)
    {
        if (row.Height > sheet.Room) sheet.NewPage();
        if (row.HasLineAbove)
        {
            sheet.Line(Left, sheet.Y + Gap, Width, InvoiceStyle.Hairline);
            sheet.Y += 2 * Gap;
        }
        var tag = sheet.Tag("TR", table);
        sheet.Text("TD", tag, row.Name, Left, sheet.Y);
        sheet.TextRight("TD", tag, row.Amount, InvoiceSheet.Right, sheet.Y);
        sheet.Y += row.Height - (row.HasLineAbove ? 2 * Gap : 0);
    }

    private void DrawPayLink(Uri link)
    {
        var text = sheet.Set("Pay online", InvoiceStyle.Link);
        if (text.Height + Gap > sheet.Room) sheet.NewPage();
        var x = InvoiceSheet.Right - text.Width;
        sheet.Text("P", sheet.Root, text, x, sheet.Y);
        sheet.Page.Link(x, sheet.Y, text.Width, text.Height, link);
        sheet.Y += text.Height + Gap;
    }

    private void DrawNotes(double? beside)
    {
        var narrow = invoice.Notes.Select(note => sheet.Set(note, InvoiceStyle.Small, NotesWidth)).ToList();
        var fits = beside + narrow.Sum(note => note.Height + Gap) <= sheet.Y;
        var end = sheet.Y;
        if (fits) sheet.Y = beside!.Value;
        else sheet.Y += 20;
        foreach (var note in fits ? narrow : invoice.Notes.Select(note => sheet.Set(note, InvoiceStyle.Small, InvoiceSheet.Width))) DrawNote(note);
        sheet.Y = Math.Max(end, sheet.Y);
    }

    private void DrawNote(TextBlock note)
    {
        var tag = sheet.Tag("P", sheet.Root);
        for (var from = 0; from < note.LineCount;)
        {
            if (note.LineHeight > sheet.Room) sheet.NewPage();
            var count = Math.Min(note.LineCount - from, (int)(sheet.Room / note.LineHeight));
            sheet.Page.Begin(tag);
            note.Draw(sheet.Page, InvoiceSheet.Left, sheet.Y, from, count);
            sheet.Page.End();
            sheet.Y += count * note.LineHeight;
            from += count;
        }
        sheet.Y += Gap;
    }
}
