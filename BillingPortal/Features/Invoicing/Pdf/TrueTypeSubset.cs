using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace BillingPortal.Features.Invoicing.Pdf;

/// <summary>A TrueType file with only the glyphs that a document uses, renumbered in the order of their first use.</summary>
internal static class TrueTypeSubset
{
    private const int OffsetOfChecksumAdjustment = 8;
    private const uint ChecksumOfWholeFile = 0xB1B0AFBA;

    // Flags of a component of a composite glyph, by the names of the OpenType specification.
    private const int ArgumentsAreWords = 0x0001, HasScale = 0x0008, MoreComponents = 0x0020, HasTwoScales = 0x0040, HasTwoByTwo = 0x0080;

    /// <param name="used">Glyphs of the whole font by their new number; the same glyph may stand under several.</param>
    public static byte[] Of(TrueTypeFont font, IReadOnlyList<ushort> used)
    {
        List<ushort> glyphs = [.. used];
        var outlines = new PdfBuffer();
        var offsets = new List<int> { 0 };
        // Components are appended while the list is walked, so that components of components are found too.
        for (var i = 0; i < glyphs.Count; i++)
        {
            AppendOutline(outlines, font.Outline(glyphs[i]), glyphs);
            offsets.Add(outlines.Length);
        }

        return Assemble(
            ("cvt ", font.Table("cvt ").ToArray()),
            ("fpgm", font.Table("fpgm").ToArray()),
            ("glyf", outlines.ToArray()),
            ("head", Head(font)),
            ("hhea", WithUInt16(font.Table("hhea"), 34, glyphs.Count)),
            ("hmtx", Metrics(font, glyphs)),
            ("loca", Locations(offsets)),
            ("maxp", WithUInt16(font.Table("maxp"), 4, glyphs.Count)),
            ("prep", font.Table("prep").ToArray()));
    }

    private static void AppendOutline(PdfBuffer outlines, ReadOnlySpan<byte> outline, List<ushort> glyphs)
    {
        var start = outlines.Length;
        outlines.Raw(outline);
        while (outlines.Length % 4 != 0) outlines.Byte(0);
        var isComposite = outline.Length > 0 && BinaryPrimitives.ReadInt16BigEndian(outline) < 0;
        if (isComposite) Renumber(outlines.Written[start..], glyphs);
    }

    private static void Renumber(Span<byte> composite, List<ushort> glyphs)
    {
        int flags, at = 10;
        do
        {
            flags = BinaryPrimitives.ReadUInt16BigEndian(composite[at..]);
            var component = BinaryPrimitives.ReadUInt16BigEndian(composite[(at + 2)..]);
            var number = glyphs.IndexOf(component);
            if (number < 0)
            {
                number = glyphs.Count;
                glyphs.Add(component);
            }
            BinaryPrimitives.WriteUInt16BigEndian(composite[(at + 2)..], (ushort)number);
            at += 4 + ((flags & ArgumentsAreWords) != 0 ? 4 : 2)
                + ((flags & HasScale) != 0 ? 2 : (flags & HasTwoScales) != 0 ? 4 : (flags & HasTwoByTwo) != 0 ? 8 : 0);
        }
        while ((flags & MoreComponents) != 0);
    }

    private static byte[] Head(TrueTypeFont font)
    {
        var head = WithUInt16(font.Table("head"), 50, 1);
        BinaryPrimitives.WriteUInt32BigEndian(head.AsSpan(OffsetOfChecksumAdjustment), 0);
        return head;
    }

    private static byte[] Metrics(TrueTypeFont font, List<ushort> glyphs)
    {
        var table = new byte[4 * glyphs.Count];
        for (var i = 0; i < glyphs.Count; i++)
        {
            var (advance, bearing) = font.Metrics(glyphs[i]);
            BinaryPrimitives.WriteUInt16BigEndian(table.AsSpan(4 * i), advance);
            BinaryPrimitives.WriteInt16BigEndian(table.AsSpan(4 * i + 2), bearing);
        }
        return table;
    }

    private static byte[] Locations(List<int> offsets)
    {
        var table = new byte[4 * offsets.Count];
        for (var i = 0; i < offsets.Count; i++) BinaryPrimitives.WriteInt32BigEndian(table.AsSpan(4 * i), offsets[i]);
        return table;
    }

    private static byte[] WithUInt16(ReadOnlyMemory<byte> table, int at, int value)
    {
        var copy = table.ToArray();
        BinaryPrimitives.WriteUInt16BigEndian(copy.AsSpan(at), (ushort)value);
        return copy;
    }

    private static byte[] Assemble(params (string Tag, byte[] Bytes)[] all)
    {
        var tables = all.Where(table => table.Bytes.Length > 0).ToArray();
        var file = new byte[12 + 16 * tables.Length + tables.Sum(table => Padded(table.Bytes.Length))];
        BinaryPrimitives.WriteUInt32BigEndian(file, 0x00010000);
        WriteSearchHints(file, tables.Length);

        var (entry, offset, head) = (12, 12 + 16 * tables.Length, 0);
        foreach (var (tag, bytes) in tables)
        {
            if (tag == "head") head = offset;
            bytes.CopyTo(file.AsSpan(offset));
            Encoding.ASCII.GetBytes(tag, file.AsSpan(entry));
            BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(entry + 4), Checksum(file.AsSpan(offset, Padded(bytes.Length))));
            BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(entry + 8), offset);
            BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(entry + 12), bytes.Length);
            entry += 16;
            offset += Padded(bytes.Length);
        }
        BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(head + OffsetOfChecksumAdjustment), ChecksumOfWholeFile - Checksum(file));
        return file;
    }

    private static void WriteSearchHints(Span<byte> file, int tables)
    {
        var log = BitOperations.Log2((uint)tables);
        BinaryPrimitives.WriteUInt16BigEndian(file[4..], (ushort)tables);
        BinaryPrimitives.WriteUInt16BigEndian(file[6..], (ushort)(16 << log));
        BinaryPrimitives.WriteUInt16BigEndian(file[8..], (ushort)log);
        BinaryPrimitives.WriteUInt16BigEndian(file[10..], (ushort)(16 * tables - (16 << log)));
    }

    private static int Padded(int length) => (length + 3) & ~3;

    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var sum = 0u;
        for (var at = 0; at < bytes.Length; at += 4) sum += BinaryPrimitives.ReadUInt32BigEndian(bytes[at..]);
        return sum;
    }
}
