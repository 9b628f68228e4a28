using System.Reflection;

namespace BillingPortal.Features.Invoicing.Pdf;

/// <summary>The fonts of a document in the order in which they are asked for a character: the brand's face, then the one with wide coverage, then the operator's own.</summary>
internal sealed class FontSet
{
    public const byte Regular = 0, SemiBold = 1;
    private const byte FirstFallback = 2;
    private const int Box = '□';

    private readonly TrueTypeFont[] faces;

    /// <param name="more">Paths of further TrueType files, for scripts that the built-in fonts lack.</param>
    public FontSet(IEnumerable<string> more) => faces =
    [
        BuiltIn("Inter-Regular"), BuiltIn("Inter-SemiBold"), BuiltIn("DejaVuSansCondensed"),
        .. more.Select(path => new TrueTypeFont(File.ReadAllBytes(path))),
    ];

    public int Count => faces.Length;

    public TrueTypeFont Face(byte number) => faces[number];

    /// <summary>The glyph of a character; an empty box where no font has it.</summary>
    public (byte Face, ushort Glyph) Find(int character, bool isSemiBold)
    {
        var wanted = isSemiBold ? SemiBold : Regular;
        if (faces[wanted].GlyphOf(character) is var glyph and not 0) return (wanted, glyph);
        for (var face = FirstFallback; face < faces.Length; face++)
            if (faces[face].GlyphOf(character) is var other and not 0) return (face, other);
        return (wanted, faces[wanted].GlyphOf(Box));
    }

    private static TrueTypeFont BuiltIn(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"Fonts.{name}.ttf")!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return new(bytes);
    }
}
