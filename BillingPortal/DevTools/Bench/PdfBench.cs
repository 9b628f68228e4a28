using BillingPortal.Features.Invoicing.Pdf;
using BillingPortal.Shared;

namespace BillingPortal.DevTools.Bench;

/// <summary><c>bench pdf</c>: invoices printed with the embedded font, short and long; one thread, as a request does it.</summary>
internal static class PdfBench
{
    private const int Rounds = 5;

    public static async Task RunAsync(BenchRoom room)
    {
        var pdf = room.Services.GetRequiredService<InvoicePdf>();
        foreach (var (lines, target, count) in new[] { (15, 1.0, 2_000), (500, 10.0, 100) })
        {
            var invoice = Invoice(lines);
            var size = pdf.Render(invoice).Length;
            var figure = await room.Report.CompareAsync("PDFs", Rounds, new($"{lines} lines, {size / 1024.0:0.0} KiB", () => Task.FromResult(Print(pdf, invoice, count))));
            await room.Report.SayAsync($"  {figure.OwnMicroseconds / 1000:0.000} ms CPU each; the target is {target:0} ms{(figure.OwnMicroseconds / 1000 <= target ? "" : ": MISSED")}");
        }
    }

    private static long Print(InvoicePdf pdf, PrintedInvoice invoice, int count)
    {
        for (var n = 0; n < count; n++) pdf.Render(invoice);
        return count;
    }

    private static PrintedInvoice Invoice(int lines)
    {
        var october = Period.Month(new(2026, 9, 29, 0, 0, 0, DateTimeKind.Utc), 0);
        return new()
        {
            Number = "BP-2026-000418", IssuedAt = october.End, Period = october, PurchaseOrder = "NR-2291",
            Seller = new("BillingPortal Inc.", ["548 Market Street", "San Francisco, CA 94104"], ["EIN 84-2917745"], "billing@billingportal.example", "BillingPortal"),
            Buyer = new("Northwind Robotics LLC", ["41 Flushing Ave", "Brooklyn, NY 11205"], ["VAT FR40303265045"]),
            Lines = [.. Enumerable.Range(1, lines).Select(n => new PrintedLine($"API calls above {n * 1000:N0}", october, 62_310 + n, 0.0004m, [8.875m], Money.Usd(24_92 + n), "highest 259"))],
            Subtotal = Money.Usd(36_32), Discounts = [new("Code WELCOME10, 10 % off the plan", Money.Usd(-1_00))], PromotionalCredits = [new("Promotional credit", Money.Usd(-5_00))],
            Taxes = [new("New York sales tax", 8.875m, Money.Usd(30_32), Money.Usd(2_69))], Total = Money.Usd(33_01), PrepaidCredits = [new("Prepaid credit", Money.Usd(-10_00))], AmountDue = Money.Usd(23_01),
            Notes = ["Tax is charged at the rate of the billing address."],
        };
    }
}
