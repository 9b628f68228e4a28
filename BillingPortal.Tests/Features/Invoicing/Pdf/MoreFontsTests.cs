using System.Buffers.Binary;
using System.Text;
using BillingPortal.Data;
using BillingPortal.Features.Invoicing.Pdf;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace BillingPortal.Tests.Features.Invoicing.Pdf;

public sealed class MoreFontsTests : IDisposable
{
    private readonly string file = Path.GetTempFileName();

    public void Dispose() => File.Delete(file);

    [Fact]
    public void A_font_of_the_operators_draws_what_the_built_in_fonts_lack()
    {
        using var font = typeof(InvoicePdf).Assembly.GetManifestResourceStream("Fonts.Inter-Regular.ttf")!;
        using var content = new MemoryStream();
        font.CopyTo(content);
        File.WriteAllBytes(file, WithPrivateUse(content.ToArray()));

        var printed = new PdfProbe(Configured(file).Render(PrintedInvoices.Of("\U000F0000")));

        printed.AllText.ShouldContain("\U000F0000\n");
        printed.Dictionaries.Count(entry => entry.Contains("/FontFile2")).ShouldBe(3);
    }

    [Fact]
    public void A_missing_font_is_told_at_the_start() =>
        Should.Throw<ConfigurationProblem>(() => Configured(file + ".ttf")).Message.ShouldStartWith("InvoicePdf:MoreFonts cannot be used: ");

    [Theory, InlineData(""), InlineData("This is no font, although it is long enough to be one at first sight.")]
    public void A_file_that_is_no_font_is_told_at_the_start(string content)
    {
        File.WriteAllText(file, content);
        Should.Throw<ConfigurationProblem>(() => Configured(file));
    }

    /// <summary>Gives the font's last range of characters to a place that no other font has anything at.</summary>
    private static byte[] WithPrivateUse(byte[] font)
    {
        var map = BinaryPrimitives.ReadInt32BigEndian(font.AsSpan(font.AsSpan(0, 1000).IndexOf(Encoding.ASCII.GetBytes("cmap")) + 8));
        for (var i = 0; i < BinaryPrimitives.ReadUInt16BigEndian(font.AsSpan(map + 2)); i++)
        {
            var subtable = font.AsSpan(map + BinaryPrimitives.ReadInt32BigEndian(font.AsSpan(map + 8 + 8 * i)));
            if (BinaryPrimitives.ReadUInt16BigEndian(subtable) != 12) continue;
            var last = subtable[(4 + 12 * BinaryPrimitives.ReadInt32BigEndian(subtable[12..]))..];
            BinaryPrimitives.WriteInt32BigEndian(last, 0xF0000);
            BinaryPrimitives.WriteInt32BigEndian(last[4..], 0xF0000);
        }
        return font;
    }

    private static InvoicePdf Configured(string path)
    {
        var services = new ServiceCollection();
        services.AddInvoicePdf(new ConfigurationBuilder().AddInMemoryCollection([new("InvoicePdf:MoreFonts:0", path)]).Build());
        return services.BuildServiceProvider().GetRequiredService<InvoicePdf>();
    }
}
