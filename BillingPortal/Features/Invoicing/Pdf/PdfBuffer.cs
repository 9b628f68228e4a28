using System.Buffers.Text;
using System.Text;

namespace BillingPortal.Features.Invoicing.Pdf;

/// <summary>Growing bytes, written in the notations of a PDF file.</summary>
internal sealed class PdfBuffer(int capacity = 4096)
{
    private const int Hundredths = 100;

    private byte[] bytes = new byte[capacity];

    public int Length { get; private set; }
    public Span<byte> Written => bytes.AsSpan(0, Length);
    public byte[] ToArray() => Written.ToArray();
    public void Clear() => Length = 0;

    public PdfBuffer Byte(byte value)
    {
        Room(1)[0] = value;
        Length++;
        return this;
    }

    public PdfBuffer Raw(ReadOnlySpan<byte> value)
    {
        value.CopyTo(Room(value.Length));
        Length += value.Length;
        return this;
    }

    public PdfBuffer Ascii(string value)
    {
        Length += Encoding.ASCII.GetBytes(value, Room(value.Length));
        return this;
    }

    public PdfBuffer Number(int value)
    {
        Utf8Formatter.TryFormat(value, Room(11), out var written);
        Length += written;
        return this;
    }

    /// <summary>A length in points, to a hundredth.</summary>
    public PdfBuffer Number(double value)
    {
        var hundredths = (long)(Math.Abs(value) * Hundredths + 0.5);
        if (value < 0 && hundredths > 0) Byte((byte)'-');
        Number((int)(hundredths / Hundredths));
        var rest = (int)(hundredths % Hundredths);
        if (rest == 0) return this;
        Byte((byte)'.').Byte((byte)('0' + rest / 10));
        return rest % 10 == 0 ? this : Byte((byte)('0' + rest % 10));
    }

    public PdfBuffer Reference(int id) => Number(id).Raw(" 0 R"u8);

    public PdfBuffer Hex(ushort value)
    {
        var room = Room(4);
        for (var i = 0; i < 4; i++) room[i] = "0123456789ABCDEF"u8[value >> (12 - 4 * i) & 15];
        Length += 4;
        return this;
    }

    /// <summary>A text string of the file's own dictionaries, as UTF-16 with its mark.</summary>
    public PdfBuffer Text(string value)
    {
        Raw("<FEFF"u8);
        foreach (var unit in value) Hex(unit);
        return Byte((byte)'>');
    }

    private Span<byte> Room(int count)
    {
        if (bytes.Length - Length < count) Array.Resize(ref bytes, Math.Max(2 * bytes.Length, Length + count));
        return bytes.AsSpan(Length);
    }
}
