using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace BillingPortal.Tests.Features.Invoicing.Pdf;

/// <summary>PNG files of every kind, written by the book (RFC 2083), and the heads of JPEG files.</summary>
internal static class Pictures
{
    public const int Grey = 0, Rgb = 2, Indexed = 3, GreyAlpha = 4, RgbAlpha = 6;

    public static string DataOf(byte[] png) => "data:image/png;base64," + Convert.ToBase64String(png);

    /// <param name="sample">The value of a sample, by pixel and part.</param>
    public static byte[] Png(int width, int height, int kind, int depth, Func<int, int, int, int> sample, byte[]? palette = null, byte[]? transparent = null, byte interlace = 0)
    {
        using var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10]);
        var head = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(head, width);
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(4), height);
        (head[8], head[9], head[12]) = ((byte)depth, (byte)kind, interlace);
        Chunk(file, "IHDR", head);
        if (palette is not null) Chunk(file, "PLTE", palette);
        if (transparent is not null) Chunk(file, "tRNS", transparent);
        var packed = Packed(width, height, kind, depth, sample);
        Chunk(file, "IDAT", packed[..(packed.Length / 2)]);
        Chunk(file, "IDAT", packed[(packed.Length / 2)..]);
        Chunk(file, "IEND", []);
        return file.ToArray();
    }

    /// <summary>Begins as a JPEG of this size and kind does.</summary>
    public static byte[] Jpeg(ushort width, ushort height, byte parts = 3, byte frame = 0xC0) =>
    [
        0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 0, 0, 0xFF, 0xFF, frame, 0, (byte)(8 + 3 * parts), 8, (byte)(height >> 8), (byte)height, (byte)(width >> 8), (byte)width, parts,
        .. new byte[3 * parts], 0xFF, 0xDA, 0, 2, 1, 2, 3, 0xFF, 0xD9,
    ];

    private static byte[] Packed(int width, int height, int kind, int depth, Func<int, int, int, int> sample)
    {
        var samples = kind switch { Rgb => 3, GreyAlpha => 2, RgbAlpha => 4, _ => 1 };
        var (length, step) = ((width * samples * depth + 7) / 8, Math.Max(1, samples * depth / 8));
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            var above = new byte[length];
            for (var y = 0; y < height; y++)
            {
                var row = new byte[length];
                for (var n = 0; n < width * samples; n++) Set(row, n, depth, sample(n / samples, y, n % samples));
                zlib.WriteByte((byte)(y % 5));
                zlib.Write(Filtered(row, above, y % 5, step));
                above = row;
            }
        }
        return packed.ToArray();
    }

    private static void Set(byte[] row, int n, int depth, int value)
    {
        if (depth == 16) (row[2 * n], row[2 * n + 1]) = ((byte)(value >> 8), (byte)value);
        else row[n * depth / 8] |= (byte)(value << (8 - depth - n * depth % 8));
    }

    private static byte[] Filtered(byte[] row, byte[] above, int filter, int step) => [.. row.Select((value, i) =>
    {
        int a = i < step ? 0 : row[i - step], b = above[i], c = i < step ? 0 : above[i - step], p = a + b - c;
        var paeth = new[] { a, b, c }.MinBy(one => Math.Abs(p - one));
        return (byte)(value - filter switch { 1 => a, 2 => b, 3 => (a + b) / 2, 4 => paeth, _ => 0 });
    })];

    private static void Chunk(MemoryStream file, string name, byte[] data)
    {
        byte[] named = [.. Encoding.ASCII.GetBytes(name), .. data];
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        file.Write(named);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc(named));
        file.Write(number);
    }

    private static uint Crc(byte[] bytes)
    {
        var crc = uint.MaxValue;
        foreach (var one in bytes)
        {
            crc ^= one;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) == 1 ? crc >> 1 ^ 0xEDB88320 : crc >> 1;
        }
        return ~crc;
    }
}
