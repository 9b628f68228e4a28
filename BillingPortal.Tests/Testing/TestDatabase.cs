using BillingPortal.Data;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace BillingPortal.Tests.Testing;

/// <summary>
/// An empty, migrated database for one test application, on the provider that <c>BILLING_TEST_DATABASE</c> names.
/// The schema is made once and copied, which takes milliseconds instead of seconds.
/// </summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private const string TemplateName = "billing_tests_template";

    private static readonly Lazy<Task<string>> SqliteTemplate = new(MakeSqliteTemplateAsync);

    private static readonly Lazy<Task> PostgresTemplate = new(MakePostgresTemplateAsync);

    private readonly string name;

    private TestDatabase(string name, string connectionString) => (this.name, ConnectionString) = (name, connectionString);

    public static DatabaseProvider Provider { get; } =
        Enum.TryParse<DatabaseProvider>(Environment.GetEnvironmentVariable("BILLING_TEST_DATABASE"), out var provider) ? provider : DatabaseProvider.Sqlite;

    public string ConnectionString { get; }

    /// <summary>The name is the file's or the database's.</summary>
    public static async Task<TestDatabase> CreateAsync(string folder)
    {
        var name = $"billing_{Guid.NewGuid():N}";
        switch (Provider)
        {
            case DatabaseProvider.Sqlite:
                var file = Path.Combine(folder, "billing.db");
                File.Copy(await SqliteTemplate.Value, file);
                return new(file, $"Data Source={file};Default Timeout=30");
            case DatabaseProvider.PostgreSql:
                await PostgresTemplate.Value;
                await OnPostgresAsync($"CREATE DATABASE {name} TEMPLATE {TemplateName}");
                return new(name, PostgresConnection(name));
            default:
                await OnSqlServerAsync($"CREATE DATABASE [{name}]");
                var connection = new SqlConnectionStringBuilder(Server("BILLING_TEST_SQLSERVER")) { InitialCatalog = name }.ConnectionString;
                await MigrateAsync(connection);
                return new(name, connection);
        }
    }

    /// <summary>A context without a key ring: good for what is not encrypted.</summary>
    public BillingDbContext Open() => Open(ConnectionString);

    public async ValueTask DisposeAsync()
    {
        switch (Provider)
        {
            case DatabaseProvider.Sqlite:
                using (var connection = new SqliteConnection(ConnectionString)) SqliteConnection.ClearPool(connection);
                break;
            case DatabaseProvider.PostgreSql:
                await using (var connection = new NpgsqlConnection(ConnectionString)) NpgsqlConnection.ClearPool(connection);
                await OnPostgresAsync($"DROP DATABASE {name} WITH (FORCE)");
                break;
            default:
                await OnSqlServerAsync($"ALTER DATABASE [{name}] SET SINGLE_USER WITH ROLLBACK IMMEDIATE; DROP DATABASE [{name}]");
                break;
        }
    }

    private static async Task<string> MakeSqliteTemplateAsync()
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("billing-template-").FullName, "template.db");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
        await MigrateAsync($"Data Source={file};Pooling=False");
        return file;
    }

    private static async Task MakePostgresTemplateAsync()
    {
        await OnPostgresAsync($"DROP DATABASE IF EXISTS {TemplateName} WITH (FORCE)");
        await OnPostgresAsync($"CREATE DATABASE {TemplateName}");
        await MigrateAsync(PostgresConnection(TemplateName) + ";Pooling=False");
    }

    private static async Task MigrateAsync(string connectionString)
    {
        await using var db = Open(connectionString);
        await db.Database.MigrateAsync();
    }

    private static BillingDbContext Open(string connectionString)
    {
        var options = new DbContextOptionsBuilder<BillingDbContext>();
        options.UseDatabase(new() { Provider = Provider, ConnectionString = connectionString });
        return BillingDbContextFactory.Open(Provider, options.Options);
    }

    private static string PostgresConnection(string database) =>
        new NpgsqlConnectionStringBuilder(Server("BILLING_TEST_POSTGRES")) { Database = database, MaxPoolSize = 20 }.ConnectionString;

    private static async Task OnPostgresAsync(string sql)
    {
        await using var server = new NpgsqlConnection(Server("BILLING_TEST_POSTGRES"));
        await server.OpenAsync();
        await using var command = new NpgsqlCommand(sql, server);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task OnSqlServerAsync(string sql)
    {
        await using var server = new SqlConnection(Server("BILLING_TEST_SQLSERVER"));
        await server.OpenAsync();
        await using var command = new SqlCommand(sql, server);
        await command.ExecuteNonQueryAsync();
    }

    private static string Server(string variable) => Environment.GetEnvironmentVariable(variable)
        ?? throw new InvalidOperationException($"{variable} must hold the connection string of a server for tests; ./test.sh starts one.");
}
