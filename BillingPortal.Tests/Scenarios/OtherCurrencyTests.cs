using System.Net;
using System.Text.Json;
using BillingPortal.Features.Plans;
using BillingPortal.Shared;
using BillingPortal.Tests.Testing;

namespace BillingPortal.Tests.Scenarios;

/// <summary>Yen have no smaller unit and dinars a thousand of which only tens can be charged: code, credit, change and usage come to Stripe's totals there too, without a fraction.</summary>
[OnEveryDatabase]
public sealed class OtherCurrencyTests(BillingApp app) : IClassFixture<BillingApp>
{
    [Theory]
    [InlineData("JPY", 777, 1_555, 1)]
    [InlineData("KWD", 1_570, 3_130, 10)]
    public async Task A_team_that_pays_in_it_is_billed_in_what_can_be_charged_from_its_first_month_to_its_last(string code, long charity, long starter, long step)
    {
        var currency = new Currency(code);
        await PublishAsync("nonprofit", new(charity, currency));
        await PublishAsync("starter", new(starter, currency));
        var team = await app.TeamAsync(code, currency: currency.Wire);
        await app.VerifyAsync(team);
        await GrantAsync(team, currency, "promotional", 31 * step);
        (await team.ChangeAsync(new { plan = "nonprofit", payment_method = "pm_card_visa", discount_code = await app.CodeAsync(new { percent_off = 33.33m, duration = "repeating", duration_in_months = 3, applies_to_overage = true }) })).Ok().Text("status").ShouldBe("active");

        await app.AdvanceAsync(TimeSpan.FromDays(11.3));
        await GrantAsync(team, currency, "promotional", 47 * step);
        await GrantAsync(team, currency, "prepaid", 53 * step);
        var preview = (await team.ChangeAsync(new { plan = "starter", dry_run = true })).Ok();
        var changed = (await team.ChangeAsync(new { plan = "starter", preview_token = preview.Text("preview_token") })).Ok().GetProperty("invoice");
        changed.Number("amount_due").ShouldBe(preview.GetProperty("invoice").Number("amount_due"));
        await team.TrackAsync("api_calls", 312_345);
        await GrantAsync(team, currency, "promotional", 59 * step);
        await RenewAsync(team);
        await GrantAsync(team, currency, "prepaid", 61 * step);
        await RenewAsync(team);

        var invoices = await team.InvoicesAsync();
        invoices.Select(invoice => invoice.Number("discount_total") > 0).ShouldBe([true, true, true, false]);
        // Of credit that would leave too little for a card the next invoice has the rest.
        invoices.Sum(invoice => invoice.Number("promotional_total") + invoice.Number("prepaid_total")).ShouldBe((31 + 47 + 53 + 59 + 61) * step);
        foreach (var invoice in invoices) await ShouldBeRightAsync(invoice, step);
        (await app.ChargedAsync(team)).ShouldBe(invoices.Select(invoice => invoice.Number("amount_due")).Where(due => due > 0));
        (await team.CreditBalanceAsync()).ShouldBe(0);
        await app.StripeShouldBeCleanAsync(team);
    }

    private async Task ShouldBeRightAsync(JsonElement invoice, long step)
    {
        invoice.Text("status").ShouldBe("paid");
        (await app.StripeInvoiceAsync(invoice)).Number("total").ShouldBe(invoice.Number("amount_due"));
        var lines = invoice.List("lines").ToList();
        lines.Sum(line => line.Number("amount") - line.Number("discount_amount") + line.Number("tax_amount")).ShouldBe(invoice.Number("amount_due"));
        lines.SelectMany(line => new[] { line.Number("amount"), line.Number("discount_amount"), line.Number("tax_amount") }).ShouldAllBe(amount => amount % step == 0);
    }

    private async Task RenewAsync(TestTeam team) => await app.AdvanceAsync(await app.UntilRenewalAsync(team, TimeSpan.FromHours(4)));

    private async Task GrantAsync(TestTeam team, Currency currency, string kind, long amount)
    {
        using var finance = await app.FinanceAsync();
        (await finance.PostAsync("/standalone-teams/admin/credits/grant", new { team_id = team.Id, amount, currency = currency.Wire, kind, reason = "Sorry for Monday" })).ShouldBe(HttpStatusCode.Created);
    }

    /// <summary>The first version of a plan in another currency: its numbers in that one's minor units.</summary>
    private async Task PublishAsync(string plan, Money price)
    {
        var first = await app.VersionAsync(plan);
        await using var db = await app.DatabaseAsync();
        db.Add(new PlanVersion
        {
            PlanCode = plan, Name = first.Name, Number = price.Currency.Code == "JPY" ? 70 : 71, Price = price, PublishedAt = app.Now.UtcDateTime, SoldFrom = app.Now.UtcDateTime,
            Limits = [.. first.Limits.Select(limit => new PlanLimit { Metric = limit.Metric, Quantity = limit.Quantity, IsHard = limit.IsHard })],
            OverageRates = [.. first.OverageRates.Select(rate => new OverageRate { Metric = rate.Metric, Model = rate.Model, Currency = price.Currency, Per = rate.Per, Tiers = rate.Tiers })],
        });
        await db.SaveChangesAsync();
    }
}
