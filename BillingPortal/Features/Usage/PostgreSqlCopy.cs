using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace BillingPortal.Features.Usage;

/// <summary>The file format of PostgreSQL's COPY … (FORMAT BINARY): a header, for each row its columns with their lengths, and an end. Everything is big-endian.</summary>
internal static class PostgreSqlCopy
{
    private const int Null = -1;

    private static readonly long Epoch = new DateTime(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks;
    private static readonly int EpochDay = new DateOnly(2000, 1, 1).DayNumber;

    /// <summary>The signature, and neither flags nor an extension.</summary>
    public static void Begin(ArrayBufferWriter<byte> rows)
    {
        ReadOnlySpan<byte> header = [.. "PGCOPY\n"u8, 0xFF, .. "\r\n\0"u8, 0, 0, 0, 0, 0, 0, 0, 0];
        rows.Write(header);
    }

    public static void End(ArrayBufferWriter<byte> rows) => Int16(rows, -1);

    public static void Row(this ArrayBufferWriter<byte> rows, short columns) => Int16(rows, columns);

    public static void Value(this ArrayBufferWriter<byte> rows, Guid id) => id.TryWriteBytes(Next(rows, 16), bigEndian: true, out _);

    public static void Value(this ArrayBufferWriter<byte> rows, long number) => BinaryPrimitives.WriteInt64BigEndian(Next(rows, 8), number);

    public static void Value(this ArrayBufferWriter<byte> rows, long? number)
    {
        if (number is { } known) rows.Value(known);
        else Int32(rows, Null);
    }

    /// <summary>Microseconds since the year 2000.</summary>
    public static void Value(this ArrayBufferWriter<byte> rows, DateTime time) => rows.Value((time.Ticks - Epoch) / TimeSpan.TicksPerMicrosecond);

    public static void Value(this ArrayBufferWriter<byte> rows, DateTime? time) => rows.Value((time?.Ticks - Epoch) / TimeSpan.TicksPerMicrosecond);

    /// <summary>Days since the year 2000.</summary>
    public static void Value(this ArrayBufferWriter<byte> rows, DateOnly day) => BinaryPrimitives.WriteInt32BigEndian(Next(rows, 4), day.DayNumber - EpochDay);

    public static void Value(this ArrayBufferWriter<byte> rows, bool yes) => Next(rows, 1)[0] = yes ? (byte)1 : (byte)0;

    public static void Value(this ArrayBufferWriter<byte> rows, ReadOnlySpan<byte> bytes) => bytes.CopyTo(Next(rows, bytes.Length));

    public static void Value(this ArrayBufferWriter<byte> rows, string? text)
    {
        if (text is null) Int32(rows, Null);
        else Encoding.UTF8.GetBytes(text, Next(rows, Encoding.UTF8.GetByteCount(text)));
    }

    /// <summary>Room for one value, behind its length.</summary>
    private static Span<byte> Next(ArrayBufferWriter<byte> rows, int length)
    {
        Int32(rows, length);
        var room = rows.GetSpan(length)[..length];
        rows.Advance(length);
        return room;
    }

    private static void Int32(ArrayBufferWriter<byte> rows, int number)
    {
        BinaryPrimitives.WriteInt32BigEndian(rows.GetSpan(4), number);
        rows.Advance(4);
    }

    private static void Int16(ArrayBufferWriter<byte> rows, short number)
    {
        BinaryPrimitives.WriteInt16BigEndian(rows.GetSpan(2), number);
        rows.Advance(2);
    }
}
