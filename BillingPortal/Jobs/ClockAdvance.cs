using BillingPortal.Data;
using BillingPortal.Shared;
using BillingPortal.StripeGateway;
using Microsoft.EntityFrameworkCore;
using Quartz;

namespace BillingPortal.Jobs;

/// <summary>Where the clock stands after an advance, and how often a job has run on the way.</summary>
public sealed record ClockAdvanced(DateTime Now, int JobsRun);

/// <summary>
/// Moves the billing clock, and the sandbox's with it, from one thing that is due to the next, and lets each happen at its time:
/// a month in seconds, with the renewals, retries and emails that a month brings.
/// </summary>
public sealed class ClockAdvance(
    IServiceProvider services,
    IDbContextFactory<BillingDbContext> contexts,
    BillingClock clock,
    ISchedulerFactory schedulers,
    InboxWorker inbox,
    ILogger<ClockAdvance> log,
    SandboxControl? sandbox = null)
{
    /// <summary>More rounds than this at one stop mean that a row stays due whatever its job does; it then waits for the next stop.</summary>
    private const int RoundsPerStop = 10;

    public static readonly TimeSpan Furthest = TimeSpan.FromDays(3660);

    private int moving;

    public async Task<Result<ClockAdvanced>> AdvanceAsync(TimeSpan by, CancellationToken ct = default)
    {
        if (by <= TimeSpan.Zero || by > Furthest) return Problem.Invalid("days", "The clock goes forward only, by at most ten years at once.");
        if (Interlocked.Exchange(ref moving, 1) == 1) return Problem.Conflict("The clock is being moved already.");
        try
        {
            await using var pause = await SchedulerPause.OfAsync(schedulers, ct);
            var jobsRun = await WalkAsync(clock.Now + by, ct);
            return new ClockAdvanced(clock.Now, jobsRun);
        }
        finally
        {
            Volatile.Write(ref moving, 0);
        }
    }

    private async Task<int> WalkAsync(DateTime target, CancellationToken ct)
    {
        var previous = clock.Now;
        // What is due by now has its turn first; otherwise an overdue webhook would hide what comes next.
        var jobsRun = await SettleAsync(previous, previous, ct);
        while (previous < target)
        {
            var stop = await NextStopAsync(previous, target, ct);
            await contexts.MoveClockAsync(clock, stop, ct);
            if (sandbox is not null) await sandbox.MoveClockAsync(stop, ct);
            jobsRun += await SettleAsync(previous, stop, ct);
            previous = stop;
        }
        return jobsRun;
    }

    /// <summary>The earliest of the target, a rare job's time, a row's due time and the sandbox's; what is overdue has had its chance at the stop before.</summary>
    private async Task<DateTime> NextStopAsync(DateTime previous, DateTime target, CancellationToken ct)
    {
        var stops = new List<DateTime?> { target };
        if (sandbox is not null) stops.Add((await sandbox.ClockAsync(ct)).NextDue);
        foreach (var line in Timetable.Lines)
        {
            if (line.IsRare) stops.Add(line.NextAfter(previous));
            stops.Add(await line.NextDueAsync(services, ct));
        }
        return stops.OfType<DateTime>().Where(stop => stop > previous).Min();
    }

    /// <summary>Runs the jobs and lets the webhooks arrive until nothing more happens at this moment.</summary>
    private async Task<int> SettleAsync(DateTime previous, DateTime stop, CancellationToken ct)
    {
        var due = Timetable.Lines.Where(line => !line.IsRare || line.NextAfter(previous) <= stop).ToList();
        var jobsRun = 0;
        for (var round = 0; round < RoundsPerStop && due.Count > 0; round++)
        {
            var arrived = await ArriveAsync(ct);
            foreach (var line in due) await RunAsync(line, ct);
            jobsRun += due.Count;
            arrived += await ArriveAsync(ct);
            due = await LeftAsync(arrived > 0, ct);
        }
        return jobsRun;
    }

    /// <summary>After events have arrived every frequent job may have something to do; otherwise only those with a row that is due.</summary>
    private async Task<List<TimetableLine>> LeftAsync(bool eventsArrived, CancellationToken ct)
    {
        var left = new List<TimetableLine>();
        foreach (var line in Timetable.Lines)
            if ((eventsArrived && !line.IsRare) || await line.NextDueAsync(services, ct) <= clock.Now) left.Add(line);
        return left;
    }

    private async Task RunAsync(TimetableLine line, CancellationToken ct)
    {
        try
        {
            await line.RunAsync(services, ct);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            log.LogError(failure, "The job {Job} failed while the clock was moved", line.Name);
        }
    }

    /// <summary>Lets Stripe's events arrive and be applied until there are no more of this moment.</summary>
    private async Task<int> ArriveAsync(CancellationToken ct)
    {
        var arrived = 0;
        for (var round = 0; round < RoundsPerStop; round++)
        {
            var delivered = sandbox is null ? 0 : (await sandbox.DeliverAsync(ct)).Delivered;
            var applied = await inbox.DrainAsync(ct);
            if (delivered + applied == 0) break;
            arrived += delivered + applied;
        }
        return arrived;
    }
}
