using BillingPortal.Data;
using BillingPortal.Features.Auditing;
using BillingPortal.Features.Invoicing;
using BillingPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Jobs;

/// <param name="LastRun">By the system's clock, as are all times here but <paramref name="NextDue"/>.</param>
/// <param name="NextDue">When its next row is due, by the clock of business; null where none waits.</param>
public sealed record JobLine(string Name, string Cron, DateTime? LastRun, TimeSpan? Took, int? Rows, string? Error, DateTime NextRun, DateTime? NextDue, bool IsRunning);

/// <param name="Run">The last invoice run, or the one that goes on.</param>
public sealed record JobsOverview(IReadOnlyList<JobLine> Jobs, InvoiceRunTally? Run, bool IsRunning, bool RunByThemselves);

/// <summary>The timetable for those who keep the portal going: what ran, what is due, and run now.</summary>
public sealed class JobsService(
    IServiceProvider services, IDbContextFactory<BillingDbContext> contexts, JobRecords records, InvoiceRunProgress progress, PortalSettings settings, TimeProvider system, BillingClock clock, ILogger<JobsService> log)
{
    private static readonly System.Collections.Concurrent.ConcurrentDictionary<string, bool> Running = new();

    public async Task<Result<JobsOverview>> LookAsync(Actor actor, CancellationToken ct = default)
    {
        if (actor.Deny(Permission.ViewPlatform) is { } denied) return denied;

        var (last, now, lines) = (await records.LastAsync(ct), system.GetUtcNow().UtcDateTime, new List<JobLine>());
        foreach (var line in Timetable.Lines)
        {
            var record = last.GetValueOrDefault(line.Name);
            lines.Add(new(line.Name, line.Cron, record?.StartedAt, record?.Took, record?.Rows, record?.Error, line.NextAfter(now), await line.NextDueAsync(services, ct), Running.ContainsKey(line.Name)));
        }
        await using var db = await contexts.CreateDbContextAsync(ct);
        var run = await progress.LastAsync(db, ct);
        return new JobsOverview(lines, run, run is not null && progress.IsRunning(run), settings.RunsJobs);
    }

    /// <summary>Starts a job beside its timetable and does not wait for it; every job may run twice at once.</summary>
    public async Task<Result<Done>> RunNowAsync(Actor actor, string name, CancellationToken ct = default)
    {
        if (actor.Deny(Permission.ManagePlatform) is { } denied) return denied;
        if (Timetable.Lines.FirstOrDefault(line => line.Name == name) is not { } line) return Problem.NotFound("job");
        if (!Running.TryAdd(name, true)) return Problem.Conflict("This job is running already.");

        await using var db = await contexts.CreateDbContextAsync(ct);
        db.Record(actor, "job.started", Guid.Empty, clock.Now, name);
        await db.SaveChangesAsync(ct);
        _ = Task.Run(() => RunAsync(line), CancellationToken.None);
        return Done.It;
    }

    private async Task RunAsync(TimetableLine line)
    {
        try
        {
            await line.RunAsync(services);
        }
        catch (Exception fault)
        {
            log.LogError(fault, "The job {Job}, started by hand, failed.", line.Name);
        }
        finally
        {
            Running.TryRemove(line.Name, out _);
        }
    }
}
