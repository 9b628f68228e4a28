using BillingPortal.StripeGateway;

namespace BillingPortal.Tests.StripeGateway;

public sealed class RateLimitTests : IDisposable
{
    private readonly HandTime time = new();
    private readonly PriorityTokenBucket bucket;

    public RateLimitTests() => bucket = new(80, time);

    public void Dispose() => bucket.Dispose();

    [Fact]
    public async Task After_a_quarter_of_a_seconds_worth_at_once_the_rate_is_kept()
    {
        var calls = Enumerable.Range(0, 200).Select(_ => bucket.EnterAsync(false)).ToList();

        Through(calls).ShouldBe(20);
        for (var step = 0; step < 1000; step++) time.Pass(TimeSpan.FromMilliseconds(1));
        await Task.WhenAll(calls[..99]).WaitAsync(TimeSpan.FromSeconds(10));
        Through(calls).ShouldBeInRange(99, 100);
    }

    [Fact]
    public void Idle_time_is_not_saved_up()
    {
        time.Pass(TimeSpan.FromHours(1));

        Through([.. Enumerable.Range(0, 200).Select(_ => bucket.EnterAsync(false))]).ShouldBe(20);
    }

    [Fact]
    public async Task Calls_marked_as_first_overtake_those_that_wait()
    {
        for (var taken = 0; taken < 20; taken++) await bucket.EnterAsync(false);
        var ordinary = bucket.EnterAsync(false);
        var first = bucket.EnterAsync(true);

        time.Pass(TimeSpan.FromMilliseconds(13));

        await first.WaitAsync(TimeSpan.FromSeconds(10));
        ordinary.IsCompleted.ShouldBeFalse();
        time.Pass(TimeSpan.FromMilliseconds(13));
        await ordinary.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Who_gives_up_waiting_costs_nobody_a_turn()
    {
        using var patience = new CancellationTokenSource();
        for (var taken = 0; taken < 20; taken++) await bucket.EnterAsync(false);
        var gaveUp = Enumerable.Range(0, 50).Select(_ => bucket.EnterAsync(true, patience.Token)).ToList();
        var waits = bucket.EnterAsync(false);

        await patience.CancelAsync();
        time.Pass(TimeSpan.FromMilliseconds(13));

        foreach (var one in gaveUp) await Should.ThrowAsync<OperationCanceledException>(() => one);
        await waits.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_flow_is_marked_until_its_scope_ends_and_others_are_not()
    {
        await Task.Run(async () =>
        {
            using (StripePriority.GoFirst())
            {
                await Task.Yield();
                StripePriority.IsFirst.ShouldBeTrue();
            }
            StripePriority.IsFirst.ShouldBeFalse();
        });
        StripePriority.IsFirst.ShouldBeFalse();
    }

    private static int Through(List<Task> calls) => calls.Count(call => call.IsCompletedSuccessfully);
}
