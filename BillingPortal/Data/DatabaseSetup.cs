using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace BillingPortal.Data;

public enum DatabaseProvider
{
    Sqlite,
    SqlServer,
    PostgreSql,
}

/// <summary>Which database the portal runs on, from the section <c>Database</c>.</summary>
public sealed class DatabaseOptions
{
    public DatabaseProvider Provider { get; set; }

    public SqlServerOptions SqlServer { get; set; } = new();

    public int? MaxBatchSize { get; set; }

    public string ConnectionString { get; set; } = "";

    public sealed class SqlServerOptions
    {
        public int CompatibilityLevel { get; set; } = 150;
    }

    /// <exception cref="ConfigurationProblem">The provider is unknown, or a server's connection string is missing.</exception>
    public static DatabaseOptions From(IConfiguration configuration, string dataFolder)
    {
        var section = configuration.GetSection("Database");
        if (section["Provider"] is { } name && !Enum.TryParse<DatabaseProvider>(name, ignoreCase: true, out _))
            throw new ConfigurationProblem($"Database:Provider is '{name}'; it must be Sqlite, SqlServer or PostgreSql.");

        var options = section.Get<DatabaseOptions>() ?? new();
        options.ConnectionString = configuration.GetConnectionString("BillingPortal") is { Length: > 0 } given ? given
            : options.Provider == DatabaseProvider.Sqlite ? $"Data Source={Path.Combine(dataFolder, "billing.db")};Default Timeout=30"
            : throw new ConfigurationProblem($"ConnectionStrings:BillingPortal is required with Database:Provider {options.Provider}.");
        if (options.Provider == DatabaseProvider.PostgreSql) options.ConnectionString = Prepared(options.ConnectionString);
        return options;
    }

    // Planning a statement costs PostgreSQL as much as running it, and the portal's are few and come again.
    private static string Prepared(string connectionString) =>
        connectionString.Contains("Auto Prepare", StringComparison.OrdinalIgnoreCase) ? connectionString : $"{connectionString.TrimEnd(';')};Max Auto Prepare=100";
}

public static class DatabaseSetup
{
    public static IServiceCollection AddDatabase(this IServiceCollection services, DatabaseOptions database)
    {
        services.AddSingleton(database);
        // Before AddDbContextFactory, which would otherwise register the abstract class itself. Only Identity's stores and the health check use the scoped one.
        services.AddScoped(provider => provider.GetRequiredService<IDbContextFactory<BillingDbContext>>().CreateDbContext());
        services.AddDbContextFactory<BillingDbContext, BillingDbContextFactory>(options => options.UseDatabase(database));
        return services;
    }

    public static DbContextOptionsBuilder UseDatabase(this DbContextOptionsBuilder options, DatabaseOptions database)
    {
        options.ReplaceService<IModelCacheKeyFactory, ModelPerKeyRing>();
        return database.Provider switch
        {
            DatabaseProvider.Sqlite => options.UseSqlite(database.ConnectionString, s => s.MaxBatchSize(database.MaxBatchSize ?? 100).UseQuerySplittingBehavior(QuerySplittingBehavior.SplitQuery)).AddInterceptors(SqlitePragmas.Instance),
            DatabaseProvider.SqlServer => options.UseSqlServer(database.ConnectionString, s => s.UseCompatibilityLevel(database.SqlServer.CompatibilityLevel).MaxBatchSize(database.MaxBatchSize ?? 42).UseQuerySplittingBehavior(QuerySplittingBehavior.SplitQuery)),
            _ => options.UseNpgsql(database.ConnectionString, s => s.MaxBatchSize(database.MaxBatchSize ?? 1000).UseQuerySplittingBehavior(QuerySplittingBehavior.SplitQuery)),
        };
    }
}

public sealed class BillingDbContextFactory(DbContextOptions<BillingDbContext> options, DatabaseOptions database) : IDbContextFactory<BillingDbContext>
{
    public BillingDbContext CreateDbContext() => Open(database.Provider, options);

    public static BillingDbContext Open(DatabaseProvider provider, DbContextOptions<BillingDbContext> options) => provider switch
    {
        DatabaseProvider.Sqlite => new SqliteBillingDbContext(options),
        DatabaseProvider.SqlServer => new SqlServerBillingDbContext(options),
        _ => new PostgreSqlBillingDbContext(options),
    };
}
