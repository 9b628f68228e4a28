using BillingPortal.Features.Invoicing;
using BillingPortal.Tests.Features.Invoicing.Pdf;
using BillingPortal.Tests.Testing;
using Bunit;

namespace BillingPortal.Tests.Features.Invoicing;

public sealed class InvoicePaperTests : RenderPage
{
    [Fact]
    public void Every_line_stands_on_the_page_as_it_stands_in_the_PDF()
    {
        var invoice = PrintedInvoices.WithEverything();

        var paper = Render<InvoicePaper>(p => p.Add(i => i.Invoice, invoice));

        var rows = paper.FindAll("tbody tr");
        rows.Count.ShouldBe(invoice.Lines.Count);
        foreach (var (row, line) in rows.Zip(invoice.Lines))
        {
            row.TextContent.ShouldContain(line.Description);
            row.QuerySelector(".amount")!.TextContent.ShouldBe(line.Amount.ToString());
        }
    }

    [Fact]
    public void The_totals_come_in_the_order_of_the_computation()
    {
        var invoice = PrintedInvoices.WithEverything();

        var names = Render<InvoicePaper>(p => p.Add(i => i.Invoice, invoice)).FindAll("dl.sum dt").Select(name => name.TextContent).ToList();

        names[0].ShouldBe("Subtotal");
        names.IndexOf("Total").ShouldBe(1 + invoice.Discounts.Count + invoice.PromotionalCredits.Count + invoice.Taxes.Count);
        names.IndexOf("Amount due").ShouldBe(names.IndexOf("Total") + 1 + invoice.PrepaidCredits.Count);
    }
}
