using BillingPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Data;

public static class MigrateOnStart
{
    /// <summary>Brings the database to the latest migration and sets the clock as far ahead as it was.</summary>
    /// <exception cref="ConfigurationProblem">The database cannot be reached.</exception>
    public static async Task MigrateDatabaseAsync(this IHost app)
    {
        await using var db = await app.Services.GetRequiredService<IDbContextFactory<BillingDbContext>>().CreateDbContextAsync();
        try
        {
            await db.Database.MigrateAsync();
            if (db.Database.IsSqlite()) await db.Database.ExecuteSqlRawAsync("PRAGMA journal_mode = WAL");
        }
        catch (Exception exception) when (exception is System.Data.Common.DbException or InvalidOperationException { InnerException: System.Data.Common.DbException })
        {
            throw new ConfigurationProblem($"The database cannot be reached: {(exception.InnerException ?? exception).Message.Split('\n')[0]}");
        }
        app.Services.GetRequiredService<BillingClock>().Ahead(await db.ClockOffsetAsync());
    }
}
