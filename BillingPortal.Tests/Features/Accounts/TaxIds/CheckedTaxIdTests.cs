using BillingPortal.Features.Accounts.TaxIds;
using FsCheck;
using FsCheck.Fluent;

namespace BillingPortal.Tests.Features.Accounts.TaxIds;

public sealed class CheckedTaxIdTests
{
    /// <summary>Published ids, of each country one or more, as somebody may type them and as they are kept.</summary>
    [Theory]
    [InlineData("AT", "ATU 13585627", "ATU13585627")]
    [InlineData("BE", "be 0428.759.497", "BE0428759497")]
    [InlineData("BG", "BG175074752", "BG175074752")]
    [InlineData("CY", "CY-10259033P", "CY10259033P")]
    [InlineData("CZ", "CZ 25123891", "CZ25123891")]
    [InlineData("DE", "de 136 695 976", "DE136695976")]
    [InlineData("DE", "136695976", "DE136695976")]
    [InlineData("DK", "DK 13585628", "DK13585628")]
    [InlineData("EE", "EE 100 931 558", "EE100931558")]
    [InlineData("ES", "ES B-58378431", "ESB58378431")]
    [InlineData("ES", "54362315-K", "ES54362315K")]
    [InlineData("ES", "X-2482300W", "ESX2482300W")]
    [InlineData("ES", "J99216582", "ESJ99216582")]
    [InlineData("FI", "FI 20774740", "FI20774740")]
    [InlineData("FR", "Fr 40 303 265 045", "FR40303265045")]
    [InlineData("FR", "23334175221", "FR23334175221")]
    [InlineData("GR", "EL 094259216", "EL094259216")]
    [InlineData("HR", "HR 33392005961", "HR33392005961")]
    [InlineData("HU", "HU-12892312", "HU12892312")]
    [InlineData("IE", "IE 6433435F", "IE6433435F")]
    [InlineData("IE", "IE 6433435OA", "IE6433435OA")]
    [InlineData("IT", "IT 00743110157", "IT00743110157")]
    [InlineData("LT", "119511515", "LT119511515")]
    [InlineData("LT", "LT 100001919017", "LT100001919017")]
    [InlineData("LU", "LU 150 274 42", "LU15027442")]
    [InlineData("LV", "LV 4000 3521 600", "LV40003521600")]
    [InlineData("MT", "MT-1167-9112", "MT11679112")]
    [InlineData("NL", "NL 4495445B01", null)]
    [InlineData("NL", "NL 004495445B01", "NL004495445B01")]
    [InlineData("NL", "002455799B11", "NL002455799B11")]
    [InlineData("PL", "PL 8567346215", "PL8567346215")]
    [InlineData("PT", "PT 501 964 843", "PT501964843")]
    [InlineData("RO", "RO 185 472 90", "RO18547290")]
    [InlineData("SE", "SE 123456789701", "SE123456789701")]
    [InlineData("SI", "SI 5022 3054", "SI50223054")]
    [InlineData("SK", "SK 202 274 96 19", "SK2022749619")]
    [InlineData("GB", "GB 980 7806 84", "GB980780684")]
    [InlineData("GB", "GBGD001", "GBGD001")]
    [InlineData("NO", "NO 995 525 828 MVA", "NO995525828MVA")]
    [InlineData("CH", "CHE-107.787.577 IVA", "CHE107787577IVA")]
    [InlineData("AU", "ABN 51 824 753 556", "ABN51824753556")]
    [InlineData("AU", "83 914 571 673", "ABN83914571673")]
    [InlineData("NZ", "49-091-850", "49091850")]
    [InlineData("IN", "27AAPFU0939F1ZV", "27AAPFU0939F1ZV")]
    [InlineData("CA", "12302 6635 RC 0001", "123026635RC0001")]
    [InlineData("JP", "T7000012050002", "T7000012050002")]
    [InlineData("KR", "116-82-00276", "1168200276")]
    [InlineData("US", "84-2917745", "842917745")]
    [InlineData("SG", "200312345a", "200312345A")]
    [InlineData("FR", "DE136695976", "DE136695976")]
    [InlineData("US", "ATU13585627", "ATU13585627")]
    [InlineData("BR", "12.345.678/0001-95", "12345678000195")]
    public void What_tax_offices_give_out_is_accepted_and_kept_in_one_form(string country, string typed, string? kept)
    {
        var rule = CheckedTaxId.Read(typed, country, out var id);

        (rule is null, id?.Text).ShouldBe((kept is not null, kept), rule);
    }

