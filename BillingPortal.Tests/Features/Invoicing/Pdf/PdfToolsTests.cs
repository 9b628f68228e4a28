using System.ComponentModel;
using System.Diagnostics;
using BillingPortal.Features.Invoicing.Pdf;

namespace BillingPortal.Tests.Features.Invoicing.Pdf;

/// <summary>What other people's PDF tools say of our files. Skipped where qpdf and poppler-utils are not installed.</summary>
public sealed class PdfToolsTests
{
    private static readonly InvoicePdf Printer = new();

    public static TheoryData<string> Kinds => ["everything", "one line", "five hundred lines", "many scripts"];

    private static PrintedInvoice InvoiceOf(string kind) => kind switch
    {
        "one line" => PrintedInvoices.OfLines(1),
        "five hundred lines" => PrintedInvoices.OfLines(500),
        "many scripts" => PrintedInvoices.Of("Zażółć Ελλάδα Київ", "Türkçe Tiếng Việt", "日本語 🚀", new string('W', 400)),
        _ => PrintedInvoices.WithEverything(),
    };

    [Theory, MemberData(nameof(Kinds))]
    public async Task Qpdf_finds_nothing_to_complain_about(string kind)
    {
        var said = await RunAsync("qpdf", Printer.Render(InvoiceOf(kind)), "--check");
        said.ShouldContain("No syntax or stream encoding errors found");
    }

    [Fact]
    public async Task Poppler_reads_every_amount_and_script_in_order()
    {
        var said = await RunAsync("pdftotext", Printer.Render(InvoiceOf("everything")), "-layout", "-");
        said.ShouldMatch(@"API calls above 250,000\s+62,310\s+\$0\.0004\s+8\.875 %\s+\$24\.92\s+29 Sep – 29 Oct 2026");
        said.ShouldMatch(@"Prepaid credit\s+−\$10\.00\s+Amount due\s+\$23\.01");

        var scripts = await RunAsync("pdftotext", Printer.Render(InvoiceOf("many scripts")), "-layout", "-");
        foreach (var script in (string[])["Zażółć Ελλάδα Київ", "Türkçe Tiếng Việt", "日本語 🚀"]) scripts.ShouldContain(script);
    }

    [Fact]
    public async Task Poppler_sees_embedded_subsets_with_a_way_back_to_Unicode()
    {
        var said = await RunAsync("pdffonts", Printer.Render(InvoiceOf("many scripts")));
        var fonts = said.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(2).ToList();
        fonts.Count.ShouldBe(2);
        foreach (var font in fonts) font.ShouldMatch(@"^[A-Z]{6}\+\S+\s+CID TrueType\s+Identity-H\s+yes yes yes");
    }

    [Fact]
    public async Task Poppler_draws_the_page_without_a_warning()
    {
        var drawn = Path.GetTempFileName();
        await RunAsync("pdftoppm", Printer.Render(InvoiceOf("many scripts")), "-r", "40", "-png", "-singlefile", drawn);
        new FileInfo(drawn + ".png").Length.ShouldBeGreaterThan(3_000);
        File.Delete(drawn);
        File.Delete(drawn + ".png");
    }

    private static async Task<string> RunAsync(string tool, byte[] pdf, params string[] arguments)
    {
        var path = Path.GetTempFileName();
        await File.WriteAllBytesAsync(path, pdf);
        var start = new ProcessStartInfo(tool) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in Placed(tool, path, arguments)) start.ArgumentList.Add(argument);
        try
        {
            using var process = Process.Start(start)!;
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.WaitForExitAsync();
            (await errors).ShouldBeEmpty();
            process.ExitCode.ShouldBe(0);
            return await output;
        }
        catch (Win32Exception)
        {
            Assert.Skip($"{tool} is not installed.");
            throw;
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Options come before the file, the place of the output after it.</summary>
    private static IEnumerable<string> Placed(string tool, string path, string[] arguments) =>
        tool is "pdftotext" or "pdftoppm" ? [.. arguments[..^1], path, arguments[^1]] : [.. arguments, path];
}
