using System.Diagnostics;
using BillingPortal.Data;
using BillingPortal.Features.Invoicing;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.DevTools.Bench;

/// <summary>
/// <c>bench invoice-run</c>: the engine alone (rate, tax, number, store, outbox: the run's own services without its calls to Stripe) at two sizes, and whole against the sandbox.
/// Each draft has five lines. The limit is the rows of as many finished invoices put into the same database by its quickest insert. <c>--Bench:Accounts=1000</c> makes it smaller.
/// </summary>
internal static class InvoiceRunBench
{
    private const int Rounds = 3;
    private const int WarmUp = 1;
    private const int Larger = 10;

    // The limit copies what the engine has stored, so that something is stored before the first round.
    private const int First = 100;

    public static async Task RunAsync(BenchRoom room)
    {
        var accounts = room.Services.GetRequiredService<IConfiguration>().GetValue("Bench:Accounts", 10_000);
        var crowd = await InvoiceCrowd.OfAsync(room);
        await crowd.AddAsync(First + (WarmUp + Rounds) * accounts, atStripe: false);
        await CompleteAsync(room.Services, First);
        var small = await EngineAsync(room, accounts);
        await crowd.AddAsync(Larger * accounts, atStripe: false);
        await LargeAsync(room, small, Larger * accounts);
        await WholeAsync(room, crowd, Math.Max(50, accounts / 10));
    }

    private static async Task<BenchFigure> EngineAsync(BenchRoom room, int accounts)
    {
        var rows = new InvoiceRows();
        await room.Report.SayAsync($"engine alone, {accounts:N0} accounts a round; the target is 2,000/s");
        return await room.Report.CompareAsync("invoices", Rounds,
            new("rated, taxed, numbered, stored, mail queued", () => CompleteAsync(room.Services, accounts)),
            new("raw insert of the same rows", () => rows.InsertAsync(room), () => rows = InvoiceRows.Copies(room, accounts)), WarmUp);
    }

    private static async Task LargeAsync(BenchRoom room, BenchFigure small, int accounts)
    {
        var large = await room.Report.MeasureAsync(new("engine", () => CompleteAsync(room.Services, accounts)));
        await SayAsync(room, $"engine alone, {accounts:N0} accounts", large);
        using var process = Process.GetCurrentProcess();
        await room.Report.SayAsync(
            $"  {Larger} times the accounts cost {Larger * small.PerSecond / large.PerSecond:0.0} times as much time, {Larger * large.OwnMicroseconds / small.OwnMicroseconds:0.0} times as much CPU; the target is at most 10.5. Working set at most {process.PeakWorkingSet64 >> 20:N0} MiB");
    }

    private static async Task WholeAsync(BenchRoom room, InvoiceCrowd crowd, int accounts)
    {
        await crowd.AddAsync(accounts, atStripe: true);
        var run = room.Services.GetRequiredService<InvoiceRun>();
        var sample = await room.Report.MeasureAsync(new("whole", async () => (await run.CompleteDueAsync())?.Done ?? 0));
        await SayAsync(room, $"whole, against the sandbox, {sample.Operations:N0} accounts; the target is 200/s", sample);
    }

    private static Task SayAsync(BenchRoom room, string name, BenchSample sample) => room.Report.SayAsync(
        $"  {name,-44} {sample.PerSecond,10:N0} invoices/s   {sample.Operations:N0} in {sample.Took.TotalSeconds:0.0} s   CPU {sample.OwnMicroseconds:N0} µs each + {sample.DatabaseMicroseconds:N0} in the database server");

    /// <summary>What the run does with each batch, but for Stripe: that its totals agree is taken for granted.</summary>
    private static async Task<long> CompleteAsync(IServiceProvider services, int accounts)
    {
        var (queue, rating, issuing) = (services.GetRequiredService<InvoiceQueue>(), services.GetRequiredService<InvoiceRating>(), services.GetRequiredService<InvoiceIssuing>());
        var contexts = services.GetRequiredService<IDbContextFactory<BillingDbContext>>();
        await issuing.PrepareAsync();
        var done = 0L;
        while (done < accounts && await queue.LeaseAsync(null, [], default) is { InvoiceIds.Count: > 0 } leased)
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
