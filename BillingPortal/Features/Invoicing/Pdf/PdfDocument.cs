using System.Globalization;
using System.Security;
using System.Text;

namespace BillingPortal.Features.Invoicing.Pdf;

/// <summary>The parts of a tagged document: its pages, the fonts that they use, its structure, title and language.</summary>
internal sealed class PdfDocument
{
    private readonly FontSet faces;
    private readonly PdfFile file = new();
    private readonly PdfFont?[] fonts;
    private readonly List<PdfPage> pages = [];
    private readonly int structure;
    private readonly PdfImage? picture;

    /// <param name="picture">What its pages may draw with <see cref="PdfPage.Picture"/>.</param>
    public PdfDocument(FontSet faces, PaperSize paper, PdfImage? picture = null)
    {
        (this.faces, Paper, this.picture) = (faces, paper, picture);
        fonts = new PdfFont?[faces.Count];
        structure = file.Reserve();
        Root = new("Document", null, file.Reserve());
    }

    public PdfTag Root { get; }
    public PaperSize Paper { get; }
    public IReadOnlyList<PdfPage> Pages => pages;

    public PdfPage AddPage()
    {
        pages.Add(new(this, faces, file.Reserve()));
        return pages[^1];
    }

    public PdfTag Tag(string type, PdfTag parent, string? alternative = null)
    {
        var tag = new PdfTag(type, parent, file.Reserve()) { Alternative = alternative };
        parent.Add(tag);
        return tag;
    }

    public PdfFont FontOf(byte face) => fonts[face] ??= new(faces.Face(face), $"F{face}", file.Reserve());

    public byte[] Finish(string title, string author, string language, DateTime createdAt)
    {
        var (catalog, information, metadata, tree, resources) = (file.Reserve(), file.Reserve(), file.Reserve(), file.Reserve(), file.Reserve());
        for (var i = 0; i < pages.Count; i++) pages[i].Write(file, tree, resources, i);
        WriteResources(resources);
        WriteStructure();

        var list = file.Object(tree).Raw("<</Type/Pages/Count "u8).Number(pages.Count).Raw("/Kids["u8);
        foreach (var page in pages) list.Reference(page.Id).Byte((byte)' ');
        list.Raw("]>>"u8);

        file.Object(catalog).Raw("<</Type/Catalog/Pages "u8).Reference(tree).Raw("/Metadata "u8).Reference(metadata).Raw("/StructTreeRoot "u8).Reference(structure)
            .Raw("/MarkInfo<</Marked true>>/ViewerPreferences<</DisplayDocTitle true>>/Lang"u8).Text(language).Raw(">>"u8);
        file.Object(information).Raw("<</Title"u8).Text(title).Raw("/Author"u8).Text(author)
            .Ascii(string.Create(CultureInfo.InvariantCulture, $"/CreationDate(D:{createdAt:yyyyMMddHHmmss}Z)>>"));
        file.Stream(metadata, "/Type/Metadata/Subtype/XML"u8, Metadata(title, author, language, createdAt));
        return file.Finish(catalog, information);
    }

    private void WriteResources(int resources)
    {
        var used = fonts.OfType<PdfFont>().ToArray();
        var pictured = picture is null ? 0 : file.Reserve();
        var list = file.Object(resources).Raw("<</Font<<"u8);
        foreach (var font in used) list.Byte((byte)'/').Ascii(font.Name).Byte((byte)' ').Reference(font.Id);
        list.Raw(">>"u8);
        if (picture is not null) list.Raw("/XObject<</"u8).Ascii(PdfImage.Name).Byte((byte)' ').Reference(pictured).Raw(">>"u8);
        list.Raw(">>"u8);
        picture?.Write(file, pictured);
        foreach (var font in used) font.Write(file);
    }

    private void WriteStructure()
    {
        var root = file.Object(structure).Raw("<</Type/StructTreeRoot/K "u8).Reference(Root.Id).Raw("/ParentTreeNextKey "u8).Number(pages.Count).Raw("/ParentTree<</Nums["u8);
        for (var i = 0; i < pages.Count; i++) pages[i].WriteMarks(root.Number(i));
        root.Raw("]>>>>"u8);
        Root.Write(file, structure);
    }

    private static byte[] Metadata(string title, string author, string language, DateTime createdAt)
    {
        var created = createdAt.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        return Encoding.UTF8.GetBytes($"""
            <?xpacket begin="{'\uFEFF'}" id="W5M0MpCehiHzreSzNTczkc9d"?>
            <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""
             xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/">
            <dc:title><rdf:Alt><rdf:li xml:lang="x-default">{Xml(title)}</rdf:li></rdf:Alt></dc:title><dc:creator><rdf:Seq><rdf:li>{Xml(author)}</rdf:li></rdf:Seq></dc:creator>
            <dc:language><rdf:Bag><rdf:li>{Xml(language)}</rdf:li></rdf:Bag></dc:language><xmp:CreateDate>{created}</xmp:CreateDate>
            </rdf:Description></rdf:RDF></x:xmpmeta>
            <?xpacket end="r"?>
            """);
    }

    /// <summary>Escaped, and without the characters that XML cannot hold at all.</summary>
    private static string Xml(string text) =>
        SecurityElement.Escape(string.Concat(text.EnumerateRunes().Where(rune => !Rune.IsControl(rune) && rune.Value is not (0xFFFE or 0xFFFF))));
}
