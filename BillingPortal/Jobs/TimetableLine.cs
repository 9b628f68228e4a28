using System.Diagnostics;
using Quartz;
using Quartz.Extensibility;

namespace BillingPortal.Jobs;

/// <summary>One line of the timetable: a job, its cron expression in UTC, and how to ask it when its next row is due.</summary>
public sealed class TimetableLine
{
    private readonly CronExpression times;
    private readonly Func<IServiceProvider, CancellationToken, Task> run;
    private readonly Func<IServiceProvider, CancellationToken, Task<DateTime?>> nextDue;

    private TimetableLine(
        string name, string cron, Type job, Func<IServiceProvider, CancellationToken, Task> run, Func<IServiceProvider, CancellationToken, Task<DateTime?>> nextDue)
    {
        (Name, Cron, Job, times) = (name, cron, job, new(cron, TimeZoneInfo.Utc));
        (this.run, this.nextDue) = (run, nextDue);
    }

    public string Name { get; }

    public string Cron { get; }

    public Type Job { get; }

    /// <summary>Whether it runs hourly or rarer: such a job has times of its own that a moved clock must stop at.</summary>
    public bool IsRare
    {
        get
        {
            var first = NextAfter(DateTime.UnixEpoch);
            return NextAfter(first) - first >= TimeSpan.FromHours(1);
        }
    }

    public static TimetableLine Every<TJob>(string name, string cron, Func<TJob, Func<CancellationToken, Task<DateTime?>>> nextDue) where TJob : class, IJob => new(
        name,
        cron,
        typeof(TJob),
        async (services, ct) =>
        {
            var job = ActivatorUtilities.CreateInstance<TJob>(services);
            var context = JobExecutionContextBuilder.For(job).WithCancellation(ct).Build();
            await KeepAsync(services, name, context, async () => await job.Execute(context, ct));
        },
        (services, ct) => nextDue(ActivatorUtilities.CreateInstance<TJob>(services))(ct));

    /// <summary>The first time of the cron expression after an instant.</summary>
    public DateTime NextAfter(DateTime instant) => times.GetNextValidTimeAfter(new(instant, TimeSpan.Zero))?.UtcDateTime ?? DateTime.MaxValue;

    /// <summary>Runs the job at once, outside the timetable.</summary>
    public async Task RunAsync(IServiceProvider services, CancellationToken ct = default)
    {
        await using var scope = services.CreateAsyncScope();
        await run(scope.ServiceProvider, ct);
    }

    /// <summary>When this job's next row is due; null where none waits.</summary>
    public async Task<DateTime?> NextDueAsync(IServiceProvider services, CancellationToken ct = default)
    {
        await using var scope = services.CreateAsyncScope();
        return await nextDue(scope.ServiceProvider, ct);
    }

    private static async Task KeepAsync(IServiceProvider services, string name, IJobExecutionContext context, Func<Task> execute)
    {
        var (began, clock, error) = (services.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime, Stopwatch.StartNew(), (string?)null);
        try
        {
            await execute();
        }
        catch (Exception fault)
        {
            error = JobWatch.ErrorOf(fault);
            throw;
        }
        finally
        {
            await services.GetRequiredService<JobRecords>().KeepAsync(new() { Name = name, StartedAt = began, Took = clock.Elapsed, Rows = context.Result as int?, Error = error });
        }
    }
}
