using System.Globalization;
using BillingPortal.Shared;

namespace BillingPortal.Features.Invoicing.Pdf;

/// <summary>The lines. The head comes back on every page; a line never breaks across pages; a column that no line fills is left out.</summary>
internal sealed class InvoiceTable
{
    private const double Gap = 16, Padding = 6, WidestFigure = 96;
    private const int MostLines = 24;
    private static readonly double HeadHeight = InvoiceStyle.ColumnHead.LineHeight + 5;
    private static readonly string[] FigureHeads = ["Quantity", "Rate", "Tax", "Amount"];

    private readonly InvoiceSheet sheet;
    private readonly TextBlock[] heads;
    private readonly double[] rights;
    private readonly List<Row> rows;

    private sealed record Row(TextBlock Description, TextBlock? Detail, TextBlock[] Figures)
    {
        public double Height { get; } = 2 * Padding + Math.Max(Description.Height + (Detail?.Height ?? 0), Figures.Max(figure => figure.Height));
    }

    public InvoiceTable(InvoiceSheet sheet, PrintedInvoice invoice)
    {
        this.sheet = sheet;
        var all = invoice.Lines.Select(Figures).ToArray();
        var filled = Enumerable.Range(0, FigureHeads.Length).Where(column => column == FigureHeads.Length - 1 || all.Any(row => row[column].Width > 0)).ToArray();
        var figures = all.Select(row => filled.Select(column => row[column]).ToArray()).ToArray();
        heads = [.. filled.Select(column => sheet.Set(FigureHeads[column], InvoiceStyle.ColumnHead))];
        var widths = heads.Select((head, column) => figures.Select(row => row[column].Width).Append(head.Width).Max()).ToArray();
        rights = RightEdges(widths);
        var descriptionWidth = InvoiceSheet.Width - widths.Sum(width => width + Gap);
        rows = [.. invoice.Lines.Select((line, i) => new Row(
            sheet.Fit(line.Description, InvoiceStyle.Name, descriptionWidth, MostLines),
            Detail(line) is { Length: > 0 } detail ? sheet.Fit(detail, InvoiceStyle.Small, descriptionWidth, MostLines) : null,
            figures[i]))];
    }

    /// <param name="follows">The height of what must stand on the page of the last line: totals never stand alone.</param>
    public void Draw(double follows)
    {
        if (HeadHeight + rows.Select(row => row.Height).FirstOrDefault() > sheet.Room) sheet.NewPage();
        var table = sheet.Tag("Table", sheet.Root);
        DrawHead(table);
        for (var i = 0; i < rows.Count; i++)
        {
            if (i > 0 && Needed(i, follows) > sheet.Room)
            {
                sheet.NewPage();
                RepeatHead();
            }
            else if (i > 0) sheet.Line(InvoiceSheet.Left, sheet.Y, InvoiceSheet.Width, InvoiceStyle.Hairline);
            DrawRow(table, rows[i]);
        }
    }

    private double Needed(int row, double follows)
    {
        var both = rows[row].Height + follows;
        return row == rows.Count - 1 && HeadHeight + both <= sheet.RoomOfNewPage ? both : rows[row].Height;
    }

    private static double[] RightEdges(double[] widths)
    {
        var edges = new double[widths.Length];
        var right = InvoiceSheet.Right;
        for (var column = widths.Length - 1; column >= 0; column--)
        {
            edges[column] = right;
            right -= widths[column] + Gap;
        }
        return edges;
    }

    private TextBlock[] Figures(PrintedLine line) =>
    [
        sheet.Set(line.Quantity is { } quantity ? Decimal(quantity) : "", InvoiceStyle.Figure, WidestFigure),
        sheet.Set(line.Rate is { } rate ? Money.Rate(rate, line.Amount.Currency) : "", InvoiceStyle.Figure, WidestFigure),
        sheet.Set(string.Join(" + ", line.TaxPercents.Select(InvoiceTotals.Percent)), InvoiceStyle.Figure, WidestFigure),
        sheet.Set(line.Amount.ToString(), InvoiceStyle.Figure, WidestFigure),
    ];

    private static string Decimal(decimal quantity) => (quantity < 0 ? "−" : "") + Math.Abs(quantity).ToString("#,0.############", CultureInfo.InvariantCulture);

    private static string Detail(PrintedLine line) =>
        string.Join(", ", new[] { line.Period is { } period ? DateWords.Days(period) : null, line.Detail }.Where(part => !string.IsNullOrEmpty(part)));

    private void DrawHead(PdfTag table)
    {
        var row = sheet.Tag("TR", table);
        sheet.Text("TH", row, sheet.Set("Description", InvoiceStyle.ColumnHead), InvoiceSheet.Left, sheet.Y);
        for (var column = 0; column < heads.Length; column++) sheet.TextRight("TH", row, heads[column], rights[column], sheet.Y);
        EndHead();
    }

    private void RepeatHead()
    {
        sheet.Page.BeginArtifact();
        sheet.Set("Description", InvoiceStyle.ColumnHead).Draw(sheet.Page, InvoiceSheet.Left, sheet.Y);
        for (var column = 0; column < heads.Length; column++) heads[column].DrawRight(sheet.Page, rights[column], sheet.Y);
        sheet.Page.End();
        EndHead();
    }

    private void EndHead()
    {
        sheet.Y += HeadHeight;
        sheet.Line(InvoiceSheet.Left, sheet.Y, InvoiceSheet.Width, InvoiceStyle.StrongLine);
    }

    private void DrawRow(PdfTag table, Row row)
    {
        var (tag, top) = (sheet.Tag("TR", table), sheet.Y + Padding);
        var cell = sheet.Text("TD", tag, row.Description, InvoiceSheet.Left, top);
        if (row.Detail is not null) sheet.Text(cell, row.Detail, InvoiceSheet.Left, top + row.Description.Height);
        for (var column = 0; column < row.Figures.Length; column++) sheet.TextRight("TD", tag, row.Figures[column], rights[column], top);
        sheet.Y += row.Height;
    }
}
