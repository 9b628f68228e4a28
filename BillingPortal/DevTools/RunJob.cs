using BillingPortal.Data;
using BillingPortal.Features.Invoicing;
using BillingPortal.Jobs;

namespace BillingPortal.DevTools;

/// <summary><c>job NAME</c>: runs one job of the timetable once, beside a running portal or without one.</summary>
internal static class RunJob
{
    public static async Task<int> RunAsync(WebApplication app, string[] words)
    {
        if (words is not [var name]) throw Verb.Misused("job");
        var line = Timetable.Lines.FirstOrDefault(line => line.Name == name)
            ?? throw new ConfigurationProblem($"There is no job '{name}'. There are: {string.Join(", ", Timetable.Lines.Select(line => line.Name))}.");
        await app.MigrateDatabaseAsync();
        var work = line.RunAsync(app.Services);
        if (line.Job == typeof(InvoiceRunJob)) await new RunProgressBar(Console.Out, !Console.IsOutputRedirected).WatchAsync(app.Services.GetRequiredService<InvoiceRunProgress>(), work);
        await work;
        return 0;
    }
}
