using System.Collections.Frozen;
using static System.Buffers.Binary.BinaryPrimitives;

namespace BillingPortal.Features.Invoicing.Pdf;

/// <summary>Reads the one-for-one replacements of an OpenType feature, such as `tnum`, from a GSUB table.</summary>
internal static class GlyphSubstitution
{
    private const int Single = 1, Extension = 7;

    public static FrozenDictionary<ushort, ushort> Read(ReadOnlySpan<byte> table, string feature)
    {
        var replacements = new Dictionary<ushort, ushort>();
        foreach (var (type, at) in OpenTypeLayout.Subtables(table, feature, Extension))
            if (type == Single) ReadSingle(table[at..], replacements);
        return replacements.ToFrozenDictionary();
    }

    private static void ReadSingle(ReadOnlySpan<byte> subtable, Dictionary<ushort, ushort> replacements)
    {
        var covered = OpenTypeLayout.Coverage(subtable[ReadUInt16BigEndian(subtable[2..])..]);
        var isDelta = ReadUInt16BigEndian(subtable) == 1;
        for (var i = 0; i < covered.Count; i++)
        {
            var replacement = isDelta
                ? (ushort)(covered[i] + ReadInt16BigEndian(subtable[4..]))
                : ReadUInt16BigEndian(subtable[(6 + 2 * i)..]);
            replacements.TryAdd(covered[i], replacement);
        }
    }
}
