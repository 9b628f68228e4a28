using BillingPortal.Features.Credits;
using BillingPortal.Features.Plans;
using BillingPortal.Features.Taxes;
using BillingPortal.Shared;

namespace BillingPortal.Features.Invoicing;

/// <summary>An invoice as the REST API writes it: whole minor units beside a currency.</summary>
public sealed record InvoiceView
{
    public required Guid Id { get; init; }

    public required string? Number { get; init; }

    public required InvoiceStatus Status { get; init; }

    public required Guid TeamId { get; init; }

    public required string? StripeInvoiceId { get; init; }

    public required string Currency { get; init; }

    public required DateTime PeriodStart { get; init; }

    public required DateTime PeriodEnd { get; init; }

    public required IReadOnlyList<InvoiceLineView> Lines { get; init; }

    public required long Subtotal { get; init; }

    public required long DiscountTotal { get; init; }

    public string? DiscountName { get; init; }

    public required long PromotionalTotal { get; init; }

    public required long PrepaidTotal { get; init; }

    public required long TaxTotal { get; init; }

    public required IReadOnlyList<InvoiceTaxView> Taxes { get; init; }

    public required long Total { get; init; }

    public required long AmountDue { get; init; }

    public required long AmountPaid { get; init; }

    public string? StripeNumber { get; init; }

    public DateTime? IssuedAt { get; init; }

    public DateTime? PaidAt { get; init; }

    public string? PaidWith { get; init; }

    public string? HeldBecause { get; init; }

    public string? PdfUrl { get; init; }

    public Money In(long minor) => new(minor, new(Currency.ToUpperInvariant()));

    public static InvoiceView Of(Invoice invoice) => new()
    {
        Id = invoice.Id, Number = invoice.Number, Status = invoice.Status, TeamId = invoice.TeamId, StripeInvoiceId = invoice.StripeInvoiceId, Currency = invoice.Currency.Wire,
        PeriodStart = invoice.PeriodStart, PeriodEnd = invoice.PeriodEnd, Lines = [.. invoice.Lines.OrderBy(line => line.Position).Select(line => InvoiceLineView.Of(line, invoice))],
        Subtotal = invoice.Subtotal, DiscountTotal = invoice.DiscountTotal, DiscountName = invoice.DiscountName, PromotionalTotal = invoice.PromotionalTotal, PrepaidTotal = invoice.PrepaidTotal, TaxTotal = invoice.TaxTotal,
        Taxes = [.. invoice.Taxes.OrderBy(tax => tax.Position).Select(InvoiceTaxView.Of)], Total = invoice.Total, AmountDue = invoice.AmountDue, AmountPaid = invoice.AmountPaid,
        StripeNumber = invoice.StripeNumber, IssuedAt = invoice.IssuedAt, PaidAt = invoice.PaidAt, PaidWith = invoice.PaidWith, HeldBecause = invoice.HeldBecause,
        PdfUrl = invoice.IsIssued ? $"/billing-engine/invoices/{invoice.Id}/pdf" : null,
    };

    /// <summary>An invoice that is not stored: a preview, as if it closed now.</summary>
    public static InvoiceView Preview(InvoiceSum sum, Guid teamId, Period period) => new()
    {
        Id = Guid.Empty, Number = null, Status = InvoiceStatus.Draft, TeamId = teamId, StripeInvoiceId = null, Currency = sum.Currency.Wire, PeriodStart = period.Start, PeriodEnd = period.End,
        Lines = [.. sum.Lines.Select(line => InvoiceLineView.Of(line, sum))], Subtotal = sum.Subtotal.Minor, DiscountTotal = sum.DiscountTotal.Minor, DiscountName = sum.Discount?.Terms.Name, PromotionalTotal = sum.PromotionalTotal.Minor,
        PrepaidTotal = sum.PrepaidTotal.Minor, TaxTotal = sum.TaxTotal.Minor, Taxes = [.. sum.Taxes.Select(InvoiceTaxView.Of)], Total = sum.Total.Minor, AmountDue = sum.AmountDue.Minor, AmountPaid = 0,
    };
}

/// <param name="UnitAmountDecimal">In minor units, with fractions; absent where tiers of several rates make the amount.</param>
public sealed record InvoiceLineView(
    Guid Id, LineKind Kind, string Description, string? Metric, decimal Quantity, decimal? UnitAmountDecimal, long Amount, long DiscountAmount, DateTime PeriodStart, DateTime PeriodEnd,
    IReadOnlyList<LineTaxRateView> TaxRates, long TaxAmount, CreditKind? Credit = null)
{
    public static InvoiceLineView Of(InvoiceLine line, Invoice invoice) => new(
        line.Id, line.Kind, line.Description, line.Metric?.Wire(), Plain(line.Quantity), Minor(line.UnitAmount, invoice.Currency), line.Amount, line.DiscountAmount, line.PeriodStart, line.PeriodEnd,
        line.BearsTax ? [.. invoice.Taxes.OrderBy(tax => tax.Position).Select(tax => new LineTaxRateView(tax.Jurisdiction, Plain(tax.Percentage)))] : [], line.TaxAmount, line.Credit);

    public static InvoiceLineView Of(SummedLine summed, InvoiceSum sum) => new(
        Guid.Empty, summed.Line.Kind, summed.Line.Description, summed.Line.Metric?.Wire(), Plain(summed.Line.Quantity), Minor(summed.Line.UnitAmount, sum.Currency), summed.Line.Amount.Minor, summed.Discount.Minor,
        summed.Line.Period.Start, summed.Line.Period.End, [.. summed.Taxes.Select(tax => new LineTaxRateView(tax.Component.Jurisdiction, Plain(tax.Component.Percentage)))], summed.Tax.Minor, summed.Line.Credit);

    /// <summary>Without the trailing zeros that a database's scale adds.</summary>
    internal static decimal Plain(decimal value) => value / 1.0000000000000000000000000000m;

    private static decimal? Minor(decimal? major, Currency currency) => major is { } unit ? Plain(unit / new Money(1, currency).Major) : null;
}

public sealed record LineTaxRateView(string Jurisdiction, decimal Percentage);

public sealed record InvoiceTaxView(string Jurisdiction, string Name, decimal Percentage, long TaxableAmount, long Amount, string Reason)
{
    public static InvoiceTaxView Of(InvoiceTax tax) => new(tax.Jurisdiction, tax.Name, InvoiceLineView.Plain(tax.Percentage), tax.TaxableAmount, tax.Amount, tax.Reason);

    public static InvoiceTaxView Of(TaxTotal tax) =>
        new(tax.Component.Jurisdiction, tax.Component.Name, InvoiceLineView.Plain(tax.Component.Percentage), tax.TaxableAmount.Minor, tax.Amount.Minor, tax.Component.Reason);
}
