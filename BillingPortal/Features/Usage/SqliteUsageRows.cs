using System.Globalization;
using System.Text;
using BillingPortal.Data;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using SQLitePCL;

namespace BillingPortal.Features.Usage;

/// <summary>
/// One prepared statement, run once for each event and told only what differs from the event before: SQLite keeps what was bound. Microsoft.Data.Sqlite looks every
/// parameter up by its name and binds all of them again, which costs more than storing the row. Values are written as EF writes and reads them.
/// </summary>
internal static class SqliteUsageRows
{
    private const string Insert = """
        INSERT INTO "UsageEvents"
            ("AccountId", "EventId", "TeamId", "Metric", "Quantity", "Change", "Timestamp", "ReceivedAt", "Number", "PeriodStart", "Day", "IsLate", "NotedAt", "Corrects", "TakenBack", "Metadata", "ContentHash")
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)
        """;

    /// <summary>In the transaction that its connection is in.</summary>
    public static Task InsertAsync(BillingDbContext db, IReadOnlyList<UsageEvent> events, CancellationToken ct)
    {
        var connection = ((SqliteConnection)db.Database.GetDbConnection()).Handle!;
        SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v2(connection, Insert, out var statement), connection);
        using (statement)
        {
            var row = new Row(connection, statement);
            foreach (var usage in events)
            {
                ct.ThrowIfCancellationRequested();
                row.Store(usage);
            }
        }
        return Task.CompletedTask;
    }

    private sealed class Row(sqlite3 connection, sqlite3_stmt statement)
    {
        private const int ShortText = 512;

        private UsageEvent? before;

        public void Store(UsageEvent usage)
        {
            BindIdentity(usage);
            BindContent(usage);
            before = usage;
            var result = raw.sqlite3_step(statement);
            raw.sqlite3_reset(statement);
            if (result != raw.SQLITE_DONE) SqliteException.ThrowExceptionForRC(result, connection);
        }

        private void BindIdentity(UsageEvent usage)
        {
            if (before?.AccountId != usage.AccountId) Bind(1, Text(usage.AccountId));
            Bind(2, usage.EventId);
            if (before?.TeamId != usage.TeamId) Bind(3, Text(usage.TeamId));
            if (before?.Metric != usage.Metric) Bind(4, usage.Metric.ToString());
            if (before?.Timestamp != usage.Timestamp) Bind(7, Text(usage.Timestamp));
            if (before?.ReceivedAt != usage.ReceivedAt) Bind(8, Text(usage.ReceivedAt));
            if (before?.PeriodStart != usage.PeriodStart) Bind(10, Text(usage.PeriodStart));
            if (before?.Day != usage.Day) Bind(11, usage.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        }

        // What was never bound is null.
        private void BindContent(UsageEvent usage)
        {
            Bind(5, usage.Quantity);
            if (before?.Change != usage.Change) Bind(6, usage.Change);
            Bind(9, usage.Number);
            Bind(12, usage.IsLate ? 1 : 0);
            if (before?.NotedAt != usage.NotedAt) Bind(13, usage.NotedAt is { } noted ? Text(noted) : null);
            if (before?.Corrects != usage.Corrects) Bind(14, usage.Corrects);
            Bind(15, usage.TakenBack);
            if (before?.Metadata != usage.Metadata) Bind(16, usage.Metadata);
            Check(raw.sqlite3_bind_blob(statement, 17, usage.ContentHash));
        }

        private void Bind(int column, long? value) =>
            Check(value is { } known ? raw.sqlite3_bind_int64(statement, column, known) : raw.sqlite3_bind_null(statement, column));

        private void Bind(int column, string? text)
        {
            if (text is null)
            {
                Check(raw.sqlite3_bind_null(statement, column));
                return;
            }
            Span<byte> buffer = stackalloc byte[ShortText];
            Check(raw.sqlite3_bind_text(statement, column, Encoding.UTF8.TryGetBytes(text, buffer, out var length) ? buffer[..length] : Encoding.UTF8.GetBytes(text)));
        }

        private void Check(int result) => SqliteException.ThrowExceptionForRC(result, connection);

        private static string Text(Guid id) => id.ToString().ToUpperInvariant();

        private static string Text(DateTime time) => time.ToString(@"yyyy\-MM\-dd HH\:mm\:ss.FFFFFFF", CultureInfo.InvariantCulture);
    }
}
