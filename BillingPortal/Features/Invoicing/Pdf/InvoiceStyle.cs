namespace BillingPortal.Features.Invoicing.Pdf;

/// <summary>The portal's light colours and the sizes of an A4 page, in points.</summary>
internal static class InvoiceStyle
{
    public static readonly PdfColour
        Petrol = PdfColour.Rgb(0x0b5a75), Title = PdfColour.Rgb(0x14191f), Ink = PdfColour.Rgb(0x2c343c), Muted = PdfColour.Rgb(0x545e68),
        Hairline = PdfColour.Rgb(0xd9dde2), StrongLine = PdfColour.Rgb(0x868e96),
        Good = PdfColour.Rgb(0x1b6b45), GoodSoft = PdfColour.Rgb(0xe5f3eb), White = PdfColour.Rgb(0xffffff);

    public static readonly TextStyle
        Brand = new(12.5, 16, Title, IsSemiBold: true, Spacing: -10),
        Heading = new(20, 26, Title, IsSemiBold: true, Spacing: -18),
        Label = new(8, 12, Muted),
        Name = new(9, 13, Title, IsSemiBold: true),
        Body = new(9, 13, Ink),
        Quiet = new(9, 13, Muted),
        Small = new(8, 12, Muted),
        ColumnHead = new(8, 12, Muted),
        Figure = new(9, 13, Ink, IsTabular: true),
        Sum = new(9, 13, Title, IsSemiBold: true, IsTabular: true),
        Due = new(12.5, 17, Title, IsSemiBold: true, Spacing: -8, IsTabular: true),
        Paid = new(9, 13, Good, IsTabular: true),
        Link = new(9, 13, Petrol, IsSemiBold: true),
        Badge = new(8, 12, Good, IsSemiBold: true);

    public const double Thin = 0.6;
}
