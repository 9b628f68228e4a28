using System.Globalization;

namespace BillingPortal.Features.Invoicing.Pdf;

/// <summary>A colour of the screen, as red, green and blue.</summary>
internal readonly record struct PdfColour(byte Red, byte Green, byte Blue)
{
    public static PdfColour Rgb(int value) => new((byte)(value >> 16), (byte)(value >> 8), (byte)value);

    /// <summary>Reads "#0b5a75"; null where the text is no such colour.</summary>
    public static PdfColour? Parse(string? text) =>
        text is ['#', .. { Length: 6 } digits] && int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) ? Rgb(value) : null;

    public PdfBuffer Write(PdfBuffer content)
    {
        foreach (var part in (ReadOnlySpan<byte>)[Red, Green, Blue]) content.Number(part / 255d).Byte((byte)' ');
        return content;
    }
}
