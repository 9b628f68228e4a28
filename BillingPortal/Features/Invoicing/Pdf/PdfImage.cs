namespace BillingPortal.Features.Invoicing.Pdf;

/// <summary>A picture in the form in which a PDF holds it: compressed once, whatever the number of files that it goes into.</summary>
/// <param name="Width">In pixels.</param>
/// <param name="Height">In pixels.</param>
/// <param name="Colours">The colour space: DeviceRGB or DeviceGray.</param>
/// <param name="Filter">How the content is compressed: FlateDecode or DCTDecode, which is JPEG.</param>
/// <param name="Content">Eight bits a sample, compressed.</param>
/// <param name="Alpha">How much of each pixel covers the paper, a byte a pixel, deflated; null where all of it does.</param>
internal sealed record PdfImage(int Width, int Height, string Colours, string Filter, byte[] Content, byte[]? Alpha = null)
{
    public const string Name = "Logo";

    public void Write(PdfFile file, int id)
    {
        var mask = Alpha is null ? 0 : file.Reserve();
        file.Compressed(id, Entries(Colours, Filter, mask).Written, Content);
        if (Alpha is not null) file.Compressed(mask, Entries("DeviceGray", "FlateDecode", 0).Written, Alpha);
    }

    private PdfBuffer Entries(string colours, string filter, int mask)
    {
        var entries = new PdfBuffer(160).Raw("/Type/XObject/Subtype/Image/Width "u8).Number(Width).Raw("/Height "u8).Number(Height)
            .Raw("/BitsPerComponent 8/ColorSpace/"u8).Ascii(colours);
        if (mask != 0) entries.Raw("/SMask "u8).Reference(mask);
        return entries.Raw("/Filter/"u8).Ascii(filter);
    }
}
