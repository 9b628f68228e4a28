using System.Diagnostics;

namespace BillingPortal.Tests.Testing;

/// <summary>What a reader sees in a PDF, by somebody else's program.</summary>
public static class PdfText
{
    public static async Task<string> OfAsync(byte[] pdf)
    {
        using var reader = Process.Start(new ProcessStartInfo("pdftotext", ["-layout", "-", "-"]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        var text = reader.StandardOutput.ReadToEndAsync();
        await reader.StandardInput.BaseStream.WriteAsync(pdf);
        reader.StandardInput.Close();
        await reader.WaitForExitAsync();
        reader.ExitCode.ShouldBe(0, "pdftotext could not read it");
        return await text;
    }
}
