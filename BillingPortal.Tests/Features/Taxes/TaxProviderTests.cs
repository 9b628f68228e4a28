using BillingPortal.Features.Accounts;
using BillingPortal.Features.Taxes;
using BillingPortal.Shared;
using Microsoft.Extensions.Logging.Abstractions;

namespace BillingPortal.Tests.Features.Taxes;

/// <summary>The adapters against stubs that replay the providers' shapes.</summary>
public sealed class TaxProviderTests : IAsyncLifetime
{
    private const string Denver = """
        {"tax":{"order_total_amount":100.0,"shipping":0.0,"taxable_amount":100.0,"amount_to_collect":8.81,"rate":0.0881,"has_nexus":true,"freight_taxable":false,"tax_source":"destination",
        "jurisdictions":{"country":"US","state":"CO","county":"DENVER","city":"DENVER"},
        "breakdown":{"taxable_amount":100.0,"tax_collectable":8.81,"combined_tax_rate":0.0881,"state_taxable_amount":100.0,"state_tax_rate":0.029,"state_tax_collectable":2.9,
        "county_taxable_amount":0.0,"county_tax_rate":0.0,"county_tax_collectable":0.0,"city_taxable_amount":100.0,"city_tax_rate":0.0481,"city_tax_collectable":4.81,
        "special_district_taxable_amount":100.0,"special_tax_rate":0.011,"special_district_tax_collectable":1.1}}}
        """;

    private const string Austin = """
        {"id":0,"code":"4f","type":"SalesOrder","status":"Temporary","totalAmount":100.0,"totalTax":6.6,"totalTaxable":80.0,"lines":[],
        "summary":[{"country":"US","region":"TX","jurisType":"State","jurisName":"TEXAS","taxName":"TX STATE TAX","rate":0.0625,"taxable":80.0,"tax":5.0,"exemption":20.0},
        {"country":"US","region":"TX","jurisType":"City","jurisName":"AUSTIN","taxName":"TX CITY TAX","rate":0.01,"taxable":80.0,"tax":0.8,"exemption":20.0},
        {"country":"US","region":"TX","jurisType":"Special","jurisName":"AUSTIN MTA TRANSIT","taxName":"TX SPECIAL TAX","rate":0.01,"taxable":80.0,"tax":0.8,"exemption":20.0}]}
        """;

    private static readonly BillingProfile InDenver = new() { Country = "US", Region = "CO", PostalCode = "80202", City = "Denver", Line1 = "1 Main St" };
    private static readonly DateTime At = new(2026, 11, 22, 0, 0, 0, DateTimeKind.Utc);

    private TaxStub stub = null!;

    public async ValueTask InitializeAsync() => stub = await TaxStub.StartAsync();

    public async ValueTask DisposeAsync() => await stub.DisposeAsync();

    [Fact]
    public async Task TaxJar_is_asked_about_a_hundred_and_answers_with_a_rate_for_each_that_collects()
    {
        stub.Answer = (200, Denver);

        var answer = (await TaxJar().AskAsync(InDenver, At)).Value!;

        answer.Components.ShouldBe([
            new("US-CO", "Colorado sales tax", 2.9m, 1, TaxReasons.Charged), new("US-CO", "DENVER city tax", 4.81m, 1, TaxReasons.Charged), new("US-CO", "CO special district tax", 1.1m, 1, TaxReasons.Charged),
        ]);
        var (path, authorization, body) = stub.Asked.ShouldHaveSingleItem();
        (path, authorization).ShouldBe(("/v2/taxes", "Bearer key-1"));
        body.GetProperty("to_zip").GetString().ShouldBe("80202");
        body.GetProperty("line_items")[0].GetProperty("product_tax_code").GetString().ShouldBe("30070");
    }

    [Fact]
    public async Task Avalara_is_asked_about_an_order_that_it_does_not_keep_and_the_untaxed_share_is_kept()
    {
        stub.Answer = (200, Austin);

        var answer = (await Avalara().AskAsync(InDenver with { Region = "TX" }, At)).Value!;

        answer.Components.Select(tax => (tax.Jurisdiction, tax.Percentage, tax.TaxableShare, tax.Reason)).ShouldBe([
            ("US-TX", 5.0m, 0.8m, TaxReasons.PartlyCharged), ("US-TX", 0.8m, 0.8m, TaxReasons.PartlyCharged), ("US-TX", 0.8m, 0.8m, TaxReasons.PartlyCharged),
        ]);
        answer.Components.Select(tax => tax.Name).Distinct().Count().ShouldBe(3, "each is a rate of its own at Stripe");
        var (path, authorization, body) = stub.Asked.ShouldHaveSingleItem();
        (path, authorization).ShouldBe(("/api/v2/transactions/create", "Basic MTpsaWM="));
        body.GetProperty("type").GetString().ShouldBe("SalesOrder");
        body.GetProperty("date").GetString().ShouldBe("2026-11-22");
    }

