namespace BillingPortal.Features.Invoicing.Pdf;

/// <param name="Spacing">Added after each glyph, in thousandths of the size.</param>
/// <param name="IsTabular">Figures of equal width, for columns of numbers.</param>
internal sealed record TextStyle(double Size, double LineHeight, PdfColour Colour, bool IsSemiBold = false, int Spacing = 0, bool IsTabular = false);

/// <summary>A glyph on its line. The advance is in thousandths of the size and includes kerning towards the next glyph.</summary>
internal record struct Glyph(byte Face, ushort Id, short Advance, int Character);
