using BillingPortal.Data;
using BillingPortal.Features.Invoicing.Pdf;

namespace BillingPortal.Tests.Features.Invoicing.Pdf;

/// <summary>The seller's picture at the head of invoices.</summary>
public sealed class LogoTests
{
    private const int Width = 21, Height = 17;

    [Theory]
    [InlineData(Pictures.Rgb, 8)]
    [InlineData(Pictures.Rgb, 16)]
    [InlineData(Pictures.RgbAlpha, 8)]
    [InlineData(Pictures.RgbAlpha, 16)]
    [InlineData(Pictures.Grey, 1)]
    [InlineData(Pictures.Grey, 2)]
    [InlineData(Pictures.Grey, 4)]
    [InlineData(Pictures.Grey, 8)]
    [InlineData(Pictures.Grey, 16)]
    [InlineData(Pictures.GreyAlpha, 8)]
    public void Every_pixel_of_a_PNG_comes_through_whatever_its_kind_and_filters(int kind, int depth)
    {
        var most = (1 << depth) - 1;
        int Sample(int x, int y, int part) => (x * 37 + y * 91 + part * 53) * 257 & most;
        byte Shown(int x, int y, int part) => (byte)(depth == 16 ? Sample(x, y, part) >> 8 : Sample(x, y, part) * 255 / most);
        var hasColours = kind is Pictures.Rgb or Pictures.RgbAlpha;

        var (colours, alpha) = Pixels(Pictures.Png(Width, Height, kind, depth, Sample));

        colours.ShouldBe([.. Each((x, y) => Enumerable.Range(0, 3).Select(part => Shown(x, y, hasColours ? part : 0)))]);
        if (kind is Pictures.RgbAlpha or Pictures.GreyAlpha) alpha.ShouldBe([.. Each((x, y) => [Shown(x, y, hasColours ? 3 : 1)])]);
        else alpha.ShouldBeNull();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(8)]
    public void Colours_of_a_palette_are_looked_up_with_what_they_cover(int depth)
    {
        byte[] palette = [10, 20, 30, 200, 100, 50], covers = [128];

        var (colours, alpha) = Pixels(Pictures.Png(Width, Height, Pictures.Indexed, depth, (x, y, _) => (x + y) % 2, palette, covers));

        colours.ShouldBe([.. Each((x, y) => (x + y) % 2 == 0 ? palette[..3] : palette[3..])]);
        alpha.ShouldBe([.. Each((x, y) => (x + y) % 2 == 0 ? new byte[] { 128 } : [255])]);
    }

    [Fact]
    public void One_colour_may_be_the_one_that_covers_nothing()
    {
        var (_, alpha) = Pixels(Pictures.Png(Width, Height, Pictures.Rgb, 8, (x, _, part) => x == 3 ? part + 1 : 200, transparent: [0, 1, 0, 2, 0, 3]));

        alpha.ShouldBe([.. Each((x, _) => new[] { x == 3 ? (byte)0 : (byte)255 })]);
    }

    [Fact]
    public void It_takes_the_place_of_the_mark_and_stays_within_its_room()
    {
        var plain = PrintedInvoices.WithEverything();
        foreach (var (width, height) in ((int, int)[])[(16, 16), (1600, 40), (40, 1600), (600, 200)])
        {
            var logo = Logo.From(Pictures.DataOf(Solid(width, height)))!;
            var printed = new PdfProbe(new InvoicePdf(logo: logo).Render(plain with { Seller = plain.Seller with { Logo = logo.Hash } }));
            var drawn = System.Text.RegularExpressions.Regex.Match(printed.Contents.Single(), @"q ([\d.]+) 0 0 ([\d.]+) 48 ([\d.]+) cm /Logo Do Q");

            drawn.Success.ShouldBeTrue();
            var (w, h, bottom) = (Number(drawn, 1), Number(drawn, 2), Number(drawn, 3));
            (w / h).ShouldBe((double)width / height, tolerance: 0.02 * width / height);
            (w <= 190 && h <= 44 && w <= 0.75 * width && bottom + h < 842 - 40).ShouldBeTrue($"{w} x {h} at {bottom}");
            printed.Dictionaries.ShouldContain(entry => entry.Contains("/S/Figure") && entry.Contains("/Alt<FEFF"));
            printed.PageTexts()[0].Split('\n')[0].ShouldNotBe("BillingPortal");
        }
    }

