using BillingPortal.Features.Plans;
using BillingPortal.Features.Usage;
using BillingPortal.Shared;
using BillingPortal.Tests.Testing;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BillingPortal.Tests.Features.Usage;

[OnEveryDatabase]
public sealed class UsageRollupTests : IAsyncLifetime
{
    private MeteredAccount acme = null!;

    private UsageQueue Queue => acme.Services.GetRequiredService<UsageQueue>();

    public async ValueTask InitializeAsync() => acme = await MeteredAccount.StartAsync();

    public ValueTask DisposeAsync() => acme.DisposeAsync();

    [Fact]
    public async Task The_rollups_equal_a_recount_of_the_events_whatever_was_sent()
    {
        await acme.StartedOnStarterAsync();
        Prop.ForAll(Arb.From(Batches()), batches =>
        {
            foreach (var batch in batches)
            {
                acme.Advance(TimeSpan.FromHours(20));
                acme.TrackAsync([.. batch.Where(move => move.Verb == UsageVerb.Track).Select(Sent)]).GetAwaiter().GetResult();
                foreach (var move in batch.Where(move => move.Verb != UsageVerb.Track)) ChangeAsync(move).GetAwaiter().GetResult();
            }
            using var db = acme.Open();
            return UsageRecount.DifferencesAsync(db, acme.AccountId).GetAwaiter().GetResult().Count == 0;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(25));

        await using var after = acme.Open();
        var events = await after.UsageEvents.AsNoTracking().ToListAsync();
        events.ShouldContain(usage => usage.IsLate);
        events.ShouldContain(usage => usage.Corrects != null);
        events.ShouldContain(usage => usage.Change > 0);
        events.ShouldContain(usage => usage.Change < 0);
        events.Select(usage => usage.PeriodStart).Distinct().Count().ShouldBeGreaterThan(2);
    }

    [Fact]
    public async Task Neither_order_nor_repetition_changes_what_counters_come_to()
    {
        await acme.StartedOnStarterAsync();
        acme.Advance(TimeSpan.FromDays(20));
        Prop.ForAll(Arb.From(Gen.Choose(1, 50).Zip(Gen.Choose(0, 19)).ArrayOf(8).Zip(Gen.Shuffle(Enumerable.Range(0, 16).ToArray()))), given =>
        {
            var (events, order) = given;
            var (_, account) = acme.OpenAccountAsync("Shuffled").GetAwaiter().GetResult();
            var sent = events.Select((of, number) => acme.Event("api_calls", of.Item1, $"event {number}", acme.Clock.Now.AddSeconds(of.Item2))).ToArray();
            foreach (var place in order) Queue.CountAsync(account, [sent[place % 8]]).GetAwaiter().GetResult();
            using var db = acme.Open();
            return db.UsageTotals.Where(total => total.AccountId == account).Select(total => total.Sum).Single() == events.Sum(of => (long)of.Item1);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(15));
    }

    [Fact]
    public async Task A_rollup_that_lies_is_found()
    {
        await acme.TrackAsync(acme.Event("api_calls", 3));
        await using var db = acme.Open();
        await db.UsageTotals.ExecuteUpdateAsync(set => set.SetProperty(total => total.Sum, 4));
        var difference = (await UsageRecount.DifferencesAsync(db, acme.AccountId)).Single();
        (difference.Metric, difference.Kept!.Sum, difference.Counted!.Sum).ShouldBe((Metric.ApiCalls, 4, 3));
    }

    [Fact]
    public async Task Of_two_hundred_parallel_events_exactly_those_that_fit_are_accepted()
    {
        await acme.TrackAsync(acme.Event("api_calls", 9_995));
        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Task.Run(() => acme.TrackOneAsync(acme.Event("api_calls", 1)))));
        answers.Count(answer => answer == "accepted").ShouldBe(5);
        answers.Count(answer => answer == "quota_exceeded").ShouldBe(195);
        (await acme.QuotaAsync("api_calls")).Used.ShouldBe(10_000);
    }

    [Fact]
    public async Task One_event_sent_many_times_at_once_counts_once()
    {
        var call = acme.Event("api_calls", 1);
        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => Task.Run(() => acme.TrackOneAsync(call))));
        answers.Count(answer => answer == "accepted").ShouldBe(1);
        answers.Count(answer => answer == "duplicate").ShouldBe(29);
        (await acme.MeterAsync(Metric.ApiCalls)).Used.ShouldBe(1);
    }

    // Few ids and small times, so that repetitions, reuse, corrections and late events all happen.
    private static Gen<Move[][]> Batches()
    {
        var move = from id in Gen.Choose(0, 80)
                   from metric in Gen.Elements("api_calls", "memory_tokens", "memories", "contexts")
                   from quantity in Gen.Choose(0, 50)
                   from hoursAgo in Gen.Choose(-1, 60 * 24)
                   from corrects in Gen.Frequency((3, Gen.Constant(-1)), (1, Gen.Choose(0, 80)))
                   from verb in Gen.Frequency((6, Gen.Constant(UsageVerb.Track)), (1, Gen.Constant(UsageVerb.Reserve)), (1, Gen.Constant(UsageVerb.Release)))
                   select new Move(id, metric, quantity, hoursAgo, corrects, verb);
        return Gen.Choose(1, 12).SelectMany(size => move.ArrayOf(size)).ArrayOf(4);
    }

    private UsageInput Sent(Move move) => move.Corrects < 0
        ? acme.Event(move.Metric, move.Quantity, $"event {move.Id}", move.HoursAgo < 0 ? null : acme.Clock.Now.AddHours(-move.HoursAgo))
        : acme.Event(move.Metric, -move.Quantity, $"correction {move.Id}", corrects: $"event {move.Corrects}");

    private Task ChangeAsync(Move move) => move.Verb == UsageVerb.Reserve
        ? acme.ReserveAsync(move.Metric, move.Quantity, $"event {move.Id}")
        : acme.ReleaseAsync(move.Metric, move.Quantity, $"release {move.Id}");

    private sealed record Move(int Id, string Metric, int Quantity, int HoursAgo, int Corrects, UsageVerb Verb);
}
