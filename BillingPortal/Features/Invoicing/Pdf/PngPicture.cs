using System.Buffers.Binary;
using System.IO.Compression;

namespace BillingPortal.Features.Invoicing.Pdf;

/// <summary>Reads a PNG into the colours and the cover that a PDF keeps apart. A PDF shows no PNG as it is.</summary>
internal static class PngPicture
{
    private static readonly uint[] Remainders = [.. Enumerable.Range(0, 256).Select(n => Enumerable.Range(0, 8).Aggregate((uint)n, (rest, _) => (rest & 1) == 0 ? rest >> 1 : 0xEDB88320 ^ (rest >> 1)))];

    public static bool Is(ReadOnlySpan<byte> file) => file.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10]);

    /// <param name="file">The whole file.</param>
    /// <param name="refuse">Throws where the size will not do; asked before anything is unpacked.</param>
    /// <exception cref="InvalidDataException">Says what is wrong with it.</exception>
    public static PdfImage Read(byte[] file, Action<int, int> refuse)
    {
        PngRows? rows = null;
        byte[] palette = [], transparent = [];
        using var packed = new MemoryStream();
        for (var at = 8; ;)
        {
            var (type, data) = Chunk(file, ref at);
            if ((rows is null) != (type == "IHDR")) throw Damaged();
            switch (type)
            {
                case "IHDR": rows = PngRows.Of(data, refuse); break;
                case "PLTE": palette = data.ToArray(); break;
                case "tRNS": transparent = data.ToArray(); break;
                case "IDAT": packed.Write(data.Span); break;
                case "IEND": return Picture(rows!, packed, new(palette, transparent));
            }
        }
    }

    internal static InvalidDataException Damaged() => new("the PNG is damaged or cut short");

    private static (string Type, ReadOnlyMemory<byte> Data) Chunk(byte[] file, ref int at, int frame = 12)
    {
        if (at + frame > file.Length) throw Damaged();
        var length = BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at));
        if (length > file.Length - at - frame) throw Damaged();
        var named = file.AsSpan(at + 4, (int)length + 4);
        if (BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at + 8 + (int)length)) != Sum(named)) throw Damaged();
        var data = file.AsMemory(at + 8, (int)length);
        at += frame + (int)length;
        return (System.Text.Encoding.Latin1.GetString(named[..4]), data);
    }

    private static uint Sum(ReadOnlySpan<byte> bytes)
    {
        var sum = uint.MaxValue;
        foreach (var one in bytes) sum = Remainders[(byte)(sum ^ one)] ^ (sum >> 8);
        return ~sum;
    }

    private static PdfImage Picture(PngRows rows, MemoryStream packed, PngPalette palette)
    {
        packed.Position = 0;
        var (colours, cover) = (new byte[rows.Width * rows.Height * 3], new byte[rows.Width * rows.Height]);
        using (var unpacked = new ZLibStream(packed, CompressionMode.Decompress))
        {
            var pixel = 0;
            foreach (var row in rows.Unpack(unpacked))
                for (var x = 0; x < rows.Width; x++, pixel++)
                    cover[pixel] = rows.Pixel(row, x, palette, colours.AsSpan(3 * pixel, 3));
        }
        return new(rows.Width, rows.Height, "DeviceRGB", "FlateDecode", Deflate(colours), cover.All(part => part == 255) ? null : Deflate(cover));
    }

    private static byte[] Deflate(byte[] samples)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.SmallestSize)) zlib.Write(samples);
        return packed.ToArray();
    }
}

/// <param name="Colours">Three bytes a colour.</param>
/// <param name="Transparent">Of a palette: how much each colour covers. Otherwise the one colour that covers nothing.</param>
internal sealed record PngPalette(byte[] Colours, byte[] Transparent);
