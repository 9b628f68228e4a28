using BillingPortal.Data;
using BillingPortal.Features.Accounts;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.DevTools.Bench;

/// <summary>
/// <c>bench NAME</c>: measures against a limit that it takes in the same run. It works on the embedded database in a folder of its own, which it throws away,
/// or on the database that the settings name (<c>--Database:Provider=PostgreSql --ConnectionStrings:BillingPortal=…</c>), which must be empty. Build with <c>-c Release</c>.
/// </summary>
internal static class Bench
{
    private static readonly Dictionary<string, Func<BenchRoom, Task>> All = new()
    {
        ["dry-run"] = DryRunBench.RunAsync,
        ["usage"] = UsageBench.RunAsync,
        ["pdf"] = PdfBench.RunAsync,
        ["invoice-run"] = InvoiceRunBench.RunAsync,
        ["api"] = ApiBench.RunAsync,
    };

    public static string Names => string.Join('|', All.Keys.Order());

    public static async Task<int> RunAsync(WebApplication app, string[] words)
    {
        if (words is not [var name] || !All.TryGetValue(name, out var measureAsync)) throw Verb.Misused("bench");
        await RefuseUsedAsync(app.Services);
        await using var room = new BenchRoom(app);
        await room.OpenAsync();
        await measureAsync(room);
        return 0;
    }

    /// <summary>A quiet portal in a folder of its own, on ports that the system gives, that does nothing by itself. What the caller sets wins.</summary>
    public static string[] Settings(string[] args) =>
    [
        .. args.TakeWhile(word => !word.StartsWith('-')),
        $"--Data:Folder={Path.Combine(Path.GetTempPath(), $"billing-bench-{Environment.ProcessId}")}", "--urls=http://127.0.0.1:0", "--StripeSandbox:Port=0", "--Jobs:Enabled=false",
        "--Logging:LogLevel:Default=Warning", "--Limits:CallsASecond=10000000", "--Stripe:RequestsPerSecond=1000000",
        .. args.SkipWhile(word => !word.StartsWith('-')),
    ];

    private static async Task RefuseUsedAsync(IServiceProvider services)
    {
        await using var db = await services.GetRequiredService<IDbContextFactory<BillingDbContext>>().CreateDbContextAsync();
        if (await db.Accounts.AnyAsync()) throw new ConfigurationProblem("A benchmark fills its database with made-up accounts, and this one has accounts already. Name an empty one.");
    }
}
