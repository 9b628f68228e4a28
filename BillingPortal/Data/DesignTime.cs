using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.EntityFrameworkCore.Migrations.Design;

namespace BillingPortal.Data;

/// <summary>What <c>dotnet ef --context ...</c> builds: a context of any provider, without its server and whatever is configured.</summary>
public sealed class DesignTime :
    IDesignTimeDbContextFactory<SqliteBillingDbContext>,
    IDesignTimeDbContextFactory<SqlServerBillingDbContext>,
    IDesignTimeDbContextFactory<PostgreSqlBillingDbContext>
{
    SqliteBillingDbContext IDesignTimeDbContextFactory<SqliteBillingDbContext>.CreateDbContext(string[] args) =>
        new(Options(DatabaseProvider.Sqlite, "Data Source=design.db", args));

    SqlServerBillingDbContext IDesignTimeDbContextFactory<SqlServerBillingDbContext>.CreateDbContext(string[] args) =>
        new(Options(DatabaseProvider.SqlServer, "Server=.", args));

    PostgreSqlBillingDbContext IDesignTimeDbContextFactory<PostgreSqlBillingDbContext>.CreateDbContext(string[] args) =>
        new(Options(DatabaseProvider.PostgreSql, "Host=localhost", args));

    private static DbContextOptions<BillingDbContext> Options(DatabaseProvider provider, string connection, string[] args)
    {
        var builder = new DbContextOptionsBuilder<BillingDbContext>();
        builder.UseDatabase(new() { Provider = provider, ConnectionString = args.FirstOrDefault() ?? connection });
        return builder.Options;
    }
}

/// <summary>Found by <c>dotnet ef</c>.</summary>
public sealed class DesignTimeMigrations : IDesignTimeServices
{
    public void ConfigureDesignTimeServices(IServiceCollection serviceCollection) =>
        serviceCollection.AddScoped<IMigrationsScaffolder, PerProviderMigrations>();
}

/// <summary>
/// Keeps each provider's migrations and snapshot in Migrations/{provider}, beside the project and not in it, in a namespace of their own.
/// EF by itself puts the snapshot inside the project and gives all providers one namespace.
/// </summary>
internal sealed class PerProviderMigrations(MigrationsScaffolderDependencies dependencies) : MigrationsScaffolder(dependencies)
{
    private string Provider => Dependencies.CurrentContext.Context.GetType().Name.Replace("BillingDbContext", "", StringComparison.Ordinal);

    public override ScaffoldedMigration ScaffoldMigration(string migrationName, string? rootNamespace, string? subNamespace = null, string? language = null, bool dryRun = false) =>
        base.ScaffoldMigration(migrationName, "BillingPortal", $"Migrations.{Provider}", language, dryRun);

    public override MigrationFiles Save(string projectDir, ScaffoldedMigration migration, string? outputDir, bool dryRun) =>
        base.Save(Folder(projectDir), migration, outputDir: null, dryRun);

    public override MigrationFiles RemoveMigration(string projectDir, string? rootNamespace, bool force, string? language, bool dryRun) =>
        base.RemoveMigration(Folder(projectDir), rootNamespace, force, language, dryRun);

    protected override string GetDirectory(string projectDir, string? siblingFileName, string subnamespace) => projectDir;

    private string Folder(string projectDir) => Path.GetFullPath(Path.Combine(projectDir, "..", "Migrations", Provider));
}
