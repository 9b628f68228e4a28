using Quartz;

namespace BillingPortal.Jobs;

/// <summary>Keeps the timetable from firing while the clock is moved by hand; it goes on when this is disposed.</summary>
internal sealed class SchedulerPause : IAsyncDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    private readonly IScheduler? scheduler;

    private SchedulerPause(IScheduler? scheduler) => this.scheduler = scheduler;

    /// <summary>Waits for the jobs that are running.</summary>
    public static async Task<SchedulerPause> OfAsync(ISchedulerFactory schedulers, CancellationToken ct)
    {
        var scheduler = await schedulers.GetScheduler(ct);
        if (scheduler.Status != SchedulerStatus.Running) return new(null);

        await scheduler.Standby(ct);
        var here = new FireInstanceQuery { SchedulerInstanceId = scheduler.SchedulerInstanceId };
        while ((await scheduler.QueryFireInstances(here, ct)).Items.Count > 0) await Task.Delay(Look, ct);
        return new(scheduler);
    }

    public async ValueTask DisposeAsync()
    {
        if (scheduler is not null) await scheduler.Start();
    }
}
