namespace BillingPortal.Features.Invoicing;

/// <summary>Who sells, as printed on every invoice. From the section <c>Seller</c> of the configuration.</summary>
public sealed class Seller
{
    public string Name { get; set; } = "";

    public string? Line1 { get; set; }

    public string? Line2 { get; set; }

    public string? City { get; set; }

    public string? Region { get; set; }

    public string? PostalCode { get; set; }

    public string Country { get; set; } = "";

    public string? Email { get; set; }

    /// <summary>As printed: "EIN 84-2917745".</summary>
    public string? TaxId { get; set; }

    public string? BrandColour { get; set; }

    /// <summary>The path of a PNG or JPEG, or the picture itself as <c>data:image/png;base64,…</c>; takes the place of mark and name at the head of invoices.</summary>
    public string? Logo { get; set; }

    /// <summary>Of the logo as it was read at the start.</summary>
    public string? LogoHash { get; internal set; }

    /// <summary>What invoices are printed on; where it is not said, what is usual at the buyer's.</summary>
    public Pdf.PaperSize? Paper { get; set; }

    /// <summary>What invoice numbers begin with: "BP" gives BP-2026-000001.</summary>
    public string InvoicePrefix { get; set; } = "BP";
}
