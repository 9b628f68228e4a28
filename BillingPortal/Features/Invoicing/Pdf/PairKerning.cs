using System.Numerics;
using static System.Buffers.Binary.BinaryPrimitives;

namespace BillingPortal.Features.Invoicing.Pdf;

/// <summary>How much nearer two neighbouring glyphs stand (the `kern` feature of a GPOS table), in the font's own units.</summary>
internal sealed class PairKerning
{
    private const int Pair = 2, Extension = 9, AdvanceFlag = 0x0004;

    private readonly Dictionary<uint, short> pairs = [];
    private readonly bool[] startsPair;
    private readonly List<Classes> classes = [];

    private PairKerning(int glyphCount) => startsPair = new bool[glyphCount];

    public static PairKerning Read(ReadOnlySpan<byte> table, int glyphCount)
    {
        var kerning = new PairKerning(glyphCount);
        foreach (var (type, at) in OpenTypeLayout.Subtables(table, "kern", Extension))
        {
            if (type != Pair) continue;
            if (ReadUInt16BigEndian(table[at..]) == 1) kerning.ReadPairs(table[at..]);
            else kerning.ReadClasses(table[at..], glyphCount);
        }
        return kerning;
    }

    public int Between(ushort left, ushort right)
    {
        if (startsPair[left] && pairs.TryGetValue((uint)left << 16 | right, out var single)) return single;
        foreach (var table in classes)
        {
            if (table.First[left] is var first and >= 0) return table.Values[first * table.Columns + table.Second[right]];
        }
        return 0;
    }

    private void ReadPairs(ReadOnlySpan<byte> subtable)
    {
        var (size, advanceAt) = Shape(subtable);
        if (advanceAt < 0) return;
        var covered = OpenTypeLayout.Coverage(subtable[ReadUInt16BigEndian(subtable[2..])..]);
        for (var i = 0; i < covered.Count; i++)
        {
            startsPair[covered[i]] = true;
            var set = subtable[ReadUInt16BigEndian(subtable[(10 + 2 * i)..])..];
            var count = ReadUInt16BigEndian(set);
            for (var k = 0; k < count; k++)
            {
                var record = set[(2 + k * (2 + size))..];
                pairs.TryAdd((uint)covered[i] << 16 | ReadUInt16BigEndian(record), ReadInt16BigEndian(record[(2 + advanceAt)..]));
            }
        }
    }

    private void ReadClasses(ReadOnlySpan<byte> subtable, int glyphCount)
    {
        var (size, advanceAt) = Shape(subtable);
        if (advanceAt < 0) return;
        var (rows, columns) = (ReadUInt16BigEndian(subtable[12..]), ReadUInt16BigEndian(subtable[14..]));
        var values = new short[rows * columns];
        for (var i = 0; i < values.Length; i++) values[i] = ReadInt16BigEndian(subtable[(16 + i * size + advanceAt)..]);

        var first = new short[glyphCount];
        Array.Fill(first, (short)-1);
        var rowOf = ClassesOf(subtable[ReadUInt16BigEndian(subtable[8..])..], glyphCount);
        foreach (var glyph in OpenTypeLayout.Coverage(subtable[ReadUInt16BigEndian(subtable[2..])..])) first[glyph] = rowOf[glyph];
        classes.Add(new(first, ClassesOf(subtable[ReadUInt16BigEndian(subtable[10..])..], glyphCount), columns, values));
    }

    /// <summary>How long the value record of a pair is, and where in it the first glyph's advance stands (-1: nowhere).</summary>
    private static (int Size, int AdvanceAt) Shape(ReadOnlySpan<byte> subtable)
    {
        uint first = ReadUInt16BigEndian(subtable[4..]), second = ReadUInt16BigEndian(subtable[6..]);
        var size = 2 * (BitOperations.PopCount(first) + BitOperations.PopCount(second));
        return (size, (first & AdvanceFlag) == 0 ? -1 : 2 * BitOperations.PopCount(first & (AdvanceFlag - 1)));
    }

    private static short[] ClassesOf(ReadOnlySpan<byte> table, int glyphCount)
    {
        var classOf = new short[glyphCount];
        var isList = ReadUInt16BigEndian(table) == 1;
        var count = ReadUInt16BigEndian(table[(isList ? 4 : 2)..]);
        for (var i = 0; i < count; i++)
        {
            if (isList)
            {
                classOf[ReadUInt16BigEndian(table[2..]) + i] = ReadInt16BigEndian(table[(6 + 2 * i)..]);
                continue;
            }
            var range = table[(4 + 6 * i)..];
            for (int glyph = ReadUInt16BigEndian(range); glyph <= ReadUInt16BigEndian(range[2..]); glyph++)
                classOf[glyph] = ReadInt16BigEndian(range[4..]);
        }
        return classOf;
    }

    /// <summary>A table by classes: the row of the left glyph (-1: not covered), the column of the right one, and their values.</summary>
    private sealed record Classes(short[] First, short[] Second, int Columns, short[] Values);
}
