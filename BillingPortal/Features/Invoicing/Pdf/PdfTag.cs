namespace BillingPortal.Features.Invoicing.Pdf;

/// <summary>An element of the document's logical structure, which is what a screen reader reads: a heading, a table, a cell.</summary>
internal sealed class PdfTag(string type, PdfTag? parent, int id)
{
    private readonly List<Kid> kids = [];
    private PdfPage? page;

    /// <summary>Either an element below, or a piece of marked content on a page.</summary>
    private readonly record struct Kid(PdfTag? Below, PdfPage? Page, int Mark);

    public int Id => id;
    public string Type => type;

    /// <summary>What is said instead of what is seen; of a figure.</summary>
    public string? Alternative { get; init; }

    public void Add(PdfTag below) => kids.Add(new(below, null, 0));

    public void Add(PdfPage on, int mark)
    {
        page ??= on;
        kids.Add(new(null, on, mark));
    }

    public void Write(PdfFile file, int root)
    {
        var tag = file.Object(id).Raw("<</S/"u8).Ascii(type).Raw("/P "u8).Reference(parent?.Id ?? root);
        if (page is not null) tag.Raw("/Pg "u8).Reference(page.Id);
        if (type == "TH") tag.Raw("/A<</O/Table/Scope/Column>>"u8);
        if (Alternative is not null) tag.Raw("/Alt"u8).Text(Alternative);
        tag.Raw("/K["u8);
        foreach (var kid in kids)
        {
            if (kid.Below is not null) tag.Reference(kid.Below.Id);
            else if (kid.Page == page) tag.Number(kid.Mark);
            else tag.Raw("<</Type/MCR/Pg "u8).Reference(kid.Page!.Id).Raw("/MCID "u8).Number(kid.Mark).Raw(">>"u8);
            tag.Byte((byte)' ');
        }
        tag.Raw("]>>"u8);
        foreach (var kid in kids) kid.Below?.Write(file, root);
    }
}
