using System.Globalization;
using System.Text;

namespace BillingPortal.Features.Invoicing.Pdf;

/// <summary>Turns text into glyphs and breaks them into lines.</summary>
internal sealed class Typesetter(FontSet fonts)
{
    private const int NewLine = '\n', Space = ' ';

    /// <param name="width">Where lines end, in points; a word longer than that is broken inside.</param>
    public TextBlock Set(string text, TextStyle style, double width = double.PositiveInfinity)
    {
        var glyphs = Shape(text, style);
        var lines = Break(glyphs, width * 1000 / style.Size);
        return new(glyphs, RightToLeft.IsIn(text) ? Ordered(glyphs, lines) : glyphs, lines, style);
    }

    /// <summary>At most so many lines; what does not fit gives way to an ellipsis.</summary>
    public TextBlock Fit(string text, TextStyle style, double width, int lines = 1)
    {
        var whole = Set(text, style, width);
        if (whole.LineCount <= lines) return whole;
        var kept = new StringBuilder();
        foreach (var glyph in whole.GlyphsOf(lines)) kept.Append(new Rune(glyph.Character));
        var shortened = whole;
        while (shortened.LineCount > lines)
        {
            shortened = Set(kept.ToString().TrimEnd() + "…", style, width);
            if (kept.Length > 0) kept.Length -= char.IsLowSurrogate(kept[^1]) ? 2 : 1;
        }
        return shortened;
    }

    private Glyph[] Shape(string text, TextStyle style)
    {
        var characters = new List<int>(text.Length);
        foreach (var rune in Composed(text).EnumerateRunes())
            if (Printable(rune) is { } character) characters.Add(character);

        var glyphs = new Glyph[characters.Count];
        if (!RightToLeft.IsIn(text))
        {
            for (var i = 0; i < glyphs.Length; i++) glyphs[i] = ShapeOne(characters[i], characters[i], style);
        }
        else glyphs = [.. ArabicForms.Join(characters).Select(pair => ShapeOne(pair.Drawn, pair.Meant, style))];
        for (var i = 1; i < glyphs.Length; i++) glyphs[i - 1] = Kerned(glyphs[i - 1], glyphs[i]);
        return glyphs;
    }

    private Glyph ShapeOne(int drawn, int meant, TextStyle style)
    {
        if (drawn == NewLine) return new(FontSet.Regular, 0, 0, NewLine);
        var (face, id) = fonts.Find(drawn, style.IsSemiBold);
        var font = fonts.Face(face);
        if (style.IsTabular && drawn is >= '0' and <= '9') id = font.TabularFigures.TryGetValue(id, out var tabular) ? tabular : id;
        return new(face, id, (short)(font.Advances[id] + style.Spacing), meant);
    }

    private Glyph[] Ordered(Glyph[] glyphs, List<TextLine> lines)
    {
        var ordered = glyphs.ToArray();
        foreach (var line in lines) RightToLeft.Order(ordered.AsSpan(line.From..line.To), Mirrored);
        return ordered;
    }

    private Glyph Mirrored(Glyph glyph, char other) => glyph with { Id = fonts.Face(glyph.Face).GlyphOf(other), Character = other };

    private Glyph Kerned(Glyph glyph, Glyph next)
    {
        if (glyph.Face != next.Face) return glyph;
        var font = fonts.Face(glyph.Face);
        var nearer = font.Kerning.Between(glyph.Id, next.Id);
        return nearer == 0 ? glyph : glyph with { Advance = (short)(glyph.Advance + font.Thousandths(nearer)) };
    }

    /// <summary>Accents joined to their letters, as fonts have them. Half of a surrogate pair, which Unicode cannot compose, becomes the replacement character.</summary>
    private static string Composed(string text)
    {
        if (Ascii.IsValid(text)) return text;
        return string.Concat(text.EnumerateRunes().Select(rune => rune.ToString())).Normalize();
    }

    /// <summary>The character to draw; null for those that only steer other systems (controls, joiners, variation selectors). Spaces of all widths are one, but for those that hold words together.</summary>
    private static int? Printable(Rune rune) => rune.Value switch
    {
        '\n' or 0x2028 or 0x2029 => NewLine,
        '\t' => Space,
        >= Space and < 0x7F => rune.Value,
        >= 0xFE00 and <= 0xFE0F or >= 0xE0100 and <= 0xE01EF => null,
        0x00A0 or 0x202F => rune.Value,
        _ => Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.SpaceSeparator => Space,
            UnicodeCategory.Control or UnicodeCategory.Format => null,
            _ => rune.Value,
        },
    };

    private static List<TextLine> Break(Glyph[] glyphs, double room)
    {
        var lines = new List<TextLine>();
        var (start, chance, width) = (0, -1, 0);
        for (var i = 0; i < glyphs.Length; i++)
        {
            var glyph = glyphs[i];
            width += glyph.Advance;
            var isFull = width > room && glyph.Character != Space && i > start;
            if (glyph.Character == NewLine || isFull)
            {
                var end = !isFull ? i : chance > start ? chance : BeforeMarks(glyphs, start, i);
                lines.Add(Line(glyphs, start, end));
                (start, chance) = (isFull ? end : i + 1, -1);
                width = Width(glyphs, start, i + 1);
            }
            if (i + 1 < glyphs.Length && MayBreakBetween(glyph.Character, glyphs[i + 1].Character)) chance = i + 1;
        }
        lines.Add(Line(glyphs, start, glyphs.Length));
        return lines;
    }

    private static TextLine Line(Glyph[] glyphs, int start, int end)
    {
        var visible = end;
        while (visible > start && glyphs[visible - 1].Character == Space) visible--;
        return new(start, end, Width(glyphs, start, visible));
    }

    private static int Width(Glyph[] glyphs, int start, int end)
    {
        var width = 0;
        for (var i = start; i < end; i++) width += glyphs[i].Advance;
        return width;
    }

    private static int BeforeMarks(Glyph[] glyphs, int start, int end)
    {
        var at = end;
        while (at > start + 1 && IsMark(glyphs[at].Character)) at--;
        return at > start + 1 || !IsMark(glyphs[at].Character) ? at : end;
    }

    private static bool IsMark(int character) =>
        character > 0x2FF && Rune.GetUnicodeCategory(new(character)) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;

    private static bool MayBreakBetween(int left, int right) => left switch
    {
        Space => right != Space,
        '-' or '/' or '@' or '_' or 0x2013 or 0x2014 => right > 0x7F || char.IsAsciiLetter((char)right),
        _ => IsIdeographic(left) && IsIdeographic(right),
    };

    private static bool IsIdeographic(int character) => character is >= 0x3040 and <= 0x9FFF or >= 0xAC00 and <= 0xD7AF or >= 0x20000 and <= 0x3FFFF;
}
