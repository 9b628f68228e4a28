using BillingPortal.Features.Auditing;
using BillingPortal.Features.Plans;
using BillingPortal.Shared;
using BillingPortal.Tests.Features.Usage;
using BillingPortal.Tests.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BillingPortal.Tests.Features.Plans;

/// <summary>Administrators draft, change and publish plan versions; what is unsound is refused by field and rule, and nothing is changed.</summary>
[OnEveryDatabase]
public sealed class CatalogueTests : IAsyncLifetime
{
    private static readonly Actor Admin = new() { UserId = "ada", Name = "Ada", PlatformRoles = [PlatformRole.Admin] };
    private static readonly Actor Finance = new() { UserId = "finn", Name = "Finn", PlatformRoles = [PlatformRole.Finance] };

    private MeteredAccount acme = null!;

    private CatalogueService Catalogue => acme.Services.GetRequiredService<CatalogueService>();

    public static TheoryData<string, Action<PlanTerms>> Unsound => new()
    {
        { "name", terms => terms.Name = " " },
        { "name", terms => terms.Name = new('x', 101) },
        { "currency", terms => terms.Currency = "XYZ" },
        { "currency", terms => terms.Currency = null },
        { "price", terms => terms.Price = null },
        { "price", terms => terms.Price = -1 },
        { "price", terms => terms.Price = 10.005m },
        { "price", terms => terms.Price = 0 },
        { "price", terms => terms.Price = 1_000_000_000_000_000_000_000m },
        { "price", terms => (terms.Currency, terms.Price) = ("JPY", 1_000.5m) },
        { "price", terms => (terms.Currency, terms.Price) = ("KWD", 3.255m) },
        { "sold_from", terms => terms.SoldFrom = new(2020, 1, 1) },
        { "members", terms => terms.Metrics.RemoveAll(metric => metric.Metric == Metric.Members) },
        { "api_calls", terms => terms.Metrics.Add(Of(terms, Metric.ApiCalls) with { }) },
        { "members.included", terms => Of(terms, Metric.Members).Included = -1 },
        { "members.included", terms => Of(terms, Metric.Members).Included = null },
        { "members.included", terms => Of(terms, Metric.Members).Included = long.MaxValue },
        { "memories.per", terms => Of(terms, Metric.Memories).Per = 0 },
        { "memories.tiers", terms => Of(terms, Metric.Memories).Tiers.Clear() },
        { "memories.tiers", terms => Of(terms, Metric.Memories).Tiers.Add(new() { Price = 1 }) },
        { "memories.tiers", terms => Of(terms, Metric.Memories).Tiers[0].Price = -0.01m },
        { "memories.tiers", terms => Of(terms, Metric.Memories).Tiers[0].Price = 0.000000001m },
        { "api_calls.tiers", terms => Of(terms, Metric.ApiCalls).Tiers[1].UpTo = 2_000_000 },
        { "api_calls.tiers", terms => Of(terms, Metric.ApiCalls).Tiers[0].UpTo = null },
        { "api_calls.tiers", terms => Of(terms, Metric.ApiCalls).Tiers[0].UpTo = 0 },
        { "api_calls.tiers", terms => Of(terms, Metric.ApiCalls).Tiers.Insert(1, new() { UpTo = 1_000_000, Price = 1 }) },
        { "api_calls.tiers", terms => Of(terms, Metric.ApiCalls).Tiers[0].Price = null },
    };

    public async ValueTask InitializeAsync() => acme = await MeteredAccount.StartAsync();

    public ValueTask DisposeAsync() => acme.DisposeAsync();

    [Theory]
    [MemberData(nameof(Unsound), DisableDiscoveryEnumeration = true)]
    public async Task What_is_unsound_is_refused_by_its_field_and_nothing_is_changed(string field, Action<PlanTerms> spoil)
    {
        var draft = await DraftAsync();
        spoil(draft.Terms);

        var problem = (await Catalogue.ChangeAsync(Admin, draft.Id, draft.Version, draft.Terms)).Problem!;

        problem.Kind.ShouldBe(ProblemKind.Invalid);
        problem.Errors.Keys.ShouldContain(field);
        var kept = (await Catalogue.GetAsync(Admin, draft.Id)).Value!;
        (kept.Version, kept.Terms.Price).ShouldBe((0, 10));
    }

