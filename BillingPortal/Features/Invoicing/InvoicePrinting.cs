using BillingPortal.Features.Invoicing.Pdf;
using BillingPortal.Shared;

namespace BillingPortal.Features.Invoicing;

/// <summary>What of an issued invoice stands on paper.</summary>
public static class InvoicePrinting
{
    /// <summary>For the screen: with what has happened since.</summary>
    public static PrintedInvoice Print(Invoice invoice) => Print(invoice, InvoiceParties.Read(invoice.Parties!), null);

    /// <summary>For the PDF: as it was issued, whatever has happened since.</summary>
    public static PrintedInvoice PrintAsIssued(Invoice invoice, Uri? payLink)
    {
        var printed = Print(invoice, InvoiceParties.Read(invoice.Parties!), payLink);
        return invoice.PaidAt <= invoice.IssuedAt ? printed : printed with { Payment = null };
    }

    /// <summary>A draft for the screen: it has no number, and its parties are those of today.</summary>
    public static PrintedInvoice PrintDraft(Invoice draft, InvoiceParties parties) => Print(draft, parties, null);

    private static PrintedInvoice Print(Invoice invoice, InvoiceParties parties, Uri? payLink) => new()
    {
        Number = invoice.Number ?? "not issued yet",
        IssuedAt = invoice.IssuedAt ?? invoice.CreatedAt,
        Title = TaxWording.Title(invoice),
        Seller = TaxWording.Seller(invoice, parties.Seller),
        Buyer = parties.Buyer,
        Period = invoice.Reason == InvoiceReason.OneOff ? null : invoice.Period,
        PayLink = payLink,
        Paper = parties.Paper,
        PurchaseOrder = parties.PurchaseOrder,
        Language = parties.Language,
        Lines = [.. invoice.Lines.Where(line => line.Kind != LineKind.Credit).OrderBy(line => line.Position).Select(line => Line(line, invoice))],
        Subtotal = new(invoice.Subtotal, invoice.Currency),
        Discounts = invoice.DiscountName is { } discount ? [new(discount, new(-invoice.DiscountTotal, invoice.Currency))] : [],
        PromotionalCredits = Reduction(invoice.Lines.Any(line => line.IsWaiver) ? $"Not collected, below {SmallestCharge.In(invoice.Currency)}" : "Promotional credit", invoice.PromotionalTotal, invoice.Currency),
        Taxes = [.. invoice.Taxes.OrderBy(tax => tax.Position).Select(tax => new PrintedTax(
            tax.Name, tax.Percentage, new(tax.TaxableAmount, invoice.Currency), new(tax.Amount, invoice.Currency), TaxWording.For(tax.Reason)))],
        Total = new(invoice.Total, invoice.Currency),
        PrepaidCredits = Reduction("Prepaid credit", invoice.PrepaidTotal, invoice.Currency),
        AmountDue = invoice.Due,
        Payment = invoice is { PaidAt: { } paidAt, AmountPaid: > 0 } ? new(DateOnly.FromDateTime(paidAt), invoice.PaidWith, new(invoice.AmountPaid, invoice.Currency)) : null,
        Notes = TaxWording.Notes(invoice),
    };

    private static PrintedReduction[] Reduction(string name, long amount, Currency currency) => amount == 0 ? [] : [new(name, new(-amount, currency))];

    private static PrintedLine Line(InvoiceLine line, Invoice invoice) => new(
        line.Description, line.Kind == LineKind.OneOff ? null : new(line.PeriodStart, line.PeriodEnd), line.Quantity, line.UnitAmount,
        line.BearsTax ? [.. invoice.Taxes.Where(tax => tax.Percentage > 0).OrderBy(tax => tax.Position).Select(tax => tax.Percentage)] : [], new(line.Amount, invoice.Currency));
}
