using BillingPortal.Data;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Npgsql;
using Quartz;

namespace BillingPortal.Jobs;

public static class JobSetup
{
    /// <summary>Puts the timetable on Quartz, whose state lives in the portal's own database; with <c>Jobs:Enabled=false</c> nothing runs by itself.</summary>
    public static IServiceCollection AddJobs(this IServiceCollection services, DatabaseOptions database, bool enabled)
    {
        services.AddSingleton<ClockAdvance>().AddSingleton<JobRecords>().AddSingleton<JobsService>();
        // A trigger that is put in anew at each start goes on from its last time, so that what was missed in between is noticed.
        services.Configure<QuartzOptions>(options => options.Scheduling.ScheduleTriggerRelativeToReplacedTrigger = true);
        services.AddQuartz(quartz =>
        {
            if (enabled) quartz.UsePersistentStore(store => Use(store, database));
            quartz.AddJobListener(provider => new JobWatch(provider.GetRequiredService<JobRecords>()));
            foreach (var line in Timetable.Lines) Schedule(quartz, line);
        });
        if (!enabled) return services;

        services.AddHostedService<RetiredJobs>();
        services.AddQuartzHostedService(options => options.WaitForJobsToComplete = true);
        services.AddHealthChecks().AddQuartz();
        return services;
    }

    private static void Use(IPersistentStoreBuilder store, DatabaseOptions database)
    {
        store.UseSystemTextJsonSerializer();
        store.ProvisionSchema();
        switch (database.Provider)
        {
            case DatabaseProvider.Sqlite:
                store.UseSqlite(SqliteFactory.Instance, database.ConnectionString);
                return;
            case DatabaseProvider.SqlServer:
                store.UseSqlServer(SqlClientFactory.Instance, database.ConnectionString);
                break;
            default:
                store.UsePostgres(NpgsqlFactory.Instance, database.ConnectionString);
                break;
        }
        store.UseClustering();
    }

    /// <summary>A time that was missed while the portal was down is made up for once, at the next start.</summary>
    private static void Schedule(IQuartzBuilder quartz, TimetableLine line)
    {
        quartz.AddJob(line.Job, job => job.WithIdentity(line.Name).DisallowConcurrentExecution());
        quartz.AddTrigger(trigger => trigger.ForJob(line.Name).WithIdentity(line.Name)
            .WithCronSchedule(line.Cron, cron => cron.InTimeZone(TimeZoneInfo.Utc).WithMisfireInstruction(CronTriggerMisfireInstruction.FireAndProceed)));
    }
}
