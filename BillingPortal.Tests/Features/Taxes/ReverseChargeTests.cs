using BillingPortal.Features.Accounts.TaxIds;
using BillingPortal.Features.Invoicing;
using BillingPortal.Features.Taxes;
using BillingPortal.Shared;
using BillingPortal.Tests.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BillingPortal.Tests.Features.Taxes;

/// <summary>Businesses abroad with a tax id, from the profile to the printed invoice. The stand-in for VIES refuses what ends in 9 and does not answer about what ends in 8.</summary>
[OnEveryDatabase]
public sealed class ReverseChargeTests(BillingApp app) : IClassFixture<BillingApp>
{
    private const string InForce = "DE136695976", NotInForce = "SK2022749619", Unanswered = "EE100931558";

    [Fact]
    public async Task A_business_whose_id_VIES_confirms_accounts_for_the_tax_itself_and_the_invoice_says_so_with_both_ids()
    {
        var team = await TeamAsync("DE", " de 136 695 976 ");
        var standing = (await team.Owner.GetAsync($"/standalone-teams/{team.Id}/billing-profile/tax-id")).Ok();
        (standing.Text("tax_id"), standing.Text("state")).ShouldBe((InForce, "confirmed"));

        (await team.UpgradeAsync("pm_card_visa")).Ok().Text("status").ShouldBe("active");

        var tax = (await team.InvoicesAsync())[0].List("taxes").ShouldHaveSingleItem();
        (tax.Text("reason"), tax.Number("amount")).ShouldBe(("reverse_charge", 0));
        (await app.ChargedAsync(team)).ShouldBe([10_00]);
        var paper = await PaperAsync(team);
        paper.Notes.ShouldContain($"Reverse charge: Germany VAT is to be accounted for by the recipient (Art. 196, Directive 2006/112/EC). Steuerschuldnerschaft des Leistungsempfängers. Customer's tax id {InForce}.");
        paper.Buyer.TaxIds.ShouldContain(InForce);
        paper.Taxes.ShouldHaveSingleItem().Reason.ShouldBe("reverse charge");
    }

    [Theory]
    [InlineData("SK", NotInForce, "refused", $"The tax id {NotInForce} is not in force according to VIES, so tax is charged.")]
    [InlineData("EE", Unanswered, "unavailable", $"The tax id {Unanswered} could not be confirmed by VIES, so tax is charged.")]
    public async Task An_id_that_is_not_confirmed_does_not_free_and_the_invoice_says_why_tax_is_charged(string country, string taxId, string state, string note)
    {
        var team = await TeamAsync(country, taxId);
        (await StateAsync(team)).ShouldBe(state);

        (await team.UpgradeAsync("pm_card_visa")).Ok();

        (await team.InvoicesAsync())[0].List("taxes").ShouldHaveSingleItem().Text("reason").ShouldBe("standard_rated");
        (await PaperAsync(team)).Notes.ShouldBe(["Tax is charged at the rate of the billing address.", note]);
    }

    [Theory]
    [InlineData("consumer", "DE", InForce)]
    [InlineData("business", "FR", InForce)]
    public async Task People_and_ids_of_another_country_bear_the_tax(string kind, string country, string taxId)
    {
        var team = await TeamAsync(country, taxId, kind);

        (await TaxAsync(team)).ShouldAllBe(tax => tax.Reason == TaxReasons.Charged && tax.Percentage >= 19);
    }

    [Fact]
    public async Task The_sellers_own_country_is_charged_whatever_the_id()
    {
        await using var german = await BillingApp.StartAsync(("Seller:Country", "DE"));
        var team = await german.TeamAsync("Heimat", "DE", null);
        await SaveAsync(team, "DE", InForce, "business");

        (await TaxAsync(german, team)).ShouldHaveSingleItem().Reason.ShouldBe(TaxReasons.Charged);
    }

    [Fact]
    public async Task An_id_that_VIES_did_not_answer_about_is_asked_again_and_the_tax_is_charged_until_then()
    {
        await using var vies = await TaxStub.StartAsync();
        await using var own = await BillingApp.StartAsync(("Tax:Vies:Address", new Uri(vies.Address, "check").ToString()), ("Tax:Vies:Requester", "DE136695976"), ("Tax:Vies:Timeout", "00:00:01"));
        vies.Answer = (TaxStub.Silent, "");
        var team = await own.TeamAsync("Warten", "FR", null);
        await SaveAsync(team, "FR", "FR40303265045", "business");
        (await StateAsync(team)).ShouldBe("unavailable");
        (await TaxAsync(own, team)).ShouldHaveSingleItem().Percentage.ShouldBe(20);

        vies.Answer = (200, """{"countryCode":"FR","vatNumber":"40303265045","valid":true,"requestIdentifier":"WAPIAAAAX","name":"SA SODIMAS"}""");
        await own.AdvanceAsync(TimeSpan.FromHours(1));

        var standing = (await team.Owner.GetAsync($"/standalone-teams/{team.Id}/billing-profile/tax-id")).Ok();
        (standing.Text("state"), standing.Text("consultation_number")).ShouldBe(("confirmed", "WAPIAAAAX"));
        (await TaxAsync(own, team)).ShouldHaveSingleItem().Reason.ShouldBe(TaxReasons.ReverseCharge);
        vies.Asked[^1].Body.GetProperty("requesterNumber").GetString().ShouldBe("136695976");

        vies.Answer = (200, """{"countryCode":"FR","vatNumber":"40303265045","valid":false}""");
        await own.AdvanceAsync(31);
        (await StateAsync(team)).ShouldBe("refused");
        (await TaxAsync(own, team)).ShouldHaveSingleItem().Percentage.ShouldBe(20);
    }

