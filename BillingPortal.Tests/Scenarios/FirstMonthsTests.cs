using System.Text.Json;
using BillingPortal.Features.Invoicing;
using BillingPortal.Tests.Testing;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Tests.Scenarios;

/// <summary>A team signs up, uses the product, pays, and gets an invoice a month.</summary>
[OnEveryDatabase]
public sealed class FirstMonthsTests(BillingApp app) : IClassFixture<BillingApp>
{
    [Fact]
    public async Task A_team_that_upgrades_pays_what_was_shown_and_has_its_invoice_at_once()
    {
        var team = await app.TeamAsync();
        await team.TrackAsync("api_calls", 1_500);

        var preview = (await team.Owner.PostAsync($"/standalone-teams/{team.Id}/billing/upgrade", new { plan = "starter", dry_run = true })).Ok();
        preview.Text("status").ShouldBe("preview");
        (await team.PlanAsync()).ShouldBe("free");
        var upgraded = (await team.Owner.PostAsync(
            $"/standalone-teams/{team.Id}/billing/upgrade", new { plan = "starter", payment_method = "pm_card_visa", preview_token = preview.Text("preview_token") })).Ok();

        upgraded.Text("status").ShouldBe("active");
        var invoice = (await team.InvoicesAsync()).ShouldHaveSingleItem();
        ShouldBe(invoice, subtotal: 10_00, tax: 40, due: 10_40);
        invoice.Text("status").ShouldBe("paid");
        invoice.Number("amount_paid").ShouldBe(10_40);
        preview.GetProperty("invoice").Number("amount_due").ShouldBe(10_40);
        invoice.List("taxes").ShouldHaveSingleItem().Text("jurisdiction").ShouldBe("US-NY");
        (await app.StripeInvoiceAsync(invoice)).Number("total").ShouldBe(10_40);
        await ShouldHaveBeenChargedAsync(team, 10_40);
    }

    [Fact]
    public async Task Usage_of_the_free_days_counts_on_in_the_first_paid_period()
    {
        var team = await app.TeamAsync();
        await team.TrackAsync("api_calls", 1_500);
        await team.TrackAsync("contexts", 4);

        await team.UpgradeAsync("pm_card_visa");

        (await team.UsageOfAsync("api_calls")).Number("used").ShouldBe(1_500);
        (await team.UsageOfAsync("contexts")).Number("used").ShouldBe(4);
        (await team.UsageOfAsync("api_calls")).Number("limit").ShouldBe(250_000);
    }

    [Fact]
    public async Task After_a_month_the_second_invoice_is_collected_mailed_and_can_be_read_without_signing_in()
    {
        var team = await app.StarterTeamAsync("Renewing");

        await app.AdvanceAsync(days: 32);

        var invoices = await team.InvoicesAsync();
        invoices.Count.ShouldBe(2);
        ShouldBe(invoices[1], subtotal: 10_00, tax: 40, due: 10_40);
        invoices[1].Text("status").ShouldBe("paid");
        await ShouldHaveBeenChargedAsync(team, 10_40, 10_40);
        var mail = (await team.EmailsAsync()).First(mail => mail.Text("kind") is "invoice" or "receipt" && mail.Text("html").Contains(invoices[1].Text("number"), StringComparison.Ordinal));
        var pdf = await app.Client.GetAsync(LinkToPdf(mail));
        pdf.MediaType.ShouldBe("application/pdf");
        (await PdfText.OfAsync(pdf.Body)).ShouldContain(invoices[1].Text("number"));
    }

    [Fact]
    public async Task What_was_used_above_the_limit_stands_on_the_renewal_in_one_line()
    {
        var team = await app.StarterTeamAsync("Busy");
        (await team.TrackAsync("api_calls", 300_000)).Text("status").ShouldBe("accepted");

        await app.AdvanceAsync(days: 32);

        var renewal = (await team.InvoicesAsync())[1];
        var overage = renewal.List("lines").Where(line => line.Text("kind") == "overage").ShouldHaveSingleItem();
        overage.Text("metric").ShouldBe("api_calls");
        overage.Number("quantity").ShouldBe(50_000);
        overage.Number("amount").ShouldBe(20_00);
        ShouldBe(renewal, subtotal: 30_00, tax: 1_20, due: 31_20);
        (await app.StripeInvoiceAsync(renewal)).Number("total").ShouldBe(31_20);
        (await team.UsageOfAsync("api_calls")).Number("used").ShouldBe(0);
    }

    [Fact]
    public async Task Three_months_at_once_give_three_more_invoices_without_a_gap_in_time_or_number()
    {
        var team = await app.StarterTeamAsync("Patient");
        var anchor = (await team.InvoicesAsync())[0].List("lines").Single().Time("period_start");

        await app.AdvanceAsync(days: 32);
        await app.AdvanceAsync(anchor.AddMonths(4).AddHours(3) - app.Now);

        var invoices = await team.InvoicesAsync();
        invoices.Count.ShouldBe(5);
        invoices.ShouldAllBe(invoice => invoice.Text("status") == "paid");
        var periods = invoices.Select(invoice => invoice.List("lines").Single(line => line.Text("kind") == "plan")).ToList();
        periods.Select(line => line.Time("period_start")).ShouldBe(Enumerable.Range(0, 5).Select(n => anchor.AddMonths(n)));
        periods.Select(line => line.Time("period_end")).ShouldBe(Enumerable.Range(1, 5).Select(n => anchor.AddMonths(n)));
        await NumbersShouldHaveNoGapAsync();
    }

    private async Task NumbersShouldHaveNoGapAsync()
    {
        await using var db = await app.DatabaseAsync();
        var numbers = await db.Invoices.Where(invoice => invoice.Number != null).Select(invoice => invoice.Number!).ToListAsync();

        foreach (var series in numbers.GroupBy(number => number[..number.LastIndexOf('-')], number => int.Parse(number[(number.LastIndexOf('-') + 1)..])))
            series.Order().ShouldBe(Enumerable.Range(1, series.Count()), series.Key);
    }

    private async Task ShouldHaveBeenChargedAsync(TestTeam team, params long[] amounts)
    {
        var customer = (await team.Owner.GetAsync($"/standalone-teams/{team.Id}")).Ok().Text("stripe_customer_id");
        var charges = (await app.Stripe.GetAsync($"/v1/charges?customer={customer}&limit=100")).Ok().List("data");

        charges.Where(charge => charge.Text("status") == "succeeded").Select(charge => charge.Number("amount")).ShouldBe(amounts);
    }

    private static void ShouldBe(JsonElement invoice, long subtotal, long tax, long due)
    {
        invoice.Number("subtotal").ShouldBe(subtotal, invoice.ToString());
        invoice.Number("tax_total").ShouldBe(tax);
        invoice.Number("total").ShouldBe(subtotal + tax);
        invoice.Number("amount_due").ShouldBe(due);
    }

    private static string LinkToPdf(JsonElement mail)
    {
        var html = System.Net.WebUtility.HtmlDecode(mail.Text("html"));
        var start = html.IndexOf("/billing-engine/invoices/", StringComparison.Ordinal);
        start.ShouldBeGreaterThan(0, html);
        return html[start..html.IndexOfAny(['"', '\'', '<', ' '], start)];
    }
}
