using BillingPortal.Data;
using BillingPortal.Features.Access;
using BillingPortal.Features.Accounts;
using BillingPortal.Features.Plans;
using BillingPortal.Features.Subscriptions.DryRuns;
using BillingPortal.Features.Usage;
using BillingPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.DevTools.Bench;

/// <summary><c>bench dry-run</c>: what 10,000 accounts would pay under a draft, beside reading the same accounts and writing as many rows without pricing anything.</summary>
internal static class DryRunBench
{
    private const int Accounts = 10_000;
    private const int Batch = 250;

    private static readonly Metric[] Used = [Metric.Memories, Metric.Contexts, Metric.StorageBytes, Metric.ApiCalls, Metric.MemoryTokens];

    public static async Task RunAsync(BenchRoom room)
    {
        await room.Services.PublishFirstPlansAsync();
        var draftId = await FillAsync(room);
        // Warms up, and leaves the run that the limit's rows belong to.
        await PredictAsync(room, draftId);
        var figure = await room.Report.CompareAsync(
            "accounts", rounds: 2, new("dry run", () => PredictAsync(room, draftId)), new("read and write, no pricing", () => CopyAsync(room, draftId)), warmUp: 0);
        await room.Report.SayAsync($"  {Accounts:N0} accounts took {Accounts / figure.PerSecond:0.0} s; at most 60 s are allowed. Working set {Environment.WorkingSet >> 20:N0} MiB.");
    }

    private static async Task<long> PredictAsync(BenchRoom room, Guid draftId)
    {
        var (dryRuns, work) = (room.Services.GetRequiredService<DryRunService>(), room.Services.GetRequiredService<DryRunWork>());
        await dryRuns.StartAsync(Actor.System, draftId);
        await work.RunDueAsync();
        var run = (await dryRuns.LookAsync(Actor.System, draftId)).Value!.Run!;
        return run is { State: DryRunState.Finished, Done: Accounts, Totals.Unpriced: 0 } ? run.Done : throw new InvalidOperationException($"The dry run ended as {run.State} after {run.Done} accounts.");
    }

    /// <summary>The least that such a run can cost here: each batch of accounts is read, and one row for each of them is written.</summary>
    private static async Task<long> CopyAsync(BenchRoom room, Guid draftId)
    {
        Guid runId;
        await using (var db = await room.ContextAsync())
        {
            runId = await db.DryRuns.Where(run => run.DraftId == draftId).Select(run => run.Id).SingleAsync();
            await db.DryRunAccounts.ExecuteDeleteAsync();
        }
        await using var look = await room.ContextAsync();
        foreach (var batch in (await look.Accounts.Select(account => account.Id).ToListAsync()).Chunk(Batch))
        {
            await using var db = await room.ContextAsync();
            var accounts = await db.Accounts.AsNoTracking().Where(account => EF.Parameter(batch).Contains(account.Id)).ToListAsync();
            db.AddRange(accounts.Select(account => new DryRunAccount { DryRunId = runId, AccountId = account.Id, OnVersion = 1 }));
            await db.SaveChangesAsync();
        }
        return Accounts;
    }

    private static async Task<Guid> FillAsync(BenchRoom room)
    {
        var now = room.Services.GetRequiredService<BillingClock>().Now;
        PlanVersion starter;
        await using (var db = await room.ContextAsync()) starter = (await room.Services.GetRequiredService<PlanCatalogue>().CurrentAsync(db, PlanCodes.Starter, Currency.Usd, now))!;
        for (var done = 0; done < Accounts; done += 500)
        {
            await using var db = await room.ContextAsync();
            for (var i = done; i < done + 500; i++) Add(db, starter, i, now);
            await db.SaveChangesAsync();
        }
        var catalogue = room.Services.GetRequiredService<CatalogueService>();
        var draft = (await catalogue.DraftAsync(Actor.System, starter.Id)).Value!;
        draft.Terms.Price = 12;
        return (await catalogue.ChangeAsync(Actor.System, draft.Id, draft.Version, draft.Terms)).Value!.Id;
    }

    private static void Add(BillingDbContext db, PlanVersion starter, int i, DateTime now)
    {
        var email = $"pay{i}@example.com";
        var account = new Account { Name = $"Team {i}", Currency = Currency.Usd, CreatedAt = now.AddDays(-60), BillingEmail = email, FoundingEmail = email };
        account.ChangeProfile(new() { Country = "US", Region = i % 3 == 0 ? "TX" : "NY" }, email, now);
        var team = new Team { Name = account.Name, AccountId = account.Id, CreatedAt = account.CreatedAt };
        var plan = AccountPlan.Start(account.Id, starter, now.AddDays(-40 - i % 15), now.AddDays(-40 - i % 15));
        db.AddRange(account, team, plan);
        foreach (var metric in Used) db.Add(Total(account.Id, team.Id, metric, plan.PeriodAt(now).Start, starter.LimitOf(metric).Quantity * (i % 20) / 10, now));
    }

    private static UsageTotal Total(Guid accountId, Guid teamId, Metric metric, DateTime periodStart, long quantity, DateTime now)
    {
        var total = new UsageTotal { AccountId = accountId, Metric = metric, PeriodStart = periodStart };
        total.Count(new UsageEvent
        {
            AccountId = accountId, EventId = "bench", TeamId = teamId, Metric = metric, Quantity = quantity, Timestamp = now, ReceivedAt = now, Number = 1, PeriodStart = periodStart,
            Day = DateOnly.FromDateTime(now), IsLate = false, ContentHash = [],
        });
        return total;
    }
}
