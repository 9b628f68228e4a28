using System.Collections.Concurrent;
using BillingPortal.Data;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Jobs;

/// <summary>Keeps what jobs did. Runs that found nothing are many and alike: of those one a minute is kept, so that an idle portal does not write all day.</summary>
public sealed class JobRecords(IDbContextFactory<BillingDbContext> contexts, ILogger<JobRecords> log)
{
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, DateTime> kept = new();

    public async Task<IReadOnlyDictionary<string, JobRecord>> LastAsync(CancellationToken ct = default)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await db.Set<JobRecord>().AsNoTracking().ToDictionaryAsync(record => record.Name, ct);
    }

    /// <summary>Never fails: a job has done its work, whether or not it can be written down.</summary>
    public async Task KeepAsync(JobRecord record)
    {
        if (record is { Error: null, Rows: null or 0 } && kept.TryGetValue(record.Name, out var last) && record.StartedAt - last < Quiet) return;
        kept[record.Name] = record.StartedAt;
        try
        {
            await StoreAsync(record);
        }
        catch (Exception fault)
        {
            log.LogWarning(fault, "What the job {Job} did could not be written down.", record.Name);
        }
    }

    private async Task StoreAsync(JobRecord record)
    {
        await using var db = await contexts.CreateDbContextAsync();
        var updated = await db.Set<JobRecord>().Where(known => known.Name == record.Name).ExecuteUpdateAsync(set => set
            .SetProperty(known => known.StartedAt, record.StartedAt).SetProperty(known => known.Took, record.Took).SetProperty(known => known.Rows, record.Rows).SetProperty(known => known.Error, record.Error));
        if (updated > 0) return;
        db.Add(record);
        await db.SaveChangesAsync();
    }
}
