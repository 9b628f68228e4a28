using System.Net;
using BillingPortal.Data;
using BillingPortal.Features.Invoicing;
using BillingPortal.Features.Taxes;
using BillingPortal.Shared;
using BillingPortal.Tests.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace BillingPortal.Tests.Features.Taxes;

/// <summary>A provider is down while somebody upgrades, and while a renewal is due.</summary>
[OnEveryDatabase]
public sealed class PendingTaxTests : IAsyncLifetime
{
    private const string NewYork = """
        {"tax":{"taxable_amount":100.0,"amount_to_collect":8.875,"rate":0.08875,"has_nexus":true,"jurisdictions":{"country":"US","state":"NY","county":"NEW YORK","city":"NEW YORK"},
        "breakdown":{"state_taxable_amount":100.0,"state_tax_rate":0.04,"city_taxable_amount":100.0,"city_tax_rate":0.045,"special_district_taxable_amount":100.0,"special_tax_rate":0.00375}}}
        """;

    private TaxStub stub = null!;
    private BillingApp app = null!;

    public async ValueTask InitializeAsync()
    {
        stub = await TaxStub.StartAsync();
        stub.Answer = (200, NewYork);
        app = await BillingApp.StartAsync(("Tax:Provider", "TaxJar"), ("Tax:TaxJar:Address", new Uri(stub.Address, "v2").ToString()), ("Tax:TaxJar:ApiKey", "k"), ("Tax:Timeout", "00:00:01"), ("Tax:Rest", "00:00:00"));
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        await stub.DisposeAsync();
    }

    [Fact]
    public async Task A_renewal_waits_for_its_tax_is_shown_to_finance_and_goes_out_as_soon_as_the_provider_answers()
    {
        var team = await TeamAsync();
        (await team.UpgradeAsync("pm_card_visa")).Ok().Text("status").ShouldBe("active");
        (await team.InvoicesAsync())[0].List("taxes").Select(tax => tax.Number("amount")).ShouldBe([40, 45, 4]);

        stub.Answer = (503, "{}");
        await app.AdvanceAsync(await app.UntilRenewalAsync(team, after: TimeSpan.FromMinutes(65)));

        (await team.InvoicesAsync()).Count.ShouldBe(1);
        (await app.ChargedAsync(team)).Count.ShouldBe(1);
        var waiting = (await ConcernsAsync()).Pending.ShouldHaveSingleItem();
        waiting.TeamId.ShouldBe(team.Id);
        waiting.Because.ShouldContain("TaxJar did not answer, so the tax is not known yet.");

        stub.Answer = (200, NewYork);
        await app.AdvanceAsync(TimeSpan.FromHours(1));

        var renewal = (await team.InvoicesAsync())[1];
        (renewal.Text("status"), renewal.Number("tax_total")).ShouldBe(("paid", 89));
        (await ConcernsAsync()).Pending.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_upgrade_is_refused_with_a_sentence_and_nothing_is_charged()
    {
        var team = await TeamAsync();
        stub.Answer = (TaxStub.Silent, "");

        var problem = (await team.UpgradeAsync("pm_card_visa")).ShouldBeProblem(HttpStatusCode.ServiceUnavailable, "unavailable");

        problem.Text("detail").ShouldBe("TaxJar did not answer, so the tax is not known yet. Nothing was charged; please try again in a minute.");
        (await team.PlanAsync()).ShouldBe("free");
    }

    [Fact]
    public void A_provider_without_its_key_is_a_configuration_error()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Configuration.AddInMemoryCollection([KeyValuePair.Create<string, string?>("Tax:Provider", "Avalara")]);

        Should.Throw<ConfigurationProblem>(() => builder.Services.AddTaxes(builder.Configuration, builder.Environment)).Message.ShouldBe("Tax:Avalara:AccountId is required with Tax:Provider Avalara.");
    }

    private async Task<TestTeam> TeamAsync()
    {
        var team = await app.TeamAsync();
        (await team.Owner.PutAsync($"/standalone-teams/{team.Id}/billing-profile", new { address = new { country = "US", region = "NY", postal_code = "10001", city = "New York" } })).Ok();
        return team;
    }

    private async Task<TaxConcerns> ConcernsAsync() => (await app.Services.GetRequiredService<PendingTaxes>().LookAsync(Actor.System)).Value!;
}
