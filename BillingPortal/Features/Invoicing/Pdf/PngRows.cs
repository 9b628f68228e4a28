using System.Buffers.Binary;

namespace BillingPortal.Features.Invoicing.Pdf;

/// <summary>The rows of a PNG: how they are laid out, how their filters are undone, and what a pixel of them is.</summary>
internal sealed class PngRows
{
    private const int Grey = 0, Rgb = 2, Indexed = 3, GreyAlpha = 4, RgbAlpha = 6;

    private readonly int depth, kind, samples;

    private PngRows(int width, int height, int depth, int kind)
    {
        (Width, Height, this.depth, this.kind) = (width, height, depth, kind);
        samples = kind switch { Rgb => 3, GreyAlpha => 2, RgbAlpha => 4, _ => 1 };
    }

    public int Width { get; }

    public int Height { get; }

    private bool IsKnown => (kind, depth) is (Grey, 1 or 2 or 4 or 8 or 16) or (Indexed, 1 or 2 or 4 or 8) or (Rgb or GreyAlpha or RgbAlpha, 8 or 16);

    public static PngRows Of(ReadOnlyMemory<byte> head, Action<int, int> refuse)
    {
        var bytes = head.Span;
        if (bytes.Length != 13) throw PngPicture.Damaged();
        var (width, height) = (BinaryPrimitives.ReadInt32BigEndian(bytes), BinaryPrimitives.ReadInt32BigEndian(bytes[4..]));
        refuse(width, height);
        var rows = new PngRows(width, height, bytes[8], bytes[9]);
        if (!rows.IsKnown || bytes[10] != 0 || bytes[11] != 0) throw PngPicture.Damaged();
        return bytes[12] == 0 ? rows : throw new InvalidDataException("it is an interlaced PNG; save it without interlacing");
    }

    /// <summary>Row by row, each valid until the next.</summary>
    public IEnumerable<byte[]> Unpack(Stream unpacked)
    {
        var (length, step) = ((Width * samples * depth + 7) / 8, Math.Max(1, samples * depth / 8));
        var (row, above, filter) = (new byte[length], new byte[length], new byte[1]);
        for (var y = 0; y < Height; y++)
        {
            if (unpacked.ReadAtLeast(filter, 1, throwOnEndOfStream: false) < 1 || unpacked.ReadAtLeast(row, length, throwOnEndOfStream: false) < length) throw PngPicture.Damaged();
            Undo(filter[0], row, above, step);
            yield return row;
            (row, above) = (above, row);
        }
    }

    /// <summary>Writes the colour and returns how much of it covers.</summary>
    public byte Pixel(byte[] row, int x, PngPalette palette, Span<byte> colour)
    {
        var first = x * samples;
        if (kind == Indexed) return OfPalette(Sample(row, first), palette, colour);
        for (var part = 0; part < 3; part++) colour[part] = Scaled(Sample(row, kind is Grey or GreyAlpha ? first : first + part));
        return kind is GreyAlpha or RgbAlpha ? Scaled(Sample(row, first + samples - 1)) : IsTransparent(row, first, palette.Transparent) ? (byte)0 : (byte)255;
    }

    private static byte OfPalette(int index, PngPalette palette, Span<byte> colour)
    {
        if (3 * index + 3 > palette.Colours.Length) throw PngPicture.Damaged();
        palette.Colours.AsSpan(3 * index, 3).CopyTo(colour);
        return index < palette.Transparent.Length ? palette.Transparent[index] : (byte)255;
    }

    private bool IsTransparent(byte[] row, int first, byte[] transparent)
    {
        if (transparent.Length != 2 * samples) return false;
        for (var part = 0; part < samples; part++)
            if (Sample(row, first + part) != BinaryPrimitives.ReadUInt16BigEndian(transparent.AsSpan(2 * part))) return false;
        return true;
    }

    private int Sample(byte[] row, int n) => depth switch
    {
        8 => row[n],
        16 => row[2 * n] << 8 | row[2 * n + 1],
        _ => row[n * depth / 8] >> (8 - depth - n * depth % 8) & (1 << depth) - 1,
    };

    private byte Scaled(int sample) => (byte)(depth switch { 16 => sample >> 8, 8 => sample, _ => sample * 255 / ((1 << depth) - 1) });

    /// <summary>A row is stored as the difference to what its left and upper neighbours let one expect.</summary>
    private static void Undo(byte filter, byte[] row, byte[] above, int step)
    {
        if (filter > 4) throw PngPicture.Damaged();
        for (var i = 0; i < row.Length; i++)
        {
            var (left, up, corner) = (i < step ? 0 : row[i - step], (int)above[i], i < step ? 0 : above[i - step]);
            row[i] += (byte)(filter switch { 1 => left, 2 => up, 3 => (left + up) / 2, 4 => Nearest(left, up, corner), _ => 0 });
        }
    }

    private static int Nearest(int left, int up, int corner)
    {
        var (toLeft, toUp, toCorner) = (Math.Abs(up - corner), Math.Abs(left - corner), Math.Abs(left + up - 2 * corner));
        return toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner;
    }
}
