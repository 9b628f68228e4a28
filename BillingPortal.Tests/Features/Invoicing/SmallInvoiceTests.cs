using BillingPortal.Tests.Testing;

namespace BillingPortal.Tests.Features.Invoicing;

/// <summary>What is too small for a card is not collected, now or later; Stripe would carry it on the customer's balance, where nothing of ours may stand.</summary>
[OnEveryDatabase]
public sealed class SmallInvoiceTests(BillingApp app) : IClassFixture<BillingApp>
{
    [Fact]
    public async Task A_last_invoice_of_a_few_cents_is_issued_waived_and_leaves_nothing_behind()
    {
        var team = await app.StarterTeamAsync("Leaving small");
        await team.TrackAsync("api_calls", 250_500);
        (await team.CancelAsync("now")).Ok();
        await app.AdvanceAsync(TimeSpan.FromHours(2));

        var last = (await team.InvoicesAsync()).Single(invoice => invoice.Number("subtotal") == 20);

        await ShouldBeWaivedAsync(team, last);
        await app.AdvanceAsync(days: 40);
        (await app.ChargedAsync(team)).ShouldBe([10_40]);
        await app.StripeShouldBeCleanAsync(team);
    }

    [Fact]
    public async Task A_catch_up_invoice_of_a_few_cents_is_waived_too()
    {
        var team = await app.StarterTeamAsync("Unheard small");
        await team.TrackAsync("api_calls", 250_500);
        await app.PassUnheardAsync(await app.UntilRenewalAsync(team, after: TimeSpan.FromHours(3)));
        await app.AdvanceAsync(TimeSpan.FromHours(4));

        await ShouldBeWaivedAsync(team, (await team.InvoicesAsync()).Single(invoice => invoice.Number("subtotal") == 20));
        (await app.ChargedAsync(team)).ShouldBe([10_40, 10_40]);
        await app.StripeShouldBeCleanAsync(team);
    }

    private async Task ShouldBeWaivedAsync(TestTeam team, System.Text.Json.JsonElement invoice)
    {
        (invoice.Text("status"), invoice.Number("promotional_total"), invoice.Number("tax_total"), invoice.Number("total"), invoice.Number("amount_due")).ShouldBe(("paid", 20, 0, 0, 0));
        (await app.StripeInvoiceAsync(invoice)).Number("total").ShouldBe(0);
        (await team.CreditBalanceAsync()).ShouldBe(0);
        (await PdfText.OfAsync((await team.Owner.GetAsync($"/billing-engine/invoices/{invoice.Id()}/pdf")).Body)).ShouldMatch(@"Not collected, below \$0\.50 +−\$0\.20");
    }
}
