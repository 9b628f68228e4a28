using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;

namespace BillingPortal.Tests.Features.Invoicing.Pdf;

/// <summary>Reads a PDF the way a viewer does, from its cross-reference stream on, and gives back the text that one can copy from it.</summary>
internal sealed partial class PdfProbe
{
    private readonly byte[] file;
    private readonly string text;
    private readonly Dictionary<int, string> objects = [];
    private readonly Dictionary<int, byte[]> streams = [];

    public PdfProbe(byte[] file)
    {
        this.file = file;
        text = Encoding.Latin1.GetString(file);
        text.ShouldStartWith("%PDF-1.7\n");
        text.ShouldEndWith("%%EOF\n");
        ReadTable(int.Parse(StartOfTable().Match(text).Groups[1].Value));
    }

    public IEnumerable<string> Dictionaries => objects.Values;

    public int PageCount => objects.Values.Count(entry => entry.Contains("/Type/Page/"));

    /// <summary>The text of a page in drawing order, a line for each piece.</summary>
    public IReadOnlyList<string> PageTexts()
    {
        var maps = Fonts();
        return [.. objects.Values.Where(entry => entry.Contains("/Type/Page/")).Select(page => TextOf(streams[Reference(page, "Contents")], maps))];
    }

    /// <summary>What is drawn on each page, as it is written in the file.</summary>
    public IEnumerable<string> Contents => objects.Values.Where(entry => entry.Contains("/Type/Page/")).Select(page => Encoding.ASCII.GetString(streams[Reference(page, "Contents")]));

    /// <summary>The samples of the picture of this colour space; null where there is none.</summary>
    public byte[]? Picture(string colours) => objects.Where(entry => entry.Value.Contains("/Subtype/Image") && entry.Value.Contains($"/ColorSpace/{colours}")).Select(entry => streams[entry.Key]).SingleOrDefault();

    public string AllText => string.Join('\n', PageTexts());

    /// <summary>Where each piece of text begins, in points from the bottom left corner of its page.</summary>
    public IEnumerable<(double X, double Y)> Places =>
        from page in objects.Values.Where(entry => entry.Contains("/Type/Page/"))
        from Match place in Place().Matches(Encoding.ASCII.GetString(streams[Reference(page, "Contents")]))
        select (double.Parse(place.Groups[1].Value, CultureInfo.InvariantCulture), double.Parse(place.Groups[2].Value, CultureInfo.InvariantCulture));

    private void ReadTable(int at)
    {
        var size = int.Parse(Regex.Match(text[at..], @"/Size (\d+)").Groups[1].Value);
        var table = ReadStream(at, out _);
        table.Length.ShouldBe(7 * size);
        var packed = new List<(int Id, int Stream, int Index)>();
        for (var id = 1; id < size; id++)
        {
            var entry = table.AsSpan(7 * id, 7);
            var where = BinaryPrimitives.ReadInt32BigEndian(entry[1..]);
            if (entry[0] == 1) streams[id] = ReadStream(where, out _, id);
            else if (entry[0] == 2) packed.Add((id, where, BinaryPrimitives.ReadUInt16BigEndian(entry[5..])));
            else Assert.Fail($"Object {id} was reserved and never written.");
        }
        foreach (var stream in packed.GroupBy(place => place.Stream)) ReadPacked(stream.Key, [.. stream.OrderBy(place => place.Index).Select(place => place.Id)]);
    }

    private void ReadPacked(int stream, int[] ids)
    {
        var content = Encoding.Latin1.GetString(streams[stream]);
        var first = int.Parse(Regex.Match(objects[stream], @"/First (\d+)").Groups[1].Value);
        var numbers = content[..first].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse).ToArray();
        numbers.Length.ShouldBe(2 * ids.Length);
        for (var i = 0; i < ids.Length; i++)
        {
            numbers[2 * i].ShouldBe(ids[i]);
            var end = i + 1 < ids.Length ? first + numbers[2 * i + 3] : content.Length;
            objects[ids[i]] = content[(first + numbers[2 * i + 1])..end].Trim();
            objects[ids[i]].ShouldStartWith("<<");
            objects[ids[i]].ShouldEndWith(">>");
        }
    }

    private byte[] ReadStream(int at, out string entries, int? id = null)
    {
        var head = StreamHead().Match(text, at, Math.Min(2000, text.Length - at));
        head.Success.ShouldBeTrue();
        head.Index.ShouldBe(at);
        if (id is not null) int.Parse(head.Groups[1].Value).ShouldBe(id.Value);
        entries = objects[int.Parse(head.Groups[1].Value)] = head.Groups[2].Value;
        var length = int.Parse(head.Groups[3].Value);
        var start = head.Index + head.Length;
        text.Substring(start + length, 11).ShouldBe("\nendstream\n");
        using var zlib = new ZLibStream(new MemoryStream(file, start, length), CompressionMode.Decompress);
        using var content = new MemoryStream();
        zlib.CopyTo(content);
        return content.ToArray();
    }

    private Dictionary<string, Dictionary<string, string>> Fonts() =>
        Regex.Matches(objects.Values.Single(entry => entry.StartsWith("<</Font<<")), @"/(F\d+) (\d+) 0 R").ToDictionary(
            font => font.Groups[1].Value,
            font => Mapping().Matches(Encoding.ASCII.GetString(streams[Reference(objects[int.Parse(font.Groups[2].Value)], "ToUnicode")]))
                .ToDictionary(pair => pair.Groups[1].Value, pair => Encoding.BigEndianUnicode.GetString(Convert.FromHexString(pair.Groups[2].Value))));

    private static string TextOf(byte[] content, Dictionary<string, Dictionary<string, string>> fonts)
    {
        var (found, map) = (new StringBuilder(), fonts.Values.First());
        foreach (Match token in Token().Matches(Encoding.ASCII.GetString(content)))
        {
            if (token.Groups["font"].Success) map = fonts[token.Groups["font"].Value];
            else if (token.Groups["end"].Success) found.Append('\n');
            else foreach (var code in token.Groups["hex"].Value.Chunk(4)) found.Append(map[new string(code)]);
        }
        return found.ToString();
    }

    private static int Reference(string entry, string key) =>
        int.Parse(Regex.Match(entry, $@"/{key} (\d+) 0 R").Groups[1].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"startxref\n(\d+)\n%%EOF\n$")]
    private static partial Regex StartOfTable();

    [GeneratedRegex(@"\G(\d+) 0 obj\n<<(.*)/Filter/FlateDecode/Length (\d+)>>\nstream\n")]
    private static partial Regex StreamHead();

    [GeneratedRegex(@"BT (\S+) (\S+) Td")]
    private static partial Regex Place();

    [GeneratedRegex("<([0-9A-F]{4})><([0-9A-F]+)>")]
    private static partial Regex Mapping();

    [GeneratedRegex(@"/(?<font>F\d+) [\d.]+ Tf|<(?<hex>[0-9A-F]+)>|(?<end>ET)")]
    private static partial Regex Token();
}
