using BillingPortal.Features.Plans;
using BillingPortal.Features.Usage;
using BillingPortal.Tests.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace BillingPortal.Tests.Features.Usage;

[OnEveryDatabase]
public sealed class UsageOfManyTests
{
    [Fact]
    public async Task Many_accounts_and_periods_are_billed_on_exactly_what_each_is_billed_on_alone()
    {
        await using var acme = await MeteredAccount.StartAsync();
        var other = await acme.OpenAccountAsync("Other");
        await acme.TrackAsync(acme.Event("contexts", 7), acme.Event("memories", 40), acme.Event("api_calls", 900));
        await acme.StartedOnStarterAsync();
        await acme.TrackAsync(acme.Event("contexts", 300), acme.Event("contexts", 5), acme.Event("api_calls", 260_000), acme.Event("storage_bytes", 1L << 36));
        acme.Advance(TimeSpan.FromDays(40));
        await acme.TrackAsync(acme.Event("api_calls", 12), acme.Event("memories", 41));

        await using var db = acme.Open();
        var plan = await acme.PlanAtAsync(acme.Clock.Now);
        var free = plan.Row.From.AddDays(-1) is var before ? (await acme.PlanAtAsync(before)).Row.PeriodAt(acme.Clock.Now) : default;
        var first = plan.Row.PeriodAt(plan.Row.From);
        var many = await acme.Services.GetRequiredService<UsageOfMany>().UsageOfPeriodsAsync(db, [(acme.AccountId, plan.Period), (acme.AccountId, first), (other.Account, free)]);

        var reader = acme.Services.GetRequiredService<UsageReader>();
        var (acmes, others) = (many[(acme.AccountId, plan.Period.Start)].Billed, many[(other.Account, free.Start)].Billed);
        acmes.ShouldBe(await reader.UsageOfPeriodAsync(db, acme.AccountId, plan.Period), ignoreOrder: true);
        others.ShouldBe(await reader.UsageOfPeriodAsync(db, other.Account, free), ignoreOrder: true);
        var earlier = many[(acme.AccountId, first.Start)].Billed;
        (earlier[Metric.Contexts], earlier[Metric.ApiCalls], earlier[Metric.Memories]).ShouldBe((300, 260_000, 40));
        (acmes[Metric.ApiCalls], acmes[Metric.Memories], acmes[Metric.Members], others[Metric.ApiCalls]).ShouldBe((12, 41, 1, 0));
        acmes[Metric.StorageBytes].ShouldBe(1L << 36);
        acmes[Metric.Contexts].ShouldBe(5);
    }
}
