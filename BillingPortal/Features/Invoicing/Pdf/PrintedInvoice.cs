using BillingPortal.Shared;

namespace BillingPortal.Features.Invoicing.Pdf;

/// <summary>All that stands on a printed invoice, or on a credit note, which has the same shape.</summary>
public sealed record PrintedInvoice
{
    /// <summary>What the document is called: "Invoice", "Tax invoice" where the law wants that word, "Credit note".</summary>
    public string Title { get; init; } = "Invoice";

    public required string Number { get; init; }

    /// <summary>UTC; the day is printed, the instant becomes the file's creation date.</summary>
    public required DateTime IssuedAt { get; init; }

    public required PrintedSeller Seller { get; init; }
    public required PrintedBuyer Buyer { get; init; }
    public Period? Period { get; init; }
    public string? PurchaseOrder { get; init; }

    /// <summary>The number of the invoice that a credit note corrects.</summary>
    public string? Corrects { get; init; }

    public DateOnly? DueOn { get; init; }

    /// <summary>BCP 47; tells a screen reader how to speak.</summary>
    public string Language { get; init; } = "en";

    public required IReadOnlyList<PrintedLine> Lines { get; init; }
    public required Money Subtotal { get; init; }

    /// <summary>Negative amounts, each with its name: "Code WELCOME10, 10 % off the plan".</summary>
    public IReadOnlyList<PrintedReduction> Discounts { get; init; } = [];

    /// <summary>Negative amounts that lower what is taxed.</summary>
    public IReadOnlyList<PrintedReduction> PromotionalCredits { get; init; } = [];

    public IReadOnlyList<PrintedTax> Taxes { get; init; } = [];
    public required Money Total { get; init; }

    /// <summary>Negative amounts that pay after tax.</summary>
    public IReadOnlyList<PrintedReduction> PrepaidCredits { get; init; } = [];

    /// <summary>What the last sum is called: "Amount due"; on a credit note "Credited".</summary>
    public string AmountDueName { get; init; } = "Amount due";

    public required Money AmountDue { get; init; }
    public PrintedPayment? Payment { get; init; }

    public PaperSize Paper { get; init; }

    /// <summary>Where it is paid; null where nothing is to be paid.</summary>
    public Uri? PayLink { get; init; }

    /// <summary>Required wording ("Reverse charge") and remarks, a paragraph each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <param name="BrandName">Stands beside the mark at the top; the legal name where there is none.</param>
/// <param name="BrandColour">"#0b5a75"; the portal's petrol where there is none.</param>
/// <param name="Registrations">"EIN 84-2917745", "VAT DE123456789".</param>
/// <param name="Contact">Where questions go; stands in the footer.</param>
/// <param name="Logo">The hash of the <see cref="Pdf.Logo"/> that stands in place of mark and brand.</param>
public sealed record PrintedSeller(
    string Name, IReadOnlyList<string> AddressLines, IReadOnlyList<string> Registrations, string? Contact = null, string? BrandName = null, string? BrandColour = null, string? Logo = null);

/// <param name="TaxIds">"VAT FR40303265045".</param>
public sealed record PrintedBuyer(string Name, IReadOnlyList<string> AddressLines, IReadOnlyList<string> TaxIds);

/// <param name="Detail">Follows the period: "highest 259", "started GiB".</param>
/// <param name="Rate">Per unit, in major units; none where tiers make the price.</param>
/// <param name="TaxPercents">8.875 is 8.875 %; empty where the line is not taxed.</param>
public sealed record PrintedLine(
    string Description, Period? Period, decimal? Quantity, decimal? Rate, IReadOnlyList<decimal> TaxPercents, Money Amount, string? Detail = null);

public sealed record PrintedReduction(string Name, Money Amount);

/// <param name="Name">"Sales tax NY", "VAT Germany".</param>
/// <param name="Reason">Why nothing is charged: "Reverse charge", "exempt".</param>
public sealed record PrintedTax(string Name, decimal Percent, Money Taxable, Money Amount, string? Reason = null);

/// <param name="Method">"Visa •••• 4242".</param>
public sealed record PrintedPayment(DateOnly On, string? Method, Money Amount);
