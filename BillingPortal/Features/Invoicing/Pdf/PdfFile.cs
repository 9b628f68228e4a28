using System.IO.Compression;
using System.Security.Cryptography;

namespace BillingPortal.Features.Invoicing.Pdf;

/// <summary>
/// The outer shape of a PDF 1.7 file: numbered objects, and where each of them is. Streams stand on their own; all other objects are
/// packed into compressed object streams, because a tagged table of 500 lines has thousands of them.
/// </summary>
internal sealed class PdfFile
{
    private const int ObjectsPerStream = 400;

    private readonly PdfBuffer file = new(64 * 1024);
    private readonly PdfBuffer packed = new();
    private readonly List<(int Id, int Offset)> packedObjects = [];
    private readonly List<Place> places = [new(0, 0, ushort.MaxValue)];

    /// <summary>Where an object is: kind 1 at an offset of the file, kind 2 as n-th object of an object stream.</summary>
    private readonly record struct Place(byte Kind, int Where, ushort Index);

    public PdfFile() => file.Raw("%PDF-1.7\n%\xE2\xE3\xCF\xD3\n"u8);

    public int Reserve()
    {
        places.Add(default);
        return places.Count - 1;
    }

    /// <summary>Begins an object; whatever is written to the result until the next call belongs to it.</summary>
    public PdfBuffer Object(int id)
    {
        if (packedObjects.Count == ObjectsPerStream) FlushObjects();
        packed.Byte((byte)'\n');
        packedObjects.Add((id, packed.Length));
        return packed;
    }

    /// <param name="entries">Entries of the stream's dictionary besides its length and filter.</param>
    public void Stream(int id, ReadOnlySpan<byte> entries, ReadOnlySpan<byte> content)
    {
        var dictionary = new PdfBuffer(entries.Length + 24);
        Compressed(id, dictionary.Raw(entries).Raw("/Filter/FlateDecode"u8).Written, Compress(content));
    }

    /// <param name="entries">Entries of the stream's dictionary besides its length, the filter that undoes the compression among them.</param>
    public void Compressed(int id, ReadOnlySpan<byte> entries, ReadOnlySpan<byte> compressed)
    {
        places[id] = new(1, file.Length, 0);
        file.Number(id).Raw(" 0 obj\n<<"u8).Raw(entries).Raw("/Length "u8).Number(compressed.Length).Raw(">>\nstream\n"u8);
        file.Raw(compressed).Raw("\nendstream\nendobj\n"u8);
    }

    public byte[] Finish(int catalog, int information)
    {
        FlushObjects();
        var id = Reserve();
        var start = file.Length;
        places[id] = new(1, start, 0);

        var table = new PdfBuffer(7 * places.Count);
        foreach (var (kind, where, index) in places)
        {
            table.Byte(kind).Byte((byte)(where >> 24)).Byte((byte)(where >> 16)).Byte((byte)(where >> 8)).Byte((byte)where);
            table.Byte((byte)(index >> 8)).Byte((byte)index);
        }
        var entries = new PdfBuffer();
        entries.Raw("/Type/XRef/W[1 4 2]/Size "u8).Number(places.Count).Raw("/Root "u8).Reference(catalog).Raw("/Info "u8).Reference(information);
        AppendFileIdentifier(entries);
        Stream(id, entries.Written, table.Written);
        return file.Raw("startxref\n"u8).Number(start).Raw("\n%%EOF\n"u8).ToArray();
    }

    /// <summary>The identifier comes from the content, so that the same invoice is the same file, byte for byte.</summary>
    private void AppendFileIdentifier(PdfBuffer entries)
    {
        var digest = Convert.ToHexString(SHA256.HashData(file.Written).AsSpan(0, 16));
        entries.Ascii($"/ID[<{digest}><{digest}>]");
    }

    private void FlushObjects()
    {
        if (packedObjects.Count == 0) return;
        var id = Reserve();
        var content = new PdfBuffer(packed.Length + 12 * packedObjects.Count);
        for (var i = 0; i < packedObjects.Count; i++)
        {
            content.Number(packedObjects[i].Id).Byte((byte)' ').Number(packedObjects[i].Offset).Byte((byte)' ');
            places[packedObjects[i].Id] = new(2, id, (ushort)i);
        }
        var first = content.Length;
        content.Raw(packed.Written);
        var entries = new PdfBuffer();
        entries.Raw("/Type/ObjStm/N "u8).Number(packedObjects.Count).Raw("/First "u8).Number(first);
        Stream(id, entries.Written, content.Written);
        packed.Clear();
        packedObjects.Clear();
    }

    private static byte[] Compress(ReadOnlySpan<byte> content)
    {
        using var compressed = new MemoryStream(content.Length / 2 + 64);
        using (var zlib = new ZLibStream(compressed, CompressionLevel.Fastest)) zlib.Write(content);
        return compressed.ToArray();
    }
}
