using BillingPortal.Features.Credits;
using BillingPortal.Features.Discounts;
using BillingPortal.Features.Plans;
using BillingPortal.Features.Taxes;
using BillingPortal.Shared;

namespace BillingPortal.Features.Invoicing;

public enum LineKind
{
    Plan,
    Proration,
    Overage,
    Credit,
    OneOff,
}

/// <summary>One line of a stored invoice, with what is needed to compute it again.</summary>
public sealed class InvoiceLine
{
    public Guid Id { get; private set; } = Guid.CreateVersion7();

    public required Guid InvoiceId { get; init; }

    public required int Position { get; init; }

    public required LineKind Kind { get; init; }

    public required string Description { get; init; }

    public Metric? Metric { get; init; }

    /// <summary>Of a credit line: taken off before tax, or paid after it.</summary>
    public CreditKind? Credit { get; init; }

    public required decimal Quantity { get; init; }

    /// <summary>In major units; null where tiers of several rates make the amount.</summary>
    public decimal? UnitAmount { get; init; }

    public required long Amount { get; init; }

    /// <summary>What the code takes off this line; the tax is on what is left.</summary>
    public required long DiscountAmount { get; init; }

    /// <summary>Whether the code covers the line; Stripe is told so on every line.</summary>
    public required bool IsDiscountable { get; init; }

    public required long TaxAmount { get; init; }

    public required DateTime PeriodStart { get; init; }

    public required DateTime PeriodEnd { get; init; }

    /// <summary>Formula, price version and usage behind the amount, as JSON.</summary>
    public required string Provenance { get; init; }

    /// <summary>Whether it bears the invoice's taxes: a line outside the scope of tax and what is paid after tax do not.</summary>
    public bool BearsTax => Credit != CreditKind.Prepaid && !LineProvenance.IsUntaxed(Provenance);

    /// <summary>Takes off what is too small to be collected; no grant pays it.</summary>
    public bool IsWaiver => Kind == LineKind.Credit && LineProvenance.IsWaiver(Provenance);

    public static InvoiceLine From(Guid invoiceId, int position, SummedLine summed, DiscountTerms? terms) => new()
    {
        InvoiceId = invoiceId, Position = position, Kind = summed.Line.Kind, Description = summed.Line.Description, Metric = summed.Line.Metric, Credit = summed.Line.Credit, Quantity = summed.Line.Quantity,
        UnitAmount = summed.Line.UnitAmount, Amount = summed.Line.Amount.Minor, DiscountAmount = summed.Discount.Minor, IsDiscountable = summed.Cut.IsCovered, TaxAmount = summed.Tax.Minor,
        PeriodStart = summed.Line.Period.Start, PeriodEnd = summed.Line.Period.End, Provenance = LineProvenance.Of(summed, terms),
    };
}

/// <summary>The tax of one jurisdiction and rate on an invoice: the sum of its lines' taxes, each rounded on its own.</summary>
public sealed class InvoiceTax
{
    public Guid Id { get; private set; } = Guid.CreateVersion7();

    public required Guid InvoiceId { get; init; }

    public required int Position { get; init; }

    public required string Jurisdiction { get; init; }

    public required string Name { get; init; }

    /// <summary>In percent, the taxable share already in it.</summary>
    public required decimal Percentage { get; init; }

    public required long TaxableAmount { get; init; }

    public required long Amount { get; init; }

    public required string Reason { get; init; }

    /// <summary>The tax as it was computed; the taxable share is in its percentage already.</summary>
    public TaxComponent Component => new(Jurisdiction, Name, Percentage, TaxableShare: 1, Reason);

    public static InvoiceTax From(Guid invoiceId, int position, TaxTotal tax) => new()
    {
        InvoiceId = invoiceId, Position = position, Jurisdiction = tax.Component.Jurisdiction, Name = tax.Component.Name, Percentage = tax.Component.Percentage,
        TaxableAmount = tax.TaxableAmount.Minor, Amount = tax.Amount.Minor, Reason = tax.Component.Reason,
    };
}
