namespace BillingPortal.Features.Invoicing.Pdf;

/// <summary>The paper: where the next thing is drawn, when a new page begins, and what stands on every page.</summary>
internal sealed class InvoiceSheet(PdfDocument document, Typesetter typesetter, PrintedInvoice invoice, PdfImage? logo = null)
{
    public const double Left = 48, Right = PdfPage.Width - 48, Width = Right - Left;
    private const double Top = 48, BelowHead = Top + 34, MarkSize = 22, LogoWidth = 190, LogoHeight = 44, PointsPerPixel = 0.75;

    private readonly double bottom = PdfPage.Height - 74 - invoice.Paper.Shorter(), footerLine = PdfPage.Height - 56 - invoice.Paper.Shorter();

    private readonly PdfColour brand = PdfColour.Parse(invoice.Seller.BrandColour) ?? InvoiceStyle.Petrol;

    public PdfPage Page { get; private set; } = document.AddPage();
    public double Y { get; set; } = Top;
    public double Room => bottom - Y;
    public double RoomOfNewPage => bottom - BelowHead;
    public PdfTag Root => document.Root;

    public TextBlock Set(string text, TextStyle style, double width = double.PositiveInfinity) => typesetter.Set(text, style, width);
    public TextBlock Fit(string text, TextStyle style, double width, int lines = 1) => typesetter.Fit(text, style, width, lines);
    public PdfTag Tag(string type, PdfTag parent) => document.Tag(type, parent);

    /// <summary>Goes to a new page, which repeats whose invoice it is.</summary>
    public void NewPage()
    {
        Page = document.AddPage();
        Page.BeginArtifact();
        if (logo is null)
        {
            DrawMark(Left, Top, 14);
            Fit(BrandName, InvoiceStyle.Name, Width / 2).Draw(Page, Left + 20, Top + 0.5);
        }
        else DrawLogo(logo, Top - 2, 100, 18);
        Fit($"{invoice.Title} {invoice.Number}, continued", InvoiceStyle.Small, Width / 2 - 30).DrawRight(Page, Right, Top + 1);
        Page.End();
        Y = BelowHead;
    }

    public void DrawBrand()
    {
        if (logo is not null)
        {
            Page.Begin(document.Tag("Figure", Root, BrandName));
            Y += DrawLogo(logo, Y, LogoWidth, LogoHeight);
            Page.End();
            return;
        }
        Page.BeginArtifact();
        DrawMark(Left, Y, MarkSize);
        Page.End();
        Text("P", Root, Fit(BrandName, InvoiceStyle.Brand, Width - 40), Left + MarkSize + 9, Y + 3);
        Y += MarkSize;
    }

    /// <summary>Draws text as an element of its own below another.</summary>
    public PdfTag Text(string type, PdfTag parent, TextBlock text, double x, double y)
    {
        var tag = Tag(type, parent);
        Text(tag, text, x, y);
        return tag;
    }

    /// <summary>Draws text as a further part of an element.</summary>
    public void Text(PdfTag tag, TextBlock text, double x, double y)
    {
        Page.Begin(tag);
        text.Draw(Page, x, y);
        Page.End();
    }

    public void TextRight(string type, PdfTag parent, TextBlock text, double right, double y)
    {
        Page.Begin(Tag(type, parent));
        text.DrawRight(Page, right, y);
        Page.End();
    }

    public void Line(double x, double y, double length, PdfColour colour)
    {
        Page.BeginArtifact();
        Page.HorizontalLine(x, y, length, InvoiceStyle.Thin, colour);
        Page.End();
    }

    /// <summary>Drawn last, when the number of pages is known.</summary>
    public void DrawFooters()
    {
        var seller = invoice.Seller;
        var who = string.Join("  ·  ", [seller.Name, .. seller.Registrations.Take(1), .. seller.Contact is null ? Array.Empty<string>() : [seller.Contact]]);
        var left = Fit(who, InvoiceStyle.Small, Width - 190);
        for (var i = 0; i < document.Pages.Count; i++)
        {
            var page = document.Pages[i];
            page.BeginArtifact();
            page.HorizontalLine(Left, footerLine, Width, InvoiceStyle.Thin, InvoiceStyle.Hairline);
            left.Draw(page, Left, footerLine + 8);
            Fit(invoice.Number, InvoiceStyle.Small, 110).DrawRight(page, Right - 66, footerLine + 8);
            Set($"Page {i + 1} of {document.Pages.Count}", InvoiceStyle.Small).DrawRight(page, Right, footerLine + 8);
            page.End();
        }
    }

    private string BrandName => string.IsNullOrWhiteSpace(invoice.Seller.BrandName) ? invoice.Seller.Name : invoice.Seller.BrandName;

    /// <summary>As large as its room allows, but not so large that one sees its pixels.</summary>
    /// <returns>The height that it takes.</returns>
    private double DrawLogo(PdfImage picture, double y, double mostWidth, double mostHeight)
    {
        var scale = Math.Min(PointsPerPixel, Math.Min(mostWidth / picture.Width, mostHeight / picture.Height));
        Page.Picture(Left, y, picture.Width * scale, picture.Height * scale);
        return picture.Height * scale;
    }

    /// <summary>The mark: a rounded square with the lines of a bill.</summary>
    private void DrawMark(double x, double y, double size)
    {
        Page.RoundedBox(x, y, size, size, size * 0.24, brand);
        var (height, left) = (size * 0.095, x + size * 0.23);
        foreach (var (top, length) in (ReadOnlySpan<(double, double)>)[(0.27, 0.54), (0.455, 0.54), (0.64, 0.32)])
            Page.RoundedBox(left, y + size * top, size * length, height, height / 2, InvoiceStyle.White);
    }
}
