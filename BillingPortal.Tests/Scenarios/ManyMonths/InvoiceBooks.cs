using BillingPortal.Features.Invoicing;
using BillingPortal.Tests.Features.Invoicing;

namespace BillingPortal.Tests.Scenarios.ManyMonths;

/// <summary>One invoice on its own: it adds up, and computed again from what stands behind its lines it is the same to the cent.</summary>
internal static class InvoiceBooks
{
    public static string Told(Invoice invoice) => $"{invoice.Reason} {invoice.Number ?? invoice.Id.ToString()} of {invoice.PeriodStart:d}, {invoice.Status}, {invoice.Step}";

    public static void ShouldHold(Invoice invoice, DateTime now, string when)
    {
        var told = $"{when}: {Told(invoice)}";
        invoice.Step.ShouldNotBe(DraftStep.Held, $"{told}: {invoice.HeldBecause}");
        if (invoice.Status == InvoiceStatus.Draft) (now - invoice.CompleteAt).ShouldBeLessThan(TimeSpan.FromHours(3), $"{told} is overdue");
        if (invoice.Status is InvoiceStatus.Void or InvoiceStatus.Draft) return;

        ShouldAddUp(invoice, told);
        ShouldBeWhatItsProvenanceSays(invoice, told);
        invoice.AmountPaid.ShouldBe(invoice.Status == InvoiceStatus.Paid ? invoice.AmountDue : 0, told);
    }

    private static void ShouldAddUp(Invoice invoice, string told)
    {
        long[] totals = [invoice.Subtotal, invoice.DiscountTotal, invoice.PromotionalTotal, invoice.PrepaidTotal, invoice.Total, invoice.AmountDue];
        totals.Min().ShouldBeGreaterThanOrEqualTo(0, told);
        // Who has moved is given back the tax of the old place, which may be more than the new place charges; nothing else brings a tax below zero.
        var givenBack = invoice.Lines.Where(line => line is { Kind: LineKind.Proration, Amount: < 0 }).Sum(line => line.TaxAmount);
        invoice.TaxTotal.ShouldBeGreaterThanOrEqualTo(givenBack, told);
        if (invoice.Reason != InvoiceReason.Change) invoice.Taxes.ShouldAllBe(tax => tax.Amount >= 0, told);
        invoice.Total.ShouldBe(invoice.Subtotal - invoice.DiscountTotal - invoice.PromotionalTotal + invoice.TaxTotal, told);
        invoice.AmountDue.ShouldBe(invoice.Total - invoice.PrepaidTotal, told);
        invoice.Lines.Sum(line => line.Amount - line.DiscountAmount + line.TaxAmount).ShouldBe(invoice.AmountDue, told);
        invoice.Lines.Sum(line => line.TaxAmount).ShouldBe(invoice.Taxes.Sum(tax => tax.Amount), told);
        invoice.Lines.Where(line => line.Kind == LineKind.Overage).GroupBy(line => (line.Metric, line.PeriodStart)).ShouldAllBe(lines => lines.Count() == 1, told);
        invoice.Lines.Count(line => line.Kind == LineKind.Plan).ShouldBeLessThanOrEqualTo(1, told);
    }

    private static void ShouldBeWhatItsProvenanceSays(Invoice invoice, string told)
    {
        var lines = invoice.Lines.OrderBy(line => line.Position).ToList();
        var again = ProvenanceEvaluator.Evaluate(lines.Select(line => line.Provenance));
        again.Lines.Select(line => (line.Amount, line.Discount, line.Tax)).ShouldBe(lines.Select(line => (line.Amount, line.DiscountAmount, line.TaxAmount)), told);
        (again.Subtotal, again.Discount, again.Promotional, again.Prepaid, again.Tax, again.Total, again.AmountDue).ShouldBe(
            (invoice.Subtotal, invoice.DiscountTotal, invoice.PromotionalTotal, invoice.PrepaidTotal, invoice.TaxTotal, invoice.Total, invoice.AmountDue), told);
    }
}
