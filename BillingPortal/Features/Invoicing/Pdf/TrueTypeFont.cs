using System.Buffers.Binary;
using System.Collections.Frozen;
using System.Text;

namespace BillingPortal.Features.Invoicing.Pdf;

/// <summary>A TrueType file, read once: which glyph a character has, how wide it is, what its outline is. Widths are in thousandths of the font size.</summary>
internal sealed class TrueTypeFont
{
    private const int BasicPlane = 0x10000;

    private readonly byte[] file;
    private readonly Dictionary<string, Range> tables = [];
    private readonly ushort[] basicGlyphs = new ushort[BasicPlane];
    private readonly Dictionary<int, ushort> otherGlyphs = [];
    private readonly int unitsPerEm;
    private readonly int wideMetrics;
    private readonly bool longOffsets;

    public TrueTypeFont(byte[] file)
    {
        this.file = file;
        ReadDirectory();
        unitsPerEm = U16(Table("head"), 18);
        longOffsets = U16(Table("head"), 50) == 1;
        wideMetrics = U16(Table("hhea"), 34);
        GlyphCount = U16(Table("maxp"), 4);
        Advances = ReadAdvances();
        ReadCharacters();
        TabularFigures = GlyphSubstitution.Read(Table("GSUB").Span, "tnum");
        Kerning = PairKerning.Read(Table("GPOS").Span, GlyphCount);
        PostScriptName = ReadPostScriptName();
    }

    public string PostScriptName { get; }
    public int GlyphCount { get; }

    /// <summary>The advance width of each glyph.</summary>
    public short[] Advances { get; }

    /// <summary>Figures of equal width in place of proportional ones, where the font has them.</summary>
    public FrozenDictionary<ushort, ushort> TabularFigures { get; }

    public PairKerning Kerning { get; }

    public int Ascent => Thousandths(S16(Table("hhea"), 4));
    public int Descent => Thousandths(S16(Table("hhea"), 6));
    public int CapHeight => U16(Table("OS/2"), 0) >= 2 ? Thousandths(S16(Table("OS/2"), 88)) : Ascent;
    public (int Left, int Bottom, int Right, int Top) Box
    {
        get
        {
            var head = Table("head");
            return (Thousandths(S16(head, 36)), Thousandths(S16(head, 38)), Thousandths(S16(head, 40)), Thousandths(S16(head, 42)));
        }
    }

    /// <summary>The glyph of a character; 0 where the font has none.</summary>
    public ushort GlyphOf(int character) =>
        character < BasicPlane ? basicGlyphs[character] : otherGlyphs.GetValueOrDefault(character);

    public int Thousandths(int units) => (int)Math.Floor(units * 1000d / unitsPerEm + 0.5);

    /// <summary>The bytes of a table; empty where the font has no such table.</summary>
    public ReadOnlyMemory<byte> Table(string tag) => tables.TryGetValue(tag, out var range) ? file.AsMemory(range) : default;

    public ReadOnlySpan<byte> Outline(ushort glyph)
    {
        var offsets = Table("loca").Span;
        var (from, to) = longOffsets
            ? (BinaryPrimitives.ReadUInt32BigEndian(offsets[(4 * glyph)..]), BinaryPrimitives.ReadUInt32BigEndian(offsets[(4 * glyph + 4)..]))
            : (2u * BinaryPrimitives.ReadUInt16BigEndian(offsets[(2 * glyph)..]), 2u * BinaryPrimitives.ReadUInt16BigEndian(offsets[(2 * glyph + 2)..]));
        return Table("glyf").Span[(int)from..(int)to];
    }

    /// <summary>Advance and left side bearing in the font's own units, as `hmtx` holds them.</summary>
    public (ushort Advance, short Bearing) Metrics(ushort glyph)
    {
        var table = Table("hmtx");
        return glyph < wideMetrics
            ? (U16(table, 4 * glyph), S16(table, 4 * glyph + 2))
            : (U16(table, 4 * (wideMetrics - 1)), S16(table, 4 * wideMetrics + 2 * (glyph - wideMetrics)));
    }

