using System.Text;

namespace BillingPortal.Features.Invoicing.Pdf;

/// <summary>A font as one document uses it: only the glyphs that were drawn, numbered in the order of their first use.</summary>
internal sealed class PdfFont
{
    private readonly TrueTypeFont font;
    private readonly List<ushort> glyphs = [0];
    private readonly List<int> characters = [0xFFFD];
    private readonly ushort[] numbers;
    private readonly Dictionary<(ushort Glyph, int Character), ushort> others = [];

    public PdfFont(TrueTypeFont font, string name, int id)
    {
        this.font = font;
        Name = name;
        Id = id;
        numbers = new ushort[font.GlyphCount];
    }

    public string Name { get; }
    public int Id { get; }

    /// <summary>
    /// The number under which a glyph is shown for a character. One outline gets several numbers when it stands for several characters
    /// (Latin A and Cyrillic А, or the box for all that is missing), so that copied text is always what was written.
    /// </summary>
    public ushort Use(ushort glyph, int character)
    {
        var number = numbers[glyph];
        if (number != 0 && characters[number] == character) return number;
        if (number != 0 && others.TryGetValue((glyph, character), out var other)) return other;

        var added = (ushort)glyphs.Count;
        glyphs.Add(glyph);
        characters.Add(character);
        if (number == 0) numbers[glyph] = added;
        else others[(glyph, character)] = added;
        return added;
    }

    public void Write(PdfFile file)
    {
        var (descendant, descriptor, program, unicode) = (file.Reserve(), file.Reserve(), file.Reserve(), file.Reserve());
        var subset = TrueTypeSubset.Of(font, glyphs);
        var name = $"{SubsetTag()}+{font.PostScriptName}";

        file.Object(Id).Ascii($"<</Type/Font/Subtype/Type0/BaseFont/{name}/Encoding/Identity-H/DescendantFonts[{descendant} 0 R]/ToUnicode {unicode} 0 R>>");
        var widths = file.Object(descendant).Ascii($"<</Type/Font/Subtype/CIDFontType2/BaseFont/{name}/CIDToGIDMap/Identity/FontDescriptor {descriptor} 0 R")
            .Raw("/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/W[0["u8);
        foreach (var glyph in glyphs) widths.Number(font.Advances[glyph]).Byte((byte)' ');
        widths.Raw("]]>>"u8);
        var box = font.Box;
        file.Object(descriptor).Ascii($"<</Type/FontDescriptor/FontName/{name}/Flags 4/FontBBox[{box.Left} {box.Bottom} {box.Right} {box.Top}]/ItalicAngle 0")
            .Ascii($"/Ascent {font.Ascent}/Descent {font.Descent}/CapHeight {font.CapHeight}/StemV 80/FontFile2 {program} 0 R>>");
        file.Stream(program, Encoding.ASCII.GetBytes($"/Length1 {subset.Length}"), subset);
        file.Stream(unicode, default, ToUnicode());
    }

    /// <summary>Six letters that tell subsets of one font apart; made from the glyphs, never at random.</summary>
    private string SubsetTag()
    {
        var hash = 14695981039346656037UL;
        foreach (var glyph in glyphs) hash = (hash ^ glyph) * 1099511628211UL;
        return string.Create(6, hash, static (tag, rest) =>
        {
            for (var i = 0; i < tag.Length; i++, rest /= 26) tag[i] = (char)('A' + rest % 26);
        });
    }

    private ReadOnlySpan<byte> ToUnicode()
    {
        const int mappingsPerBlock = 100;
        var map = new PdfBuffer(20 * glyphs.Count + 400);
        map.Raw("/CIDInit/ProcSet findresource begin 12 dict begin begincmap/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def"u8)
            .Raw("/CMapName/Adobe-Identity-UCS def/CMapType 2 def 1 begincodespacerange<0000><FFFF>endcodespacerange\n"u8);
        for (var from = 1; from < glyphs.Count; from += mappingsPerBlock)
        {
            var to = Math.Min(from + mappingsPerBlock, glyphs.Count);
            map.Number(to - from).Raw(" beginbfchar\n"u8);
            for (var number = from; number < to; number++) AppendMapping(map, number);
            map.Raw("endbfchar\n"u8);
        }
        return map.Raw("endcmap CMapName currentdict/CMap defineresource pop end end"u8).Written;
    }

    private void AppendMapping(PdfBuffer map, int number)
    {
        map.Byte((byte)'<').Hex((ushort)number).Raw("><"u8);
        Span<char> units = stackalloc char[2];
        var count = new Rune(characters[number]).EncodeToUtf16(units);
        foreach (var unit in units[..count]) map.Hex(unit);
        map.Raw(">\n"u8);
    }
}
