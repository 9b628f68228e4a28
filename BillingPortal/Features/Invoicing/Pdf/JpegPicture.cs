using System.Buffers.Binary;

namespace BillingPortal.Features.Invoicing.Pdf;

/// <summary>Reads of a JPEG what a PDF wants to know; the picture itself goes into the file as it is.</summary>
internal static class JpegPicture
{
    private const byte EndOfPicture = 0xD9, BeginOfScan = 0xDA;

    public static bool Is(ReadOnlySpan<byte> file) => file.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]);

    /// <param name="file">The whole file.</param>
    /// <param name="refuse">Throws where the size will not do.</param>
    /// <exception cref="InvalidDataException">Says what is wrong with it.</exception>
    public static PdfImage Read(byte[] file, Action<int, int> refuse)
    {
        for (var at = 2; at + 4 <= file.Length;)
        {
            if (file[at] != 0xFF) break;
            var marker = file[at + 1];
            if (marker == 0xFF)
            {
                at++;
                continue;
            }
            var length = BinaryPrimitives.ReadUInt16BigEndian(file.AsSpan(at + 2));
            if (marker == BeginOfScan || length < 2 || at + 2 + length > file.Length) break;
            if (IsFrame(marker)) return Picture(file, file.AsSpan(at + 4, length - 2), marker, refuse);
            at += 2 + length;
        }
        throw new InvalidDataException("the JPEG is damaged or cut short");
    }

    /// <summary>Frame heads are C0 to CF, but for three that hold tables.</summary>
    private static bool IsFrame(byte marker) => marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);

    private static PdfImage Picture(byte[] file, ReadOnlySpan<byte> frame, byte marker, Action<int, int> refuse)
    {
        if (frame.Length < 6) throw new InvalidDataException("the JPEG is damaged or cut short");
        var (height, width, parts) = (BinaryPrimitives.ReadUInt16BigEndian(frame[1..]), BinaryPrimitives.ReadUInt16BigEndian(frame[3..]), frame[5]);
        refuse(width, height);
        if (marker > 0xC2 || frame[0] != 8) throw new InvalidDataException("it is a JPEG of a kind that few programs show; save it as an ordinary (baseline) JPEG or as PNG");
        if (parts is not (1 or 3)) throw new InvalidDataException("it is a JPEG for printing presses (CMYK); save it in RGB");
        if (file.AsSpan().LastIndexOf([(byte)0xFF, EndOfPicture]) < 0) throw new InvalidDataException("the JPEG is damaged or cut short");
        return new(width, height, parts == 1 ? "DeviceGray" : "DeviceRGB", "DCTDecode", file);
    }
}
