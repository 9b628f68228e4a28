using System.Text;

namespace BillingPortal.Features.Invoicing.Pdf;

/// <summary>
/// Hebrew and Arabic inside text that runs from left to right: glyphs in the order in which the eye meets them. This is the Unicode
/// bidirectional algorithm (UAX #9) without explicit embeddings: words of those scripts and the numbers after them turn round, numbers inside do not.
/// </summary>
internal static class RightToLeft
{
    private const string Brackets = "()[]{}<>«»‹›";

    public static bool IsIn(string text) => text.AsSpan().ContainsAnyInRange('\u0590', '\uFFFF') && text.EnumerateRunes().Any(rune => Runs(rune.Value));

    /// <param name="mirrored">The glyph of another character in the same face.</param>
    public static void Order(Span<Glyph> line, Func<Glyph, char, Glyph> mirrored)
    {
        for (var i = 0; i < line.Length; i++)
        {
            if (!Runs(line[i].Character)) continue;
            var run = line[i..EndOfRun(line, i)];
            Turn(run);
            foreach (ref var glyph in run)
                if (glyph.Character < 0x2100 && Brackets.IndexOf((char)glyph.Character) is var bracket and >= 0) glyph = mirrored(glyph, Brackets[bracket ^ 1]);
            i += run.Length - 1;
        }
    }

    /// <summary>A run ends with its last letter or number, or with the bracket that closes one opened inside.</summary>
    private static int EndOfRun(Span<Glyph> line, int start)
    {
        var (end, open) = (start + 1, 0);
        for (var i = end; i < line.Length; i++)
        {
            var character = line[i].Character;
            if (character is '(' or '[') open++;
            var closes = character is ')' or ']' && open-- > 0;
            if (closes || Runs(character) || IsDigit(character)) end = i + 1;
            else if (Rune.IsLetter(new(character))) break;
        }
        return end;
    }

    private static void Turn(Span<Glyph> run)
    {
        run.Reverse();
        for (var i = 0; i < run.Length; i++)
        {
            if (!IsDigit(run[i].Character)) continue;
            var end = EndOfNumber(run, i);
            run[i..(end + 1)].Reverse();
            i = end;
        }
    }

    private static int EndOfNumber(Span<Glyph> run, int at)
    {
        var end = at;
        for (var i = at + 1; i < run.Length && (IsDigit(run[i].Character) || run[i].Character is '.' or ',' or ':' or '/' or '-'); i++)
            if (IsDigit(run[i].Character)) end = i;
        return end;
    }

    private static bool Runs(int character) => !IsDigit(character)
        && character is >= 0x0590 and <= 0x08FF or >= 0xFB1D and <= 0xFDFF or >= 0xFE70 and <= 0xFEFC or >= 0x10800 and <= 0x10FFF or >= 0x1E800 and <= 0x1EFFF;

    private static bool IsDigit(int character) => character is >= '0' and <= '9' or >= 0x0660 and <= 0x0669 or >= 0x06F0 and <= 0x06F9;
}
