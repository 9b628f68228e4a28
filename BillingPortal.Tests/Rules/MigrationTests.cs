using BillingPortal.Data;
using BillingPortal.Tests.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace BillingPortal.Tests.Rules;

public sealed class MigrationTests
{
    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.SqlServer)]
    [InlineData(DatabaseProvider.PostgreSql)]
    public void The_model_is_what_the_latest_migration_made(DatabaseProvider provider)
    {
        using var db = Without(provider);

        db.Database.GetMigrations().ShouldNotBeEmpty();
        db.Database.HasPendingModelChanges().ShouldBeFalse();
    }

    [Fact]
    public void SQL_Server_can_read_the_script_that_operators_run()
    {
        using var db = Without(DatabaseProvider.SqlServer);
        var script = db.GetService<IMigrator>().GenerateScript(options: MigrationsSqlGenerationOptions.Idempotent);

        var statements = new ExecutedTexts();
        Parse(script).Accept(statements);
        foreach (var text in statements.Found) Parse(text);

        statements.Found.ShouldNotBeEmpty("triggers are created inside EXEC, or the idempotent script is no valid batch");
    }

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.SqlServer)]
    [InlineData(DatabaseProvider.PostgreSql)]
    public void Everything_that_is_only_added_to_is_kept_so_by_a_trigger_of_its_name(DatabaseProvider provider)
    {
        using var db = Without(provider);

        AppendOnly(db).ShouldNotBeEmpty();
        AppendOnly(db).ShouldAllBe(table => table.Trigger == table.Name + "_AppendOnly");
    }

    [Fact]
    [OnEveryDatabase]
    public async Task The_append_only_triggers_are_there_after_the_last_migration()
    {
        var folder = Directory.CreateTempSubdirectory("billing-migrated-");
        await using (var database = await TestDatabase.CreateAsync(folder.FullName))
        await using (var db = database.Open())
        {
            var guarded = (await TriggersAsync(db)).Order().ToList();
            guarded.ShouldBe(AppendOnly(db).SelectMany(table => Expected(table.Trigger)).Order());
        }
        folder.Delete(recursive: true);
    }

    private static BillingDbContext Without(DatabaseProvider provider)
    {
        var options = new DbContextOptionsBuilder<BillingDbContext>();
        options.UseDatabase(new() { Provider = provider, ConnectionString = provider == DatabaseProvider.PostgreSql ? "Host=nowhere" : "Data Source=nowhere" });
        return BillingDbContextFactory.Open(provider, options.Options);
    }

    private static IReadOnlyList<(string Name, string Trigger)> AppendOnly(BillingDbContext db) =>
        [.. from type in db.GetService<IDesignTimeModel>().Model.GetEntityTypes()
            from trigger in type.GetDeclaredTriggers()
            where trigger.ModelName.EndsWith("_AppendOnly", StringComparison.Ordinal)
            select (type.GetTableName()!, trigger.ModelName)];

    /// <summary>SQLite needs a trigger an event; the others guard both by one.</summary>
    private static string[] Expected(string trigger) => TestDatabase.Provider == DatabaseProvider.Sqlite ? [trigger, trigger + "_Delete"] : [trigger];

    private static Task<List<string>> TriggersAsync(BillingDbContext db) => db.Database.SqlQueryRaw<string>(TestDatabase.Provider switch
    {
        DatabaseProvider.Sqlite => "SELECT name AS Value FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%AppendOnly%'",
        DatabaseProvider.PostgreSql => """SELECT tgname::text AS "Value" FROM pg_trigger WHERE NOT tgisinternal AND tgname LIKE '%AppendOnly%'""",
        _ => "SELECT name AS Value FROM sys.triggers WHERE name LIKE '%AppendOnly%'",
    }).ToListAsync();

    private static TSqlFragment Parse(string script)
    {
        var parsed = new TSql150Parser(initialQuotedIdentifiers: true).Parse(new StringReader(script), out var errors);
        errors.Select(error => $"line {error.Line}: {error.Message}").ShouldBeEmpty();
        return parsed;
    }

    /// <summary>To the parser an EXEC(N'...') is a mere text; what stands in it is read on its own.</summary>
    private sealed class ExecutedTexts : TSqlFragmentVisitor
    {
        public List<string> Found { get; } = [];

        public override void Visit(ExecutableStringList node) => Found.Add(string.Concat(node.Strings.OfType<StringLiteral>().Select(text => text.Value)));
    }
}