    [Fact]
    public void An_invoice_that_was_issued_under_another_logo_bears_the_mark()
    {
        var plain = PrintedInvoices.WithEverything();
        var printer = new InvoicePdf(logo: Logo.From(Pictures.DataOf(Solid(64, 64))));

        printer.Render(plain).ShouldBe(new InvoicePdf().Render(plain));
        printer.Render(plain with { Seller = plain.Seller with { Logo = "0123456789abcdef" } }).ShouldBe(new InvoicePdf().Render(plain));
    }

    [Fact]
    public void A_JPEG_goes_into_the_file_as_it_is()
    {
        var (jpeg, plain) = (Pictures.Jpeg(120, 40), PrintedInvoices.WithEverything());
        var logo = Logo.From("data:image/jpeg;base64," + Convert.ToBase64String(jpeg))!;

        var file = new InvoicePdf(logo: logo).Render(plain with { Seller = plain.Seller with { Logo = logo.Hash } });

        file.AsSpan().IndexOf(jpeg).ShouldBeGreaterThan(0);
        System.Text.Encoding.Latin1.GetString(file).ShouldContain("/Width 120/Height 40/BitsPerComponent 8/ColorSpace/DeviceRGB/Filter/DCTDecode/Length ");
    }

    public static TheoryData<string, byte[]> Unfit => new()
    {
        { "neither a PNG nor a JPEG", "<svg xmlns='http://www.w3.org/2000/svg'/>"u8.ToArray() },
        { "neither a PNG nor a JPEG", [] },
        { "8 × 64 pixels", Solid(8, 64) },
        { "2001 × 20 pixels", Solid(2001, 20) },
        { "65535 × 65535 pixels", Pictures.Jpeg(65535, 65535) },
        { "interlaced", Pictures.Png(20, 20, Pictures.Rgb, 8, (_, _, _) => 1, interlace: 1) },
        { "CMYK", Pictures.Jpeg(100, 100, parts: 4) },
        { "baseline", Pictures.Jpeg(100, 100, frame: 0xC9) },
        { "damaged or cut short", Solid(64, 64)[..^30] },
        { "damaged or cut short", Changed(Solid(64, 64)) },
        { "damaged or cut short", Pictures.Jpeg(100, 100)[..12] },
        { "damaged or cut short", Pictures.Png(20, 20, Pictures.Indexed, 8, (_, _, _) => 7, palette: [1, 2, 3]) },
        { "256 KB", new byte[256 * 1024 + 1] },
    };

    [Theory, MemberData(nameof(Unfit))]
    public void What_no_invoice_can_show_is_refused_with_the_reason(string reason, byte[] file)
    {
        Should.Throw<ConfigurationProblem>(() => Logo.From(Pictures.DataOf(file))).Message.ShouldContain(reason);
        var path = Path.GetTempFileName();
        File.WriteAllBytes(path, file);
        Should.Throw<ConfigurationProblem>(() => Logo.From(path)).Message.ShouldContain(reason);
        File.Delete(path);
    }

    [Fact]
    public void Without_one_there_is_none() => Logo.From(" ").ShouldBeNull();

    private static byte[] Solid(int width, int height) => Pictures.Png(width, height, Pictures.Rgb, 8, (x, _, part) => part * 80 + x % 3);

    private static byte[] Changed(byte[] png)
    {
        png[^20] ^= 1;
        return png;
    }

    private static IEnumerable<byte> Each(Func<int, int, IEnumerable<byte>> of) => Enumerable.Range(0, Width * Height).SelectMany(n => of(n % Width, n / Width));

    private static (byte[] Colours, byte[]? Alpha) Pixels(byte[] png)
    {
        var (logo, plain) = (Logo.From(Pictures.DataOf(png))!, PrintedInvoices.WithEverything());
        var probe = new PdfProbe(new InvoicePdf(logo: logo).Render(plain with { Seller = plain.Seller with { Logo = logo.Hash } }));
        return (probe.Picture("DeviceRGB")!, probe.Picture("DeviceGray"));
    }

    private static double Number(System.Text.RegularExpressions.Match match, int group) => double.Parse(match.Groups[group].Value, System.Globalization.CultureInfo.InvariantCulture);
}
