using System.Net;
using BillingPortal.Tests.Testing;
using Microsoft.Playwright;

namespace BillingPortal.Tests.Browser;

/// <summary>A currency without decimals and one with three: the same amount on the screen, in the PDF, in the spreadsheet and on Stripe's wire.</summary>
[Collection(nameof(Browser))]
public sealed class CurrenciesTests(BrowserFixture browser)
{
    [Theory]
    [InlineData("jpy", 1_234, "¥2,468", "¥99", "¥2,567", "2468", "99", "2567", 2_567)]
    [InlineData("kwd", 12_340, "KWD 24.680", "KWD 0.990", "KWD 25.670", "24.680", "0.990", "25.670", 25_670)]
    public async Task An_invoice_reads_the_same_everywhere(string currency, long each, string subtotal, string tax, string total, string cellOfSubtotal, string cellOfTax, string cellOfTotal, long wire)
    {
        var team = await browser.App.TeamAsync($"In {currency}", currency: currency);
        using var finance = await browser.App.FinanceAsync();
        var invoice = (await finance.PostAsync("/billing-engine/invoices/generate", new { team_id = team.Id, kind = "one_off", lines = new[] { new { description = "Workshop", quantity = 2, unit_amount = each } } })).ShouldBe(HttpStatusCode.Created);

        (invoice.Text("status"), invoice.Text("currency")).ShouldBe(("open", currency));
        var stripes = await browser.App.StripeInvoiceAsync(invoice);
        (stripes.Number("total"), stripes.Number("amount_due"), stripes.Text("currency")).ShouldBe((wire, wire, currency));

        var pdf = await PdfText.OfAsync((await team.Owner.GetAsync($"/billing-engine/invoices/{invoice.Id()}/pdf")).Body);
        foreach (var amount in new[] { subtotal, tax, total }) pdf.ShouldContain(amount);

        var cells = (await team.Owner.GetAsync($"/billing-engine/invoices/csv?team_id={team.Id}")).BodyText.Split("\r\n")[1].Split(',');
        cells.Skip(6).ShouldBe([cellOfSubtotal, Zero(cellOfTotal), Zero(cellOfTotal), cellOfTax, cellOfTotal, Zero(cellOfTotal), cellOfTotal, Zero(cellOfTotal)]);

        await using var visitor = await browser.VisitAsync(Screen.Phone);
        await visitor.SignInAsync(team.Owner.Email);
        await visitor.GoToAsync($"/teams/{team.Id}/invoices/{invoice.Id()}");
        foreach (var amount in new[] { subtotal, tax, total }) await Assertions.Expect(visitor.Page.Locator("dl.sum dd").GetByText(amount, new() { Exact = true }).First).ToBeVisibleAsync();
        await visitor.ScreenshotAsync($"invoice-{currency}");
        await visitor.ShouldFitTheScreenAsync();
        visitor.ShouldHaveSeenNoFault();
    }

    private static string Zero(string like) => like.Contains('.', StringComparison.Ordinal) ? "0.000" : "0";
}
