using BillingPortal.Features.Plans;
using BillingPortal.Features.Usage;
using BillingPortal.Tests.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BillingPortal.Tests.Features.Usage;

[OnEveryDatabase]
public sealed class UsageQueueTests : IAsyncLifetime
{
    private MeteredAccount acme = null!;

    private UsageQueue Queue => acme.Services.GetRequiredService<UsageQueue>();

    public async ValueTask InitializeAsync() => acme = await MeteredAccount.StartAsync();

    public ValueTask DisposeAsync() => acme.DisposeAsync();

    [Fact]
    public async Task Requests_that_wait_together_share_one_transaction()
    {
        await acme.TrackAsync(acme.Event("api_calls", 1));
        var before = await TurnsAsync();
        await using (var holder = acme.Open())
        {
            await using var turn = await holder.Database.BeginTransactionAsync();
            await holder.Set<UsageTurn>().ExecuteUpdateAsync(set => set.SetProperty(t => t.Taken, t => t.Taken));
            var waiting = Enumerable.Range(0, 60).Select(_ => Queue.CountAsync(acme.AccountId, [acme.Event("api_calls", 1)])).ToList();
            await turn.CommitAsync();
            (await Task.WhenAll(waiting)).ShouldAllBe(results => results.Single().Status == UsageStatus.Accepted);
        }
        (await TurnsAsync() - before).ShouldBeLessThanOrEqualTo(2);
        (await acme.MeterAsync(Metric.ApiCalls)).Used.ShouldBe(61);
    }

    [Fact]
    public async Task A_request_that_breaks_fails_alone()
    {
        var poisoned = acme.Event("api_calls", 1) with { Quantity = null };
        var (_, other) = await acme.OpenAccountAsync("Other");
        var answers = Enumerable.Range(0, 30).Select(number => Queue.CountAsync(number % 3 == 0 ? other : acme.AccountId, [number == 7 ? poisoned : acme.Event("api_calls", 1)])).ToList();
        await Should.ThrowAsync<InvalidOperationException>(() => answers[7]);
        answers.RemoveAt(7);
        (await Task.WhenAll(answers)).ShouldAllBe(results => results.Single().Status == UsageStatus.Accepted);
        (await acme.MeterAsync(Metric.ApiCalls)).Used.ShouldBe(19);
    }

    [Fact]
    public async Task The_same_event_in_two_requests_of_one_transaction_counts_once()
    {
        var call = acme.Event("api_calls", 5, "once");
        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => Queue.CountAsync(acme.AccountId, [call])));
        answers.Count(results => results.Single().Status == UsageStatus.Accepted).ShouldBe(1);
        (await acme.MeterAsync(Metric.ApiCalls)).Used.ShouldBe(5);
    }

    [Fact]
    public async Task Who_stops_waiting_does_not_stop_the_counting()
    {
        using var left = new CancellationTokenSource();
        await left.CancelAsync();
        var call = acme.Event("api_calls", 5, "left");
        var answer = Queue.CountAsync(acme.AccountId, [call], left.Token);
        await Should.ThrowAsync<OperationCanceledException>(() => answer);
        (await acme.TrackOneAsync(call)).ShouldBe("duplicate");
    }

    [Fact]
    public async Task Two_nodes_count_the_same_accounts_without_losing_or_blocking_each_other()
    {
        var otherNode = new UsageQueue(acme.Services.GetRequiredService<UsageCounter>());
        var accounts = new List<Guid> { acme.AccountId };
        for (var i = 0; i < 5; i++) accounts.Add((await acme.OpenAccountAsync($"Team {i}")).Account);
        await Task.WhenAll(from round in Enumerable.Range(0, 20)
                           from account in accounts
                           from queue in new[] { Queue, otherNode }
                           select queue.CountAsync(account, [acme.Event("api_calls", 1)]));
        await using var db = acme.Open();
        (await db.UsageTotals.Select(total => total.Sum).ToListAsync()).ShouldBe(Enumerable.Repeat(40L, 6));
        foreach (var account in accounts) (await UsageRecount.DifferencesAsync(db, account)).ShouldBeEmpty();
    }

    private async Task<long> TurnsAsync()
    {
        await using var db = acme.Open();
        return await db.Set<UsageTurn>().Where(turn => turn.AccountId == acme.AccountId).Select(turn => turn.Taken).SingleAsync();
    }
}
