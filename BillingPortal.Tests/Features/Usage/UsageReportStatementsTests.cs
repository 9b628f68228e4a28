using BillingPortal.Features.Plans;
using BillingPortal.Features.Usage;
using BillingPortal.Shared;
using BillingPortal.Tests.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace BillingPortal.Tests.Features.Usage;

/// <summary>What the usage page asks the database, and that what it derives is what each reading by itself would say.</summary>
[OnEveryDatabase]
public sealed class UsageReportStatementsTests : IAsyncLifetime
{
    private MeteredAccount acme = null!;

    private UsageReportService Reports => acme.Services.GetRequiredService<UsageReportService>();

    public async ValueTask InitializeAsync()
    {
        acme = await MeteredAccount.StartAsync();
        await acme.TrackAsync(acme.Event("api_calls", 900), acme.Event("contexts", 7));
        await acme.StartedOnStarterAsync();
        await acme.CapAsync(50_00);
        await acme.TrackAsync(acme.Event("api_calls", 260_000), acme.Event("contexts", 260), acme.Event("contexts", 5));
    }

    public ValueTask DisposeAsync() => acme.DisposeAsync();

    [Fact]
    public async Task A_load_of_the_page_is_six_statements()
    {
        acme.Advance(TimeSpan.FromDays(3));
        await ShowAsync();
        (await StatementCount.OfAsync(() => ShowAsync())).Count.ShouldBe(6);
        (await StatementCount.OfAsync(() => ShowAsync(metric: Metric.Contexts))).Count.ShouldBe(6);
    }

    [Fact]
    public async Task Late_usage_of_a_closed_period_adds_what_was_billed_of_it_already()
    {
        var closed = await CloseAsync();
        await ShowAsync();
        (await StatementCount.OfAsync(() => ShowAsync(closed.Start))).Count.ShouldBe(7);
    }

    [Fact]
    public async Task The_running_period_reads_as_its_meters_and_its_cap_do_by_themselves()
    {
        acme.Advance(TimeSpan.FromDays(3));
        var report = await ShowAsync(metric: Metric.Contexts);
        report.Meters.Select(meter => (meter.Metric, meter.Used, meter.Carried)).ShouldBe(
            [(Metric.Members, 1, 0), (Metric.Memories, 0, 0), (Metric.Contexts, 260, 0), (Metric.StorageBytes, 0, 0), (Metric.ApiCalls, 260_900, 900), (Metric.MemoryTokens, 0, 0)], ignoreOrder: true);
        report.Days.Select(day => (day.Used, day.InAll)).ShouldBe([(260, 5), (5, 5), (5, 5), (5, 5)]);
        var cap = (await acme.Caps.GetAsync(acme.Owner, acme.TeamId)).Value!;
        (report.Cap!.Amount, report.Cap.Currency, report.Cap.Spent).ShouldBe((cap.Amount, cap.Currency, cap.Spent));
        cap.Spent.ShouldBe(5_00);
        report.Spending.Count.ShouldBeGreaterThan(20);
        report.Periods.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_closed_period_keeps_its_figures_its_levels_and_what_late_usage_of_it_costs()
    {
        var closed = await CloseAsync();
        var report = await ShowAsync(closed.Start, Metric.Contexts);
        await using var db = acme.Open();
        var billed = await acme.Services.GetRequiredService<UsageReader>().UsageOfPeriodAsync(db, acme.AccountId, closed);
        report.Meters.ToDictionary(meter => meter.Metric, meter => meter.Used - meter.Carried).ShouldBe(billed, ignoreOrder: true);
        var due = await acme.Services.GetRequiredService<LateUsage>().DueAsync(db, acme.AccountId, closed.End);
        report.LateDue.ShouldBe(due.ShouldHaveSingleItem().Due);
        report.LateDue.ShouldBe(Money.Usd(8_00));
        (report.Period, report.Spending.Count).ShouldBe((closed, 0));
        (await ShowAsync(metric: Metric.Contexts)).Days[0].ShouldBe(new(DateOnly.FromDateTime(closed.End), 5, 5), "the level came in with the month");
    }

    [Fact]
    public async Task The_month_of_Free_that_an_upgrade_cut_short_ends_there()
    {
        var free = (await ShowAsync()).Periods[^1];
        free.End.ShouldBe(acme.Clock.Now);
        var report = await ShowAsync(free.Start);
        (report.Period, report.IsFree, report.LateDue).ShouldBe((free, true, null));
        report.Meters.Single(meter => meter.Metric == Metric.ApiCalls).Used.ShouldBe(900);
    }

    /// <summary>Ends the first paid month; then 20,000 calls of it arrive late.</summary>
    private async Task<Period> CloseAsync()
    {
        var closed = (await acme.PlanAtAsync(acme.Clock.Now)).Period;
        acme.Advance(closed.End - acme.Clock.Now + TimeSpan.FromHours(2));
        await acme.TrackAsync(acme.Event("api_calls", 20_000, at: closed.End.AddHours(-5)));
        return closed;
    }

    private async Task<UsageReport> ShowAsync(DateTime? period = null, Metric? metric = null) =>
        (await Reports.ShowAsync(acme.Owner, acme.TeamId, period, metric)).Is(out var report, out var problem) ? report : throw new InvalidOperationException(problem.Detail);
}
