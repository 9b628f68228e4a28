namespace BillingPortal.Features.Invoicing.Pdf;

/// <summary>What an invoice is printed on.</summary>
public enum PaperSize
{
    A4,
    Letter,
}

internal static class PaperSizes
{
    private static readonly HashSet<string> LetterCountries = ["US", "CA", "MX", "PH", "CL", "CO", "VE", "GT", "CR", "PA", "PR", "DO", "NI", "SV"];

    /// <summary>How much less fits on it than on A4, from top to bottom. Letter is also wider, which gives broader margins.</summary>
    public static double Shorter(this PaperSize paper) => paper == PaperSize.Letter ? PdfPage.Height - 792 : 0;

    /// <summary>The part of the plane that is paper: everything is placed as on A4, from its top left corner.</summary>
    public static ReadOnlySpan<byte> MediaBox(this PaperSize paper) => paper == PaperSize.Letter ? "[-8.36 49.89 603.64 841.89]"u8 : "[0 0 595.28 841.89]"u8;

    /// <summary>What people print on in a country.</summary>
    public static PaperSize Of(string? country) => country is not null && LetterCountries.Contains(country) ? PaperSize.Letter : PaperSize.A4;
}
