namespace BillingPortal.Features.Invoicing.Pdf;

/// <summary>A range of glyphs; its width, in thousandths of the size, leaves out the spaces at the end.</summary>
internal readonly record struct TextLine(int From, int To, int Width);

/// <summary>Text that is ready to be drawn: its glyphs as they are read and as they are seen, broken into lines.</summary>
internal sealed class TextBlock(Glyph[] read, Glyph[] seen, IReadOnlyList<TextLine> lines, TextStyle style)
{
    // Share of the line height that stands above the baseline, so that text sits in the optical middle of its line.
    private const double BaselineShare = 0.36;

    public int LineCount => lines.Count;
    public double LineHeight => style.LineHeight;
    public double Height => lines.Count * style.LineHeight;
    public double Width => lines.Max(line => line.Width) * style.Size / 1000;

    /// <summary>The glyphs of the first so many lines, as they are read.</summary>
    public ReadOnlySpan<Glyph> GlyphsOf(int count) => read.AsSpan(0, lines[count - 1].To);

    public void Draw(PdfPage page, double x, double y) => Draw(page, x, y, 0, lines.Count);

    public void DrawRight(PdfPage page, double right, double y)
    {
        for (var i = 0; i < lines.Count; i++) DrawLine(page, right - lines[i].Width * style.Size / 1000, y + i * style.LineHeight, lines[i]);
    }

    /// <summary>Some of the lines, for a text that goes on on the next page.</summary>
    public void Draw(PdfPage page, double x, double y, int from, int count)
    {
        for (var i = 0; i < count; i++) DrawLine(page, x, y + i * style.LineHeight, lines[from + i]);
    }

    private void DrawLine(PdfPage page, double x, double y, TextLine line) =>
        page.Text(x, y + style.LineHeight / 2 + style.Size * BaselineShare, seen.AsSpan(line.From..line.To), style);
}
