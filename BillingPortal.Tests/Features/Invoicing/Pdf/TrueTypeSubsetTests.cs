using System.Text;
using BillingPortal.Features.Invoicing.Pdf;
using static System.Buffers.Binary.BinaryPrimitives;

namespace BillingPortal.Tests.Features.Invoicing.Pdf;

public sealed class TrueTypeSubsetTests
{
    private static readonly TrueTypeFont Font = new FontSet([]).Face(FontSet.Regular);

    [Fact]
    public void An_accented_letter_brings_its_parts_along_under_their_new_numbers()
    {
        var accented = Font.GlyphOf('é');
        var subset = TrueTypeSubset.Of(Font, [0, accented]);

        var (before, after) = (Components(Font.Outline(accented)), Components(Outline(subset, 1)));
        before.Count.ShouldBe(2);
        after.ShouldBe([2, 3]);
        for (var i = 0; i < before.Count; i++)
            Outline(subset, after[i])[..Font.Outline(before[i]).Length].SequenceEqual(Font.Outline(before[i])).ShouldBeTrue();
    }

    [Fact]
    public void The_checksum_of_the_whole_file_is_the_one_that_the_format_asks_for()
    {
        var (subset, sum) = (TrueTypeSubset.Of(Font, [0, Font.GlyphOf('A'), Font.GlyphOf('ż')]), 0u);
        for (var at = 0; at < subset.Length; at += 4) sum += ReadUInt32BigEndian(subset.AsSpan(at));
        sum.ShouldBe(0xB1B0AFBA);
    }

    [Fact]
    public void Each_glyph_keeps_its_width()
    {
        ushort[] glyphs = [0, Font.GlyphOf('W'), Font.GlyphOf('i')];
        var metrics = Table(TrueTypeSubset.Of(Font, glyphs), "hmtx");
        for (var i = 0; i < glyphs.Length; i++) ReadUInt16BigEndian(metrics[(4 * i)..]).ShouldBe(Font.Metrics(glyphs[i]).Advance);
    }

    private static ReadOnlySpan<byte> Table(byte[] font, string tag)
    {
        var entry = font.AsSpan(font.AsSpan().IndexOf(Encoding.ASCII.GetBytes(tag)));
        return font.AsSpan(ReadInt32BigEndian(entry[8..]), ReadInt32BigEndian(entry[12..]));
    }

    private static ReadOnlySpan<byte> Outline(byte[] font, int glyph)
    {
        var offsets = Table(font, "loca");
        return Table(font, "glyf")[ReadInt32BigEndian(offsets[(4 * glyph)..])..ReadInt32BigEndian(offsets[(4 * glyph + 4)..])];
    }

    /// <summary>The glyphs that a composite one is made of; the flag 0x20 says that another follows, 0x1 that its place takes two words.</summary>
    private static List<ushort> Components(ReadOnlySpan<byte> outline)
    {
        ReadInt16BigEndian(outline).ShouldBe((short)-1);
        var (found, at, flags) = (new List<ushort>(), 10, 0);
        do
        {
            flags = ReadUInt16BigEndian(outline[at..]);
            (flags & 0xC8).ShouldBe(0, "a scaled part would be longer");
            found.Add(ReadUInt16BigEndian(outline[(at + 2)..]));
            at += (flags & 1) != 0 ? 8 : 6;
        }
        while ((flags & 0x20) != 0);
        return found;
    }
}
