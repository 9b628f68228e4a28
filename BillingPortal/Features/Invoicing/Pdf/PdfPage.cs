namespace BillingPortal.Features.Invoicing.Pdf;

/// <summary>One page. Places are in points from the top left corner of A4, of which other papers show more or less.</summary>
internal sealed class PdfPage(PdfDocument document, FontSet fonts, int id)
{
    public const double Width = 595.28, Height = 841.89;

    // How far the control points of a quarter circle stand from its ends, as a share of the radius.
    private const double CircleHandle = 0.5523;

    private readonly PdfBuffer content = new();
    private readonly List<PdfTag> marks = [];
    private readonly List<(double X, double Y, double Width, double Height, Uri To)> links = [];
    private PdfColour? fill, stroke;
    private (PdfFont Font, double Size)? font;
    private bool isBold;

    public int Id => id;

    /// <summary>What is drawn until <see cref="End"/> is part of the text, under this tag.</summary>
    public void Begin(PdfTag tag)
    {
        content.Byte((byte)'/').Ascii(tag.Type).Raw("<</MCID "u8).Number(marks.Count).Raw(">>BDC\n"u8);
        tag.Add(this, marks.Count);
        marks.Add(tag);
    }

    /// <summary>What is drawn until <see cref="End"/> is decoration or repetition, which a screen reader passes over.</summary>
    public void BeginArtifact() => content.Raw("/Artifact BMC\n"u8);

    public void End() => content.Raw("EMC\n"u8);

    public void HorizontalLine(double x, double y, double length, double thickness, PdfColour colour)
    {
        Fill(colour);
        content.Number(x).Byte((byte)' ').Number(Height - y - thickness / 2).Byte((byte)' ').Number(length).Byte((byte)' ').Number(thickness).Raw(" re f\n"u8);
    }

    public void RoundedBox(double x, double y, double width, double height, double radius, PdfColour colour)
    {
        Fill(colour);
        var (left, right, top, bottom, handle) = (x, x + width, y, y + height, radius * (1 - CircleHandle));
        Point(left + radius, top).Raw("m "u8);
        Point(right - radius, top).Raw("l "u8);
        Curve((right - handle, top), (right, top + handle), (right, top + radius));
        Point(right, bottom - radius).Raw("l "u8);
        Curve((right, bottom - handle), (right - handle, bottom), (right - radius, bottom));
        Point(left + radius, bottom).Raw("l "u8);
        Curve((left + handle, bottom), (left, bottom - handle), (left, bottom - radius));
        Point(left, top + radius).Raw("l "u8);
        Curve((left, top + handle), (left + handle, top), (left + radius, top));
        content.Raw("h f\n"u8);
    }

    /// <summary>The document's picture, its upper left corner at x and y.</summary>
    public void Picture(double x, double y, double width, double height)
    {
        content.Raw("q "u8).Number(width).Raw(" 0 0 "u8).Number(height).Byte((byte)' ');
        Point(x, y + height).Raw("cm /"u8).Ascii(PdfImage.Name).Raw(" Do Q\n"u8);
    }

    /// <summary>One line of text, its baseline at y.</summary>
    public void Text(double x, double y, ReadOnlySpan<Glyph> glyphs, TextStyle style)
    {
        if (glyphs.IsEmpty) return;
        Fill(style.Colour);
        content.Raw("BT "u8);
        Point(x, y).Raw("Td "u8);
        for (var from = 0; from < glyphs.Length;)
        {
            var to = from + 1;
            while (to < glyphs.Length && glyphs[to].Face == glyphs[from].Face) to++;
            Run(glyphs[from..to], style);
            from = to;
        }
        content.Raw("ET\n"u8);
    }

    /// <summary>A click there leads to an address.</summary>
    public void Link(double x, double y, double width, double height, Uri to) => links.Add((x, y, width, height, to));

    public void Write(PdfFile file, int pages, int resources, int number)
    {
        var stream = file.Reserve();
        file.Stream(stream, default, content.Written);
        var page = file.Object(id).Raw("<</Type/Page/Parent "u8).Reference(pages).Raw("/MediaBox"u8).Raw(document.Paper.MediaBox()).Raw("/Resources "u8).Reference(resources)
            .Raw("/Contents "u8).Reference(stream).Raw("/StructParents "u8).Number(number).Raw("/Tabs/S"u8);
        WriteLinks(page);
        page.Raw(">>"u8);
    }

    /// <summary>Which tag each piece of marked content belongs to, as the parent tree wants it.</summary>
    public void WriteMarks(PdfBuffer tree)
    {
        tree.Byte((byte)'[');
        foreach (var tag in marks) tree.Reference(tag.Id).Byte((byte)' ');
        tree.Byte((byte)']');
    }

    private void WriteLinks(PdfBuffer page)
    {
        if (links.Count == 0) return;
        page.Raw("/Annots["u8);
        foreach (var (x, y, width, height, to) in links)
        {
            page.Raw("<</Type/Annot/Subtype/Link/F 4/Border[0 0 0]/Rect["u8).Number(x).Byte((byte)' ').Number(Height - y - height).Byte((byte)' ').Number(x + width).Byte((byte)' ').Number(Height - y)
                .Raw("]/Contents"u8).Text(to.AbsoluteUri).Raw("/A<</S/URI/URI("u8).Ascii(to.AbsoluteUri.Replace("(", "%28", StringComparison.Ordinal).Replace(")", "%29", StringComparison.Ordinal)).Raw(")>>>>"u8);
        }
        page.Byte((byte)']');
    }

    private void Run(ReadOnlySpan<Glyph> glyphs, TextStyle style)
    {
        var face = glyphs[0].Face;
        var used = document.FontOf(face);
        Select(used, style.Size);
        Embolden(style.IsSemiBold && face != FontSet.SemiBold, style);
        content.Raw("[<"u8);
        for (var i = 0; i < glyphs.Length; i++)
        {
            content.Hex(used.Use(glyphs[i].Id, glyphs[i].Character));
            var nearer = fonts.Face(face).Advances[glyphs[i].Id] - glyphs[i].Advance;
            if (nearer != 0) content.Byte((byte)'>').Number(nearer).Byte((byte)'<');
        }
        content.Raw(">]TJ "u8);
    }

    private void Select(PdfFont used, double size)
    {
        if (font == (used, size)) return;
        font = (used, size);
        content.Byte((byte)'/').Ascii(used.Name).Byte((byte)' ').Number(size).Raw(" Tf "u8);
    }

    /// <summary>The fallback font has one weight; where bold is wanted, its outlines get a thin edge.</summary>
    private void Embolden(bool wanted, TextStyle style)
    {
        if (wanted) Stroke(style.Colour);
        if (wanted == isBold) return;
        isBold = wanted;
        content.Raw(wanted ? "2 Tr "u8 : "0 Tr "u8);
        if (wanted) content.Number(style.Size / 36).Raw(" w "u8);
    }

    private void Fill(PdfColour colour)
    {
        if (fill == colour) return;
        fill = colour;
        colour.Write(content).Raw("rg "u8);
    }

    private void Stroke(PdfColour colour)
    {
        if (stroke == colour) return;
        stroke = colour;
        colour.Write(content).Raw("RG "u8);
    }

    private PdfBuffer Point(double x, double y) => content.Number(x).Byte((byte)' ').Number(Height - y).Byte((byte)' ');

    private void Curve((double X, double Y) first, (double X, double Y) second, (double X, double Y) end)
    {
        Point(first.X, first.Y);
        Point(second.X, second.Y);
        Point(end.X, end.Y).Raw("c "u8);
    }
}
