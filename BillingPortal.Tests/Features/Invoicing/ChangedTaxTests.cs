using BillingPortal.Tests.Testing;

namespace BillingPortal.Tests.Features.Invoicing;

/// <summary>The buyer moves between two renewals.</summary>
[OnEveryDatabase]
public sealed class ChangedTaxTests(BillingApp app) : IClassFixture<BillingApp>
{
    [Theory]
    [InlineData("US", "NY", "US", "TX", new[] { "US-TX" }, new long[] { 50 })]
    [InlineData("US", "NY", "US", "OR", new[] { "US-OR" }, new long[] { 0 })]
    [InlineData("US", "OR", "US", "NY", new[] { "US-NY" }, new long[] { 40 })]
    [InlineData("US", "NY", "CA", "BC", new[] { "CA", "CA-BC" }, new long[] { 50, 70 })]
    public async Task The_renewal_after_a_move_bears_the_tax_of_the_new_place(string country, string region, string newCountry, string newRegion, string[] jurisdictions, long[] taxes)
    {
        var team = await app.StarterTeamAsync("Moving", country, region);
        (await team.Owner.PutAsync($"/standalone-teams/{team.Id}/billing-profile", new { address = new { country = newCountry, region = newRegion } })).Ok();

        await app.AdvanceAsync(await app.UntilRenewalAsync(team, after: TimeSpan.FromHours(4)));

        var renewal = (await team.InvoicesAsync())[1];
        renewal.Text("status").ShouldBe("paid");
        renewal.List("taxes").Select(tax => tax.Text("jurisdiction")).ShouldBe(jurisdictions);
        renewal.List("taxes").Select(tax => tax.Number("amount")).ShouldBe(taxes);
        renewal.Number("total").ShouldBe(10_00 + taxes.Sum());
        (await app.StripeInvoiceAsync(renewal)).Number("total").ShouldBe(10_00 + taxes.Sum());
        (await app.ChargedAsync(team))[^1].ShouldBe(10_00 + taxes.Sum());
    }
}
