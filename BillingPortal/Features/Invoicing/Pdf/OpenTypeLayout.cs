using System.Text;
using static System.Buffers.Binary.BinaryPrimitives;

namespace BillingPortal.Features.Invoicing.Pdf;

/// <summary>What the GSUB and GPOS tables of a font have in common: features that name lookups, and lists of covered glyphs.</summary>
internal static class OpenTypeLayout
{
    /// <summary>The subtables of a feature in lookup order, with the type that each has once extensions are followed.</summary>
    public static List<(int Type, int Offset)> Subtables(ReadOnlySpan<byte> table, string feature, int extensionType)
    {
        var found = new List<(int, int)>();
        if (table.IsEmpty) return found;
        var lookups = ReadUInt16BigEndian(table[8..]);
        foreach (var index in LookupsOf(table, feature))
        {
            var lookup = lookups + ReadUInt16BigEndian(table[(lookups + 2 + 2 * index)..]);
            var type = ReadUInt16BigEndian(table[lookup..]);
            var count = ReadUInt16BigEndian(table[(lookup + 4)..]);
            for (var i = 0; i < count; i++)
            {
                var subtable = lookup + ReadUInt16BigEndian(table[(lookup + 6 + 2 * i)..]);
                found.Add(type == extensionType
                    ? (ReadUInt16BigEndian(table[(subtable + 2)..]), subtable + ReadInt32BigEndian(table[(subtable + 4)..]))
                    : (type, subtable));
            }
        }
        return found;
    }

    /// <summary>The glyphs of a coverage table, in the order of their index.</summary>
    public static List<ushort> Coverage(ReadOnlySpan<byte> table)
    {
        var glyphs = new List<ushort>();
        var count = ReadUInt16BigEndian(table[2..]);
        for (var i = 0; i < count; i++)
        {
            if (ReadUInt16BigEndian(table) == 1)
            {
                glyphs.Add(ReadUInt16BigEndian(table[(4 + 2 * i)..]));
                continue;
            }
            var range = table[(4 + 6 * i)..];
            for (int glyph = ReadUInt16BigEndian(range); glyph <= ReadUInt16BigEndian(range[2..]); glyph++) glyphs.Add((ushort)glyph);
        }
        return glyphs;
    }

    private static SortedSet<int> LookupsOf(ReadOnlySpan<byte> table, string feature)
    {
        var indexes = new SortedSet<int>();
        var list = table[ReadUInt16BigEndian(table[6..])..];
        for (var i = 0; i < ReadUInt16BigEndian(list); i++)
        {
            var record = list[(2 + 6 * i)..];
            if (Encoding.ASCII.GetString(record[..4]) != feature) continue;
            var entry = list[ReadUInt16BigEndian(record[4..])..];
            for (var k = 0; k < ReadUInt16BigEndian(entry[2..]); k++) indexes.Add(ReadUInt16BigEndian(entry[(4 + 2 * k)..]));
        }
        return indexes;
    }
}
