using Quartz;

namespace BillingPortal.Jobs;

/// <summary>Writes down what the timetable's jobs did.</summary>
internal sealed class JobWatch(JobRecords records) : IJobListener
{
    public string Name => nameof(JobWatch);

    public ValueTask JobToBeExecuted(IJobExecutionContext context, CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

    public ValueTask JobExecutionVetoed(IJobExecutionContext context, CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

    public async ValueTask JobWasExecuted(IJobExecutionContext context, JobExecutionException? jobException, CancellationToken cancellationToken = default) => await records.KeepAsync(new()
    {
        Name = context.JobDetail.Key.Name, StartedAt = context.FireTimeUtc.UtcDateTime, Took = context.JobRunTime, Rows = context.Result as int?, Error = ErrorOf(jobException),
    });

    internal static string? ErrorOf(Exception? fault) => fault?.GetBaseException().Message is { } message ? message[..Math.Min(message.Length, 500)] : null;
}
