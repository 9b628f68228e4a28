using BillingPortal.Data;
using BillingPortal.Features.Invoicing;
using BillingPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.DevTools.Bench;

/// <summary>
/// <c>bench invoice-run</c>: the engine alone (rate, tax, number, store, outbox: the run's own services without its calls to Stripe) at two sizes, and whole against the sandbox.
/// Each draft has five lines.
/// </summary>
internal static class InvoiceRunBench
{
    private const int Whole = 1_000;

    public static async Task RunAsync(BenchRoom room)
    {
        var crowd = await InvoiceCrowd.OfAsync(room);
        await EngineAsync(room, crowd, 1_000, isShown: false);
        var small = await EngineAsync(room, crowd, 10_000);
        var large = await EngineAsync(room, crowd, 100_000);
        await room.Report.SayAsync($"  100,000 accounts cost {large.Took / small.Took:0.0} times what 10,000 cost; the target is at most 10.5");
        await room.Report.SayAsync($"  most memory {GC.GetTotalMemory(forceFullCollection: true) / 1_048_576:N0} MiB managed after it");
        await WholeAsync(room, crowd);
    }

    private static async Task<BenchSample> EngineAsync(BenchRoom room, InvoiceCrowd crowd, int accounts, bool isShown = true)
    {
        await crowd.AddAsync(accounts, atStripe: false);
        var sample = await room.Report.MeasureAsync(new("engine", () => CompleteAsync(room.Services)));
        if (isShown) await SayAsync(room, $"engine alone, {accounts:N0} accounts", sample, "2,000/s");
        return sample;
    }

    private static async Task WholeAsync(BenchRoom room, InvoiceCrowd crowd)
    {
        await crowd.AddAsync(Whole, atStripe: true);
        var sample = await room.Report.MeasureAsync(new("whole", async () => (await room.Services.GetRequiredService<InvoiceRun>().CompleteDueAsync())?.Done ?? 0));
        await SayAsync(room, $"whole, against the sandbox, {Whole:N0} accounts", sample, "200/s");
    }

    private static Task SayAsync(BenchRoom room, string name, BenchSample sample, string target) => room.Report.SayAsync(
        $"  {name,-44} {sample.PerSecond,10:N0} invoices/s, target {target}   {sample.Operations:N0} in {sample.Took.TotalSeconds:0.0} s   CPU {sample.OwnMicroseconds:N0} µs each + {sample.DatabaseMicroseconds:N0} in the database server");

    /// <summary>What the run does with each batch, but for Stripe: that its totals agree is taken for granted.</summary>
    private static async Task<long> CompleteAsync(IServiceProvider services)
    {
        var (queue, rating, issuing) = (services.GetRequiredService<InvoiceQueue>(), services.GetRequiredService<InvoiceRating>(), services.GetRequiredService<InvoiceIssuing>());
        var contexts = services.GetRequiredService<IDbContextFactory<BillingDbContext>>();
        await issuing.PrepareAsync();
        var done = 0L;
        while (await queue.LeaseAsync(null, [], default) is { InvoiceIds.Count: > 0 } leased)
        {
            await rating.RateAsync(leased.InvoiceIds);
            await using (var db = await contexts.CreateDbContextAsync())
            {
                var ids = leased.InvoiceIds;
                await db.Invoices.Where(invoice => EF.Parameter(ids).Contains(invoice.Id)).ExecuteUpdateAsync(set => set.SetProperty(invoice => invoice.Step, DraftStep.Placed));
            }
            await issuing.IssueAsync([.. leased.InvoiceIds.Select(id => new FinalDraft(id, null))]);
            await queue.ReleaseAsync(leased, default);
            done += leased.InvoiceIds.Count;
        }
        return done;
    }
}
