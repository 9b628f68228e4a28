using Quartz;

namespace BillingPortal.Jobs;

/// <summary>Takes jobs out of the store that an earlier version of the timetable had and this one has not.</summary>
internal sealed class RetiredJobs(ISchedulerFactory schedulers) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var scheduler = await schedulers.GetScheduler(cancellationToken);
        var stored = await scheduler.QueryJobs(new(), cancellationToken);
        var retired = stored.Items.Select(job => job.Key).Where(key => Timetable.Lines.All(line => line.Name != key.Name)).ToList();
        if (retired.Count > 0) await scheduler.DeleteJobs(retired, cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
