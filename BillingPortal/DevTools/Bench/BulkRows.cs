using BillingPortal.Data;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;

namespace BillingPortal.DevTools.Bench;

/// <summary>Puts many rows of one flat entity into the database by its quickest way, converted as EF would; a million in seconds.</summary>
internal static class BulkRows
{
    public static async Task InsertAsync<T>(BillingDbContext db, IEnumerable<T> rows) where T : class
    {
        var type = db.Model.FindEntityType(typeof(T))!;
        Column[] columns = [.. type.GetProperties().Select(property => new Column(property))];
        await db.Database.OpenConnectionAsync();
        switch (db.Database.GetDbConnection())
        {
            case SqliteConnection sqlite:
                await InsertAsync(sqlite, type.GetTableName()!, columns, rows);
                break;
            case NpgsqlConnection postgres:
                await CopyAsync(postgres, type.GetTableName()!, columns, rows);
                break;
            default:
                throw new ConfigurationProblem("This benchmark fills its database on Sqlite and PostgreSql only.");
        }
    }

    private static async Task InsertAsync<T>(SqliteConnection connection, string table, Column[] columns, IEnumerable<T> rows)
    {
        await using var transaction = await connection.BeginTransactionAsync();
        await using var command = connection.CreateCommand();
        command.Transaction = (SqliteTransaction)transaction;
        command.CommandText = $"""INSERT INTO "{table}" ({Names(columns)}) VALUES ({string.Join(", ", columns.Select((_, index) => $"@p{index}"))})""";
        var parameters = columns.Select((column, index) => column.Mapping.CreateParameter(command, $"@p{index}", null, nullable: true)).ToArray();
        command.Parameters.AddRange(parameters);
        await command.PrepareAsync();
        foreach (var row in rows)
        {
            for (var index = 0; index < columns.Length; index++) parameters[index].Value = columns[index].Value(row!) ?? DBNull.Value;
            await command.ExecuteNonQueryAsync();
        }
        await transaction.CommitAsync();
    }

    private static async Task CopyAsync<T>(NpgsqlConnection connection, string table, Column[] columns, IEnumerable<T> rows)
    {
        await using var import = await connection.BeginBinaryImportAsync($"""COPY "{table}" ({Names(columns)}) FROM STDIN (FORMAT BINARY)""");
        foreach (var row in rows)
        {
            await import.StartRowAsync();
            foreach (var column in columns)
            {
                if (column.Value(row!) is { } value) await import.WriteAsync(value, column.Mapping.StoreTypeNameBase);
                else await import.WriteNullAsync();
            }
        }
        await import.CompleteAsync();
    }

    private static string Names(Column[] columns) => string.Join(", ", columns.Select(column => $"\"{column.Name}\""));

    private sealed class Column(IProperty property)
    {
        private readonly IClrPropertyGetter getter = property.GetGetter();

        public string Name { get; } = property.GetColumnName();

        public Microsoft.EntityFrameworkCore.Storage.RelationalTypeMapping Mapping { get; } = property.GetRelationalTypeMapping();

        public object? Value(object row) => getter.GetClrValue(row) is { } value ? Mapping.Converter is { } converter ? converter.ConvertToProvider(value) : value : null;
    }
}