    [Fact]
    public async Task A_draft_is_published_as_the_next_version_and_everybody_stays_where_they_are()
    {
        await acme.StartedOnStarterAsync();
        var draft = await ChangedAsync(await DraftAsync(), terms => (terms.Price, Of(terms, Metric.Members).Included) = (12.50m, 8));

        var published = (await Catalogue.PublishAsync(Admin, draft.Id, draft.Version)).Value!;

        await using var db = acme.Open();
        var sold = (await acme.Catalogue.CurrentAsync(db, PlanCodes.Starter, Currency.Usd, acme.Clock.Now))!;
        (sold.Id, sold.Number, sold.Price, sold.LimitOf(Metric.Members).Quantity).ShouldBe((published.PublishedAs!.Value, 2, Money.Usd(12_50), 8));
        sold.RateOverage(Metric.ApiCalls, 1_500_000).Minor.ShouldBe(450_00);
        (await acme.PlanAtAsync(acme.Clock.Now)).Version.Number.ShouldBe(1);
        (await ActionsAsync(db)).ShouldBe(["planVersion.drafted", "planVersion.changed", "planVersion.published"]);
        (await Catalogue.ChangeAsync(Admin, draft.Id, published.Version, published.Terms)).Problem!.Code.ShouldBe("draft_changed");
        (await Catalogue.PublishAsync(Admin, draft.Id, published.Version)).Problem!.Code.ShouldBe("draft_changed");
    }

    [Fact]
    public async Task The_terms_of_every_first_plan_make_that_plan_again()
    {
        foreach (var plan in FirstPlans.Publish(acme.Clock.Now))
        {
            var again = PlanTerms.Of(plan).ToVersion(plan.PlanCode, 2, acme.Clock.Now);
            again.Price.ShouldBe(plan.Price);
            foreach (var metric in Metrics.All)
            {
                again.LimitOf(metric).ShouldSatisfyAllConditions(limit => limit.Quantity.ShouldBe(plan.LimitOf(metric).Quantity), limit => limit.IsHard.ShouldBe(plan.LimitOf(metric).IsHard));
                again.RateOf(metric)?.Tiers.ShouldBe(plan.RateOf(metric)!.Tiers);
                again.RateOverage(metric, 70_000_000_000).Minor.ShouldBe(plan.RateOverage(metric, 70_000_000_000).Minor);
            }
        }
    }

    [Fact]
    public async Task Of_two_who_change_a_draft_at_once_the_second_is_told_and_overwrites_nothing()
    {
        var seen = await DraftAsync();
        await ChangedAsync(seen, terms => terms.Price = 12);
        seen.Terms.Price = 99;

        (await Catalogue.ChangeAsync(Admin, seen.Id, seen.Version, seen.Terms)).Problem!.Code.ShouldBe("draft_changed");
        (await Catalogue.PublishAsync(Admin, seen.Id, seen.Version)).Problem!.Code.ShouldBe("draft_changed");
        (await Catalogue.DiscardAsync(Admin, seen.Id, seen.Version)).Problem!.Code.ShouldBe("draft_changed");
        (await Catalogue.GetAsync(Admin, seen.Id)).Value!.Terms.Price.ShouldBe(12);
    }

    [Fact]
    public async Task Two_versions_from_the_same_instant_overlap_and_the_second_is_refused()
    {
        var day = acme.Clock.Now.AddDays(10);
        var (first, second) = (await ChangedAsync(await DraftAsync(), terms => terms.SoldFrom = day), await ChangedAsync(await DraftAsync(), terms => terms.SoldFrom = day));

        (await Catalogue.PublishAsync(Admin, first.Id, first.Version)).Problem.ShouldBeNull();

        var problem = (await Catalogue.PublishAsync(Admin, second.Id, second.Version)).Problem!;
        problem.Errors["sold_from"].Single().ShouldContain("overlaps");
    }

    [Fact]
    public async Task Of_two_drafts_published_at_the_same_moment_one_becomes_a_version()
    {
        PlanDraftView[] drafts = [await DraftAsync(), await DraftAsync()];
        acme.Advance(TimeSpan.FromSeconds(1));

        var answers = await Task.WhenAll(drafts.Select(draft => Task.Run(() => Catalogue.PublishAsync(Admin, draft.Id, draft.Version))));

        answers.Count(answer => answer.Problem is null).ShouldBe(1);
        answers.Single(answer => answer.Problem is not null).Problem!.Kind.ShouldBe(ProblemKind.Conflict);
        await using var db = acme.Open();
        (await db.PlanVersions.CountAsync(version => version.PlanCode == PlanCodes.Starter)).ShouldBe(2);
    }