    [Theory]
    [InlineData("DE", "DE136695977", "The check digits of this tax id of Germany do not fit: look for a mistyped digit.")]
    [InlineData("DE", "DE13669597", "A tax id of Germany is DE and 9 digits, for example DE136695976.")]
    [InlineData("DE", "DE036695976", "A tax id of Germany is DE and 9 digits, for example DE136695976.")]
    [InlineData("ES", "54362315Z", "The check digits of this tax id of Spain do not fit: look for a mistyped digit.")]
    [InlineData("NL", "NL004495445B00", "The check digits of this tax id of Netherlands do not fit: look for a mistyped digit.")]
    [InlineData("BE", "BE0123456789", "The check digits of this tax id of Belgium do not fit: look for a mistyped digit.")]
    [InlineData("GB", "GB802311781", "The check digits of this tax id of United Kingdom do not fit: look for a mistyped digit.")]
    [InlineData("IT", "IT00743110158", "The check digits of this tax id of Italy do not fit: look for a mistyped digit.")]
    [InlineData("CH", "CHE-107.787.578", "The check digits of this tax id of Switzerland do not fit: look for a mistyped digit.")]
    [InlineData("AU", "99999999999", "The check digits of this tax id of Australia do not fit: look for a mistyped digit.")]
    [InlineData("IN", "27AAPFU0939F1ZO", "The check digits of this tax id of India do not fit: look for a mistyped digit.")]
    [InlineData("US", "07-1144442", "The check digits of this tax id of United States do not fit: look for a mistyped digit.")]
    [InlineData("US", "84-29177456", "A tax id of United States is an EIN of 9 digits, for example 84-2917745.")]
    [InlineData("BR", "<script>", "A tax id has 3 to 30 letters and digits.")]
    public void A_refusal_names_the_rule(string country, string typed, string rule) => CheckedTaxId.Read(typed, country, out _).ShouldBe(rule);

    [Theory]
    [InlineData("DE136695976")]
    [InlineData("HR33392005961")]
    [InlineData("PL8567346215")]
    [InlineData("EE100931558")]
    [InlineData("FI20774740")]
    [InlineData("DK13585628")]
    [InlineData("SE123456789701")]
    [InlineData("PT501964843")]
    [InlineData("EL094259216")]
    [InlineData("HU12892312")]
    public void One_mistyped_digit_is_always_found(string id)
    {
        for (var at = 2; at < id.Length - (id.StartsWith("SE", StringComparison.Ordinal) ? 2 : 0); at++)
            foreach (var other in "0123456789".Where(digit => digit != id[at]))
                CheckedTaxId.Read(id[..at] + other + id[(at + 1)..], id[..2] == "EL" ? "GR" : id[..2], out _).ShouldNotBeNull($"{id[..at]}{other}{id[(at + 1)..]}");
    }

    [Fact]
    public void Whatever_is_typed_is_kept_in_a_form_that_reads_as_itself_or_refused_and_never_breaks() =>
        Prop.ForAll<NonNull<string>>(text => new[] { "DE", "FR", "US", "IE", "GB", "CZ", "BG", "ES", "IN", "JP", "BR", null }.All(country =>
            CheckedTaxId.Read(text.Get, country, out var id) is not null || (CheckedTaxId.Read(id!.Text, country, out var again) is null && again == id))).QuickCheckThrowOnFailure();

    [Fact]
    public void Only_European_ids_are_known_to_VIES()
    {
        CheckedTaxId.Stored("DE136695976", "DE")!.IsKnownToVies.ShouldBeTrue();
        CheckedTaxId.Stored("XI980780684", "GB")!.IsKnownToVies.ShouldBeTrue();
        CheckedTaxId.Stored("GB980780684", "GB")!.IsKnownToVies.ShouldBeFalse();
        CheckedTaxId.Stored("EL094259216", "GR")!.ShouldBe(new("EL094259216", "GR", "EL", "094259216", true));
    }
}