    private void ReadDirectory()
    {
        var count = U16(file, 4);
        for (var i = 0; i < count; i++)
        {
            var entry = file.AsSpan(12 + 16 * i, 16);
            var offset = BinaryPrimitives.ReadInt32BigEndian(entry[8..]);
            var length = BinaryPrimitives.ReadInt32BigEndian(entry[12..]);
            tables[Encoding.ASCII.GetString(entry[..4])] = offset..(offset + length);
        }
        if (!tables.ContainsKey("glyf")) throw new InvalidDataException("The font has no TrueType outlines.");
    }

    private short[] ReadAdvances()
    {
        var advances = new short[GlyphCount];
        for (var glyph = 0; glyph < advances.Length; glyph++) advances[glyph] = (short)Thousandths(Metrics((ushort)glyph).Advance);
        return advances;
    }

    private void ReadCharacters()
    {
        var map = Table("cmap");
        var count = U16(map, 2);
        ReadOnlyMemory<byte> basic = default, full = default;
        for (var i = 0; i < count; i++)
        {
            var subtable = map[BinaryPrimitives.ReadInt32BigEndian(map.Span[(8 + 8 * i)..])..];
            if (U16(subtable, 0) == 12) full = subtable;
            if (U16(subtable, 0) == 4) basic = subtable;
        }
        if (!full.IsEmpty) ReadGroups(full.Span);
        else if (!basic.IsEmpty) ReadSegments(basic);
    }

    private void ReadGroups(ReadOnlySpan<byte> map)
    {
        var count = BinaryPrimitives.ReadInt32BigEndian(map[12..]);
        for (var i = 0; i < count; i++)
        {
            var group = map.Slice(16 + 12 * i, 12);
            var first = BinaryPrimitives.ReadInt32BigEndian(group);
            var last = BinaryPrimitives.ReadInt32BigEndian(group[4..]);
            var glyph = BinaryPrimitives.ReadInt32BigEndian(group[8..]);
            for (var character = first; character <= last; character++) Map(character, (ushort)(glyph + character - first));
        }
    }

    private void ReadSegments(ReadOnlyMemory<byte> map)
    {
        var twice = U16(map, 6);
        for (var at = 0; at < twice; at += 2)
        {
            var (last, first, delta) = (U16(map, 14 + at), U16(map, 16 + twice + at), U16(map, 16 + 2 * twice + at));
            var place = 16 + 3 * twice + at;
            var indirect = U16(map, place);
            for (int character = first; character <= last && character != 0xFFFF; character++)
            {
                var glyph = indirect == 0 ? (ushort)character : U16(map, place + indirect + 2 * (character - first));
                if (indirect == 0 || glyph != 0) Map(character, (ushort)(glyph + delta));
            }
        }
    }

    private void Map(int character, ushort glyph)
    {
        if (character < BasicPlane) basicGlyphs[character] = glyph;
        else otherGlyphs[character] = glyph;
    }

    private string ReadPostScriptName()
    {
        var table = Table("name");
        var (count, texts) = (U16(table, 2), U16(table, 4));
        for (var i = 0; i < count; i++)
        {
            var record = table.Slice(6 + 12 * i, 12);
            if (U16(record, 0) != 3 || U16(record, 6) != 6) continue;
            return Encoding.BigEndianUnicode.GetString(table.Slice(texts + U16(record, 10), U16(record, 8)).Span);
        }
        return "Font";
    }

    private static ushort U16(ReadOnlyMemory<byte> bytes, int at) => BinaryPrimitives.ReadUInt16BigEndian(bytes.Span[at..]);
    private static short S16(ReadOnlyMemory<byte> bytes, int at) => BinaryPrimitives.ReadInt16BigEndian(bytes.Span[at..]);
}