    [Theory]
    [InlineData(200, "not json")]
    [InlineData(200, "{}")]
    [InlineData(200, """{"valid":true,"vatNumber":"123"}""")]
    [InlineData(400, """{"actionSucceed":false,"errorWrappers":[{"error":"MS_UNAVAILABLE"}]}""")]
    [InlineData(500, """{"valid":true}""")]
    [InlineData(302, "")]
    public async Task What_is_no_answer_of_VIES_confirms_nothing(int status, string body)
    {
        await using var vies = await TaxStub.StartAsync();
        vies.Answer = (status, body);
        using var client = new ViesClient(new(null, null, TimeSpan.FromSeconds(5), TimeSpan.FromDays(30)), () => vies.Address, Microsoft.Extensions.Logging.Abstractions.NullLogger<ViesClient>.Instance);

        (await client.AskAsync(CheckedTaxId.Stored(InForce, "DE")!)).Problem!.Kind.ShouldBe(ProblemKind.Unavailable);
    }

    [Fact]
    public async Task Where_configuration_says_so_check_digits_are_enough_unless_VIES_has_said_no()
    {
        await using var easy = await BillingApp.StartAsync(("Tax:ReverseChargeNeeds", "checksum"), ("Tax:Vies:Address", "http://127.0.0.1:1/nobody"));
        var team = await easy.TeamAsync("Vertrauen", "DE", null);
        await SaveAsync(team, "DE", InForce, "business");

        (await StateAsync(team)).ShouldBe("unavailable");
        (await TaxAsync(easy, team)).ShouldHaveSingleItem().Reason.ShouldBe(TaxReasons.ReverseCharge);
    }

    [Fact]
    public async Task A_person_of_finance_confirms_what_VIES_does_not_know_and_says_where_it_was_looked_up()
    {
        var team = await TeamAsync("AU", "51 824 753 556");
        (await TaxAsync(team)).ShouldHaveSingleItem().Percentage.ShouldBe(10);
        var service = app.Services.GetRequiredService<TaxIdService>();
        (await service.ConfirmAsync(Actor.Nobody, team.AccountId, new() { Because = "ABN Lookup" })).Problem!.Kind.ShouldBe(ProblemKind.Forbidden);
        (await service.ConfirmAsync(Actor.System, team.AccountId, new() { Because = " " })).Problem!.Errors.Keys.ShouldBe(["because"]);

        (await service.ConfirmAsync(Actor.System, team.AccountId, new() { Because = "ABN Lookup, registered for GST" })).Problem.ShouldBeNull();

        (await TaxAsync(team)).ShouldHaveSingleItem().Reason.ShouldBe(TaxReasons.ReverseCharge);
    }

    [Fact]
    public async Task Provincial_sales_tax_is_borne_by_businesses_too()
    {
        var team = await TeamAsync("CA", "123026635RC0001", region: "BC");
        await app.Services.GetRequiredService<TaxIdService>().ConfirmAsync(Actor.System, team.AccountId, new() { Because = "CRA registry" });

        (await TaxAsync(team)).Select(tax => (tax.Jurisdiction, tax.Reason)).ShouldBe([("CA", TaxReasons.ReverseCharge), ("CA-BC", TaxReasons.Charged)]);
    }

    private static async Task<string> StateAsync(TestTeam team) => (await team.Owner.GetAsync($"/standalone-teams/{team.Id}/billing-profile/tax-id")).Ok().Text("state");

    private async Task<TestTeam> TeamAsync(string country, string taxId, string kind = "business", string? region = null)
    {
        var team = await app.TeamAsync("Abroad", country, region);
        await SaveAsync(team, country, taxId, kind, region);
        return team;
    }

    private static async Task SaveAsync(TestTeam team, string country, string taxId, string kind, string? region = null) =>
        (await team.Owner.PutAsync($"/standalone-teams/{team.Id}/billing-profile", new { tax_id = taxId, customer_kind = kind, address = new { country, region } })).Ok();

    private Task<IReadOnlyList<TaxComponent>> TaxAsync(TestTeam team) => TaxAsync(app, team);

    internal static async Task<IReadOnlyList<TaxComponent>> TaxAsync(BillingApp app, TestTeam team)
    {
        await using var db = await app.DatabaseAsync();
        var account = await db.Set<BillingPortal.Features.Accounts.Account>().AsNoTracking().SingleAsync(account => account.Id == team.AccountId);
        return (await app.Services.GetRequiredService<AccountTaxes>().OfAsync(db, account, app.Now.UtcDateTime)).Value!.Components;
    }

    private async Task<BillingPortal.Features.Invoicing.Pdf.PrintedInvoice> PaperAsync(TestTeam team)
    {
        await using var db = await app.DatabaseAsync();
        return InvoicePrinting.Print(await db.Set<Invoice>().Include(invoice => invoice.Lines).Include(invoice => invoice.Taxes).SingleAsync(invoice => invoice.AccountId == team.AccountId));
    }
}