    [Fact]
    public async Task Free_costs_nothing_and_bills_nothing()
    {
        var draft = await DraftAsync(PlanCodes.Free);
        draft.Terms.Price = 1;
        Of(draft.Terms, Metric.Members).Above = RateModel.Flat;
        Of(draft.Terms, Metric.Members).Tiers.Add(new() { Price = 2 });

        (await Catalogue.ChangeAsync(Admin, draft.Id, draft.Version, draft.Terms)).Problem!.Errors.Keys.ShouldBe(["price", "members.above"]);
    }

    [Theory]
    [InlineData("JPY", 1_500, 1_500)]
    [InlineData("KWD", 3.25, 3_250)]
    public async Task A_plan_can_be_made_in_a_currency_of_no_or_three_decimals(string currency, double price, long minor)
    {
        var draft = await ChangedAsync(await DraftAsync(), terms => (terms.Currency, terms.Price) = (currency, (decimal)price));
        (await Catalogue.PublishAsync(Admin, draft.Id, draft.Version)).Problem.ShouldBeNull();

        await using var db = acme.Open();
        var sold = (await acme.Catalogue.CurrentAsync(db, PlanCodes.Starter, new(currency), acme.Clock.Now))!;
        sold.Price.ShouldBe(new Money(minor, new(currency)));
        sold.RateOverage(Metric.Members, 12).Minor.ShouldBe(2 * 2 / new Money(1, new(currency)).Major);
    }

    [Fact]
    public async Task Finance_reads_and_only_administrators_write()
    {
        var draft = await DraftAsync();
        (await Catalogue.GetAsync(Finance, draft.Id)).Problem.ShouldBeNull();
        (await acme.Services.GetRequiredService<CatalogueReading>().LookAsync(Finance)).Value!.Select(plan => plan.Code).ShouldBe(["free", "starter", "nonprofit"]);

        (await Catalogue.ChangeAsync(Finance, draft.Id, 0, draft.Terms)).Problem!.Kind.ShouldBe(ProblemKind.Forbidden);
        (await Catalogue.PublishAsync(Finance, draft.Id, 0)).Problem!.Kind.ShouldBe(ProblemKind.Forbidden);
        (await Catalogue.DiscardAsync(Finance, draft.Id, 0)).Problem!.Kind.ShouldBe(ProblemKind.Forbidden);
        (await Catalogue.DraftAsync(Finance, draft.Id)).Problem!.Kind.ShouldBe(ProblemKind.Forbidden);
        (await Catalogue.GetAsync(acme.Owner, draft.Id)).Problem!.Kind.ShouldBe(ProblemKind.Forbidden);
        (await acme.Services.GetRequiredService<CatalogueReading>().LookAsync(acme.Owner)).Problem!.Kind.ShouldBe(ProblemKind.Forbidden);
    }

    private static MetricTerms Of(PlanTerms terms, Metric metric) => terms.Metrics.First(of => of.Metric == metric);

    private async Task<PlanDraftView> DraftAsync(string code = PlanCodes.Starter)
    {
        await using var db = acme.Open();
        var version = (await acme.Catalogue.CurrentAsync(db, code, Currency.Usd, acme.Clock.Now))!;
        return (await Catalogue.DraftAsync(Admin, version.Id)).Value!;
    }

    private async Task<PlanDraftView> ChangedAsync(PlanDraftView draft, Action<PlanTerms> change)
    {
        var terms = draft.Terms.Copy();
        change(terms);
        return (await Catalogue.ChangeAsync(Admin, draft.Id, draft.Version, terms)).Value ?? throw new InvalidOperationException("The change was refused.");
    }

    private static async Task<List<string>> ActionsAsync(Data.BillingDbContext db) =>
        await db.AuditEntries.Where(entry => entry.Action.StartsWith("planVersion.")).OrderBy(entry => entry.Id).Select(entry => entry.Action).ToListAsync();
}