    [Theory]
    [InlineData("""{"tax":{"has_nexus":false,"taxable_amount":0,"amount_to_collect":0}}""", TaxReasons.NotCollecting)]
    [InlineData("""{"tax":{"has_nexus":true,"taxable_amount":0,"amount_to_collect":0}}""", TaxReasons.NotTaxable)]
    public async Task Nothing_is_charged_only_where_the_provider_says_so_and_the_reason_is_kept(string body, string reason)
    {
        stub.Answer = (200, body);

        (await TaxJar().AskAsync(InDenver, At)).Value!.Components.ShouldBe([new("US-CO", "Tax", 0, 1, reason)]);
    }

    [Theory]
    [InlineData(500, "{}")]
    [InlineData(503, "down")]
    [InlineData(429, "{}")]
    [InlineData(401, """{"error":"Unauthorized"}""")]
    [InlineData(403, "{}")]
    [InlineData(200, "not json")]
    [InlineData(200, "{}")]
    [InlineData(200, "[]")]
    [InlineData(200, """{"tax":{"has_nexus":"yes"}}""")]
    [InlineData(200, """{"tax":{"has_nexus":true,"taxable_amount":100,"amount_to_collect":8.81,"jurisdictions":{},"breakdown":{"state_tax_rate":0.029}}}""")]
    [InlineData(200, """{"summary":[{"tax":1}],"totalTax":1}""")]
    [InlineData(TaxStub.Silent, "")]
    public async Task Whatever_else_comes_back_is_unavailable_and_never_nothing(int status, string body)
    {
        foreach (var source in new ITaxSource[] { TaxJar(), Avalara() })
        {
            stub.Answer = (status, body);
            var problem = (await source.AskAsync(InDenver, At)).Problem.ShouldNotBeNull();
            problem.Kind.ShouldBe(ProblemKind.Unavailable);
            problem.Detail.ShouldContain("Nothing was charged");
        }
    }

    [Fact]
    public async Task An_address_that_the_provider_refuses_is_the_customers_to_mend()
    {
        stub.Answer = (400, """{"status":400,"error":"Bad Request","detail":"to_zip 80202 is not used within to_state WA"}""");

        (await TaxJar().AskAsync(InDenver, At)).Problem!.Errors.Keys.ShouldBe(["address"]);
        (await TaxJar().AskAsync(InDenver with { PostalCode = null }, At)).Problem!.Errors.Keys.ShouldBe(["postal_code"]);
    }

    [Fact]
    public async Task After_three_failures_the_provider_is_left_alone_for_a_while()
    {
        stub.Answer = (500, "{}");
        var source = TaxJar();
        for (var attempt = 0; attempt < 3; attempt++) (await source.AskAsync(InDenver, At)).Problem.ShouldNotBeNull();
        var asked = stub.Asked.Count;

        (await source.AskAsync(InDenver, At)).Problem!.Kind.ShouldBe(ProblemKind.Unavailable);

        stub.Asked.Count.ShouldBe(asked);
        asked.ShouldBe(6, "each question is tried twice");
    }

    [Fact]
    public async Task One_answer_serves_the_same_place_and_day_and_failures_are_not_remembered()
    {
        var source = new RememberedTaxSource(TaxJar(), TimeProvider.System);
        stub.Answer = (500, "{}");
        (await source.AskAsync(InDenver, At)).Problem.ShouldNotBeNull();
        stub.Answer = (200, Denver);

        var first = await source.AskAsync(InDenver, At);
        var asked = stub.Asked.Count;
        (await source.AskAsync(InDenver, At.AddHours(5))).Value.ShouldBeSameAs(first.Value);

        stub.Asked.Count.ShouldBe(asked);
        await source.AskAsync(InDenver, At.AddDays(1));
        stub.Asked.Count.ShouldBe(asked + 1);
    }

    private TaxJarSource TaxJar() => new(new(new(stub.Address, "v2/"), "key-1", "30070", "US", "CA", "94104"), Calls("TaxJar"));

    private AvalaraSource Avalara() => new(new(new(stub.Address, "api/v2/"), "1", "lic", "BP", "SW054000"), Calls("Avalara"));

    private static ProviderCalls Calls(string provider) => new(provider, TimeSpan.FromMilliseconds(400), TimeSpan.FromSeconds(30), TimeProvider.System, NullLogger.Instance);
}
