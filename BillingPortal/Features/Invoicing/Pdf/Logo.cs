using System.Security.Cryptography;
using BillingPortal.Data;

namespace BillingPortal.Features.Invoicing.Pdf;

/// <summary>The seller's picture at the head of invoices: a PNG or a JPEG, told by what is in it and not by its name.</summary>
public sealed class Logo
{
    private const string Setting = "Seller:Logo";
    private const string Embedded = "data:";

    /// <summary>It stands in every PDF, and those are kept for as long as the law wants invoices kept.</summary>
    private const int MostBytes = 256 * 1024;

    private const int LeastPixels = 16, MostPixels = 2000;

    private Logo(byte[] file, bool isPng)
    {
        (File, MediaType) = (file, isPng ? "image/png" : "image/jpeg");
        Image = isPng ? PngPicture.Read(file, RefuseSize) : JpegPicture.Read(file, RefuseSize);
        Hash = Convert.ToHexStringLower(SHA256.HashData(file))[..16];
    }

    public byte[] File { get; }

    public string MediaType { get; }

    /// <summary>By which an invoice remembers the logo that it was issued under.</summary>
    public string Hash { get; }

    internal PdfImage Image { get; }

    /// <param name="setting">The path of a file, or the picture itself as <c>data:image/png;base64,…</c>; null or empty for none.</param>
    /// <exception cref="ConfigurationProblem">It cannot be read, or is no picture that an invoice can show.</exception>
    public static Logo? From(string? setting)
    {
        if (string.IsNullOrWhiteSpace(setting)) return null;
        try
        {
            var file = setting.StartsWith(Embedded, StringComparison.OrdinalIgnoreCase) ? Decode(setting) : Load(setting);
            if (file.Length > MostBytes) throw new InvalidDataException($"the file has {file.Length / 1024:N0} KB; a logo has at most {MostBytes / 1024} KB, because it is in every stored invoice");
            return PngPicture.Is(file) ? new(file, isPng: true)
                : JpegPicture.Is(file) ? new(file, isPng: false)
                : throw new InvalidDataException("it is neither a PNG nor a JPEG");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or InvalidDataException or ArgumentException or FormatException or NotSupportedException)
        {
            throw new ConfigurationProblem($"{Setting} cannot be used: {fault.Message}.");
        }
    }

    private static byte[] Load(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists) throw new InvalidDataException($"there is no file {path}");
        // Looked at before it is read: a wrong path may name something huge.
        return file.Length > MostBytes ? throw new InvalidDataException($"{path} has {file.Length / 1024:N0} KB; a logo has at most {MostBytes / 1024} KB, because it is in every stored invoice") : System.IO.File.ReadAllBytes(path);
    }

    private static byte[] Decode(string setting)
    {
        var comma = setting.IndexOf(',', StringComparison.Ordinal);
        if (comma < 0 || !setting[..comma].EndsWith(";base64", StringComparison.OrdinalIgnoreCase)) throw new InvalidDataException("embedded data begins with data:image/png;base64, or data:image/jpeg;base64,");
        try
        {
            return Convert.FromBase64String(setting[(comma + 1)..]);
        }
        catch (FormatException)
        {
            throw new InvalidDataException("what follows ;base64, is not base64");
        }
    }

    private static void RefuseSize(int width, int height)
    {
        if (width is < LeastPixels or > MostPixels || height is < LeastPixels or > MostPixels)
            throw new InvalidDataException($"it has {width} × {height} pixels; each side of a logo has {LeastPixels} to {MostPixels}");
    }
}
