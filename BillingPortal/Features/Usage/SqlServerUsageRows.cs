using BillingPortal.Data;

namespace BillingPortal.Features.Usage;

/// <summary>EF's batched inserts: on SQL Server they already send many rows in one statement.</summary>
internal static class SqlServerUsageRows
{
    public static Task InsertAsync(BillingDbContext db, IReadOnlyList<UsageEvent> events, CancellationToken ct)
    {
        db.AddRange(events);
        return db.SaveChangesAsync(ct);
    }
}
