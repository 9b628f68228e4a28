using BillingPortal.Features.Plans;
using BillingPortal.Features.Usage;
using BillingPortal.Tests.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace BillingPortal.Tests.Features.Usage;

[OnEveryDatabase]
public sealed class UsageOfManyTests
{
    [Fact]
    public async Task Many_accounts_are_billed_on_exactly_what_each_is_billed_on_alone()
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
        var many = await acme.Services.GetRequiredService<UsageOfMany>().UsageOfPeriodsAsync(db, [(acme.AccountId, plan.Period), (other.Account, free)]);

        var reader = acme.Services.GetRequiredService<UsageReader>();
        many[acme.AccountId].ShouldBe(await reader.UsageOfPeriodAsync(db, acme.AccountId, plan.Period), ignoreOrder: true);
        many[other.Account].ShouldBe(await reader.UsageOfPeriodAsync(db, other.Account, free), ignoreOrder: true);
        many[acme.AccountId][Metric.StorageBytes].ShouldBe(1L << 36);
        many[acme.AccountId][Metric.Contexts].ShouldBe(5);
    }
}
