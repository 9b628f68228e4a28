using BillingPortal.Data;
using BillingPortal.Features.Accounts;
using BillingPortal.Features.Taxes;
using BillingPortal.Shared;

namespace BillingPortal.Tests.Features.Taxes;

public sealed class BuiltInTaxTableTests
{
    private static readonly DateTime Now = new(2026, 11, 22, 12, 0, 0, DateTimeKind.Utc);

    [Theory]
    [InlineData("US", "NY", "US-NY|New York sales tax|4.0|standard_rated")]
    [InlineData("US", "CA", "US-CA|California sales tax|0|not_subject_to_tax")]
    [InlineData("US", "OR", "US-OR|Oregon sales tax|0|not_subject_to_tax")]
    [InlineData("US", "AL", "US-AL|Alabama sales tax|0|unsettled")]
    [InlineData("US", "HI", "US-HI|Hawaii general excise tax|4.0|standard_rated")]
    [InlineData("US", "TX", "US-TX|Texas sales tax (6.25 % on 80 %)|5.000|portion_standard_rated")]
    [InlineData("DE", null, "DE|Germany VAT|19|standard_rated")]
    [InlineData("FI", "", "FI|Finland VAT|25.5|standard_rated")]
    [InlineData("GB", "Kent", "GB|United Kingdom VAT|20|standard_rated")]
    [InlineData("BR", null, "BR|Brazil CBS/IBS + ISS/PIS/COFINS|0|unsettled")]
    [InlineData("CA", "ON", "CA|Ontario HST|13|standard_rated")]
    [InlineData("CA", "AB", "CA|Canada GST|5|standard_rated")]
    [InlineData("CA", "QC", "CA|Canada GST|5|standard_rated", "CA-QC|Quebec QST|9.975|standard_rated")]
    [InlineData("CA", "MB", "CA|Canada GST|5|standard_rated", "CA-MB|Manitoba RST|7|standard_rated")]
    public async Task A_business_is_charged_what_the_law_of_its_place_says(string country, string? region, params string[] taxes) =>
        (await TaxesAsync(country, region)).ShouldBe(taxes);

    [Theory]
    [InlineData("CT", "1.0", "6.35")]
    [InlineData("MD", "3.0", "6.0")]
    [InlineData("IA", "0", "6.0")]
    [InlineData("OH", "5.75", "0")]
    public async Task Some_states_tax_businesses_and_people_differently(string state, string business, string person)
    {
        (await PercentageAsync(state, CustomerKind.Business, Now)).ShouldBe(decimal.Parse(business));
        (await PercentageAsync(state, CustomerKind.Consumer, Now)).ShouldBe(decimal.Parse(person));
    }

    [Theory]
    [InlineData("DC", "2026-09-30T23:59:59Z", 6)]
    [InlineData("DC", "2026-10-01T00:00:00Z", 7)]
    [InlineData("SD", "2027-07-01T00:00:00Z", 4.5)]
    [InlineData("VT", "2024-06-30T00:00:00Z", 0)]
    public async Task A_rate_holds_from_its_day_on(string state, string at, double percent) =>
        (await PercentageAsync(state, CustomerKind.Business, DateTime.Parse(at, null, System.Globalization.DateTimeStyles.AdjustToUniversal))).ShouldBe((decimal)percent);

    [Fact]
    public void A_registration_that_no_table_knows_is_a_configuration_error() =>
        Should.Throw<ConfigurationProblem>(() => new TaxRegistrations("US-NY, Texas")).Message.ShouldContain("'Texas'");

    [Theory]
    [InlineData(null, null, "country")]
    [InlineData("", null, "country")]
    [InlineData("US", null, "region")]
    [InlineData("US", "ZZ", "region")]
    [InlineData("CA", "", "region")]
    public async Task A_profile_that_does_not_say_where_is_a_problem_on_that_field(string? country, string? region, string field)
    {
        var buyer = new BillingProfile { Country = country, Region = region };
        TaxProfile.Missing(buyer)!.Errors.Keys.ShouldBe([field]);
        (await new BuiltInTaxTable().AskAsync(buyer, Now)).Problem!.Kind.ShouldBe(ProblemKind.Invalid);
    }

    [Theory]
    [InlineData("KE", "2026-11-22", "No tax table knows Kenya, so we cannot sell there yet.")]
    [InlineData("LU", "2023-12-31", "The tax table has no rate of Luxembourg for 31 Dec 2023.")]
    public async Task A_place_or_a_day_that_no_table_knows_is_refused_and_never_taxed_at_nothing(string country, string day, string rule)
    {
        var problem = (await new BuiltInTaxTable().AskAsync(new() { Country = country }, Utc(day))).Problem!;

        problem.Errors["country"].ShouldBe([rule]);
    }

    [Fact]
    public void Every_state_of_the_union_and_every_member_of_the_eu_is_in_the_table()
    {
        TaxTable.RegionsOf("US").Distinct().Count().ShouldBe(51);
        TaxTable.RegionsOf("CA").Distinct().Count().ShouldBe(13);
        string[] eu = ["AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"];
        eu.ShouldAllBe(country => TaxTable.At(country, null, Now).Single().BusinessRate >= 17);
    }

    private static async Task<decimal> PercentageAsync(string state, CustomerKind kind, DateTime at) =>
        (await new BuiltInTaxTable().AskAsync(new() { Country = "US", Region = state, CustomerKind = kind }, at)).Value!.Components.Sum(tax => tax.Percentage);

    private static DateTime Utc(string day) => DateTime.Parse(day, null, System.Globalization.DateTimeStyles.AssumeUniversal | System.Globalization.DateTimeStyles.AdjustToUniversal);

    private static async Task<IEnumerable<string>> TaxesAsync(string country, string? region) =>
        (await new BuiltInTaxTable().AskAsync(new() { Country = country, Region = region }, Now)).Value!.Components
            .Select(tax => FormattableString.Invariant($"{tax.Jurisdiction}|{tax.Name}|{tax.Percentage}|{tax.Reason}"));
}
