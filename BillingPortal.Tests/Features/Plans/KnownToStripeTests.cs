using BillingPortal.Features.Plans;
using BillingPortal.Features.Taxes;
using BillingPortal.Shared;
using BillingPortal.StripeGateway;
using BillingPortal.StripeSandbox;
using BillingPortal.Tests.Features.Usage;
using BillingPortal.Tests.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Stripe;

namespace BillingPortal.Tests.Features.Plans;

[OnEveryDatabase]
public sealed class KnownToStripeTests : IAsyncLifetime
{
    private static readonly TaxComponent Quebec = new("CA-QC", "Quebec QST", 9.975m, 1, TaxReasons.Charged);

    private readonly string folder = Directory.CreateTempSubdirectory("catalogue-").FullName;

    private MeteredAccount acme = null!;
    private SandboxServer sandbox = null!;
    private StripeClient stripe = null!;

    public async ValueTask InitializeAsync()
    {
        acme = await MeteredAccount.StartAsync();
        sandbox = new(new() { Port = 0, DataFile = Path.Combine(folder, "stripe.db") }, NullLoggerFactory.Instance);
        await sandbox.StartAsync(default);
        stripe = new(new StripeClientOptions { ApiKey = "sk_test_catalogue", ApiBase = sandbox.Address.AbsoluteUri.TrimEnd('/') });
    }

    public async ValueTask DisposeAsync()
    {
        await sandbox.DisposeAsync();
        await acme.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_plan_version_is_sold_at_its_own_monthly_price()
    {
        var starter = await StarterAsync();
        var id = (await Prices().EnsureAsync(starter)).Value!;

        var price = await new PriceService(stripe).GetAsync(id);
        (price.UnitAmount, price.Currency, price.Recurring.Interval, price.TaxBehavior).ShouldBe((1000, "usd", "month", "exclusive"));
        (await new ProductService(stripe).GetAsync(price.ProductId)).Name.ShouldBe("Starter");
        (await KnownAsync()).ShouldBe(id);
        (await Prices().EnsureAsync(starter)).Value.ShouldBe(id);
    }

    [Theory]
    [InlineData("JPY", 1_500, 1_500)]
    [InlineData("KWD", 3_250, 3_250)]
    [InlineData("ISK", 1_400, 140_000)]
    public async Task A_price_goes_over_the_wire_in_the_minor_units_that_Stripe_counts_in(string code, long minor, long onTheWire)
    {
        var version = new PlanVersion
        {
            PlanCode = PlanCodes.Starter, Name = "Starter", Number = 2, Price = new(minor, new(code)), PublishedAt = acme.Clock.Now, SoldFrom = acme.Clock.Now,
            Limits = [.. Metrics.All.Select(metric => new PlanLimit { Metric = metric, Quantity = 10, IsHard = true })],
        };
        await using (var db = acme.Open())
        {
            db.Add(version);
            await db.SaveChangesAsync();
        }

        var price = await new PriceService(stripe).GetAsync((await Prices().EnsureAsync(version)).Value!);
        (price.UnitAmount, price.Currency).ShouldBe((onTheWire, code.ToLowerInvariant()));
    }

    [Fact]
    public async Task Nodes_that_sell_at_once_and_one_that_forgot_all_end_with_one_price()
    {
        var starter = await StarterAsync();
        var ids = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () => (await Prices().EnsureAsync(starter)).Value)));
        await using (var db = acme.Open()) await db.PlansAtStripe.ExecuteDeleteAsync();
        var again = (await Prices().EnsureAsync(starter)).Value;
        ids.Append(again).Distinct().Count().ShouldBe(1);
        (await new PriceService(stripe).ListAsync(new() { Limit = 100 })).Data.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_tax_becomes_one_rate_at_Stripe_however_often_and_on_however_many_nodes_it_is_used()
    {
        var ids = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () => (await Rates().IdAsync(Quebec)).Value)));
        ids.Append((await Rates().IdAsync(Quebec with { Percentage = 9.97500m })).Value).Distinct().Count().ShouldBe(1);

        var rate = await new TaxRateService(stripe).GetAsync(ids[0]);
        (rate.DisplayName, rate.Percentage, rate.Inclusive, rate.Country, rate.State, rate.Jurisdiction).ShouldBe(("Quebec QST", 9.975m, false, "CA", "QC", "CA-QC"));
        (await Rates().IdAsync(Quebec with { Percentage = 10 })).Value.ShouldNotBe(ids[0]);
    }

    [Fact]
    public async Task Without_Stripe_nothing_is_remembered_and_the_answer_is_a_problem()
    {
        await sandbox.DisposeAsync();
        (await Rates().IdAsync(Quebec)).Problem!.Kind.ShouldBe(ProblemKind.Unavailable);
        (await Prices().EnsureAsync(await StarterAsync())).Problem!.Kind.ShouldBe(ProblemKind.Unavailable);
        (await KnownAsync()).ShouldBeNull();
    }

    private StripePrices Prices() => new(Contexts, stripe, new(NullLogger<StripeCalls>.Instance));

    private StripeTaxRates Rates() => new(Contexts, stripe, new(NullLogger<StripeCalls>.Instance));

    private IDbContextFactory<Data.BillingDbContext> Contexts => acme.Services.GetRequiredService<IDbContextFactory<Data.BillingDbContext>>();

    private async Task<PlanVersion> StarterAsync()
    {
        await using var db = acme.Open();
        return (await acme.Catalogue.CurrentAsync(db, PlanCodes.Starter, Currency.Usd, acme.Clock.Now))!;
    }

    private async Task<string?> KnownAsync()
    {
        await using var db = acme.Open();
        return await db.PlansAtStripe.Select(sold => sold.StripePriceId).SingleOrDefaultAsync();
    }
}
