using BillingPortal.Features.Invoicing;
using BillingPortal.Features.Taxes;
using BillingPortal.Shared;
using BillingPortal.Tests.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BillingPortal.Tests.Features.Taxes;

/// <summary>Where the buyer is, as the invoice keeps it.</summary>
[OnEveryDatabase]
public sealed class EvidenceTests(BillingApp app) : IClassFixture<BillingApp>
{
    [Fact]
    public async Task Billing_address_and_card_are_kept_and_finance_is_told_where_they_name_two_countries()
    {
        var team = await app.StarterTeamAsync("Wanderer", "FR", null);

        await app.AdvanceAsync(await app.UntilRenewalAsync(team, after: TimeSpan.FromHours(4)));

        var renewal = await NewestAsync(team);
        renewal.Status.ShouldBe(InvoiceStatus.Paid, "evidence never blocks an invoice");
        TaxBasis.Read(renewal.TaxBasis!).Evidence.Select(item => (item.Kind, item.Country)).ShouldBe([(EvidenceKind.BillingAddress, "FR"), (EvidenceKind.Card, "US")]);
        renewal.PlaceEvidence.ShouldBe(PlaceEvidence.Contradicts);
        var concerns = (await app.Services.GetRequiredService<PendingTaxes>().LookAsync(Actor.System)).Value!;
        concerns.Contradicted.ShouldContain(place => place.InvoiceId == renewal.Id);
    }

    [Theory]
    [InlineData("FR40303265045", "FR", PlaceEvidence.Agrees)]
    [InlineData(null, null, PlaceEvidence.Single)]
    [InlineData("DE136695976", null, PlaceEvidence.Contradicts)]
    public async Task Two_items_that_agree_are_enough(string? taxId, string? card, PlaceEvidence place)
    {
        var team = await app.TeamAsync("Settled", "FR", null);
        (await team.Owner.PutAsync($"/standalone-teams/{team.Id}/billing-profile", new { tax_id = taxId, address = new { country = "FR" } })).Ok();
        await using var db = await app.DatabaseAsync();
        await db.SeeAsync(team.AccountId, EvidenceKind.Card, card, app.Now.UtcDateTime);
        await db.SaveChangesAsync();
        var account = await db.Set<BillingPortal.Features.Accounts.Account>().AsNoTracking().SingleAsync(account => account.Id == team.AccountId);

        (await app.Services.GetRequiredService<AccountTaxes>().OfAsync(db, account, app.Now.UtcDateTime)).Value!.Basis.Place.ShouldBe(place);
    }

    [Fact]
    public async Task What_the_tax_rests_on_cannot_be_read_in_the_database_and_is_what_was_kept()
    {
        var team = await app.StarterTeamAsync("Kept", "DE", null);
        var basis = TaxBasis.Read((await NewestAsync(team)).TaxBasis!);

        basis.Source.ShouldBe(TaxTable.Version);
        TaxBasis.Read(basis.ToJson()).ToJson().ShouldBe(basis.ToJson());
        await using var db = await app.DatabaseAsync();
        var name = (string text) => db.Database.IsSqlServer() ? $"[{text}]" : $"\"{text}\"";
        var sql = $"SELECT {name("TaxBasis")} AS {name("Value")} FROM {name("Invoices")} WHERE {name("AccountId")} = {{0}}";
        (await db.Database.SqlQueryRaw<string>(sql, team.AccountId).SingleAsync()).ShouldNotContain("Evidence");
    }

    private async Task<Invoice> NewestAsync(TestTeam team)
    {
        await using var db = await app.DatabaseAsync();
        return await db.Set<Invoice>().AsNoTracking().Where(invoice => invoice.AccountId == team.AccountId).OrderByDescending(invoice => invoice.PeriodStart).FirstAsync();
    }
}
