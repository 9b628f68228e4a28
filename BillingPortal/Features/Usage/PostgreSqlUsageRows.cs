using System.Buffers;
using BillingPortal.Data;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace BillingPortal.Features.Usage;

/// <summary>PostgreSQL's binary COPY, which joins the transaction of its connection, written a few hundred kilobytes at a time rather than value by value.</summary>
internal static class PostgreSqlUsageRows
{
    private const string Copy = """
        COPY "UsageEvents"
            ("AccountId", "EventId", "TeamId", "Metric", "Quantity", "Change", "Timestamp", "ReceivedAt", "Number", "PeriodStart", "Day", "IsLate", "NotedAt", "Corrects", "TakenBack", "Metadata", "ContentHash")
        FROM STDIN (FORMAT BINARY)
        """;

    private const int Flush = 256 * 1024;

    public static async Task InsertAsync(BillingDbContext db, IReadOnlyList<UsageEvent> events, CancellationToken ct)
    {
        await using var copy = await ((NpgsqlConnection)db.Database.GetDbConnection()).BeginRawBinaryCopyAsync(Copy, ct);
        var rows = new ArrayBufferWriter<byte>(Flush + Flush / 8);
        PostgreSqlCopy.Begin(rows);
        foreach (var usage in events)
        {
            Write(rows, usage);
            if (rows.WrittenCount < Flush) continue;
            await copy.WriteAsync(rows.WrittenMemory, ct);
            rows.ResetWrittenCount();
        }
        PostgreSqlCopy.End(rows);
        await copy.WriteAsync(rows.WrittenMemory, ct);
    }

    private static void Write(ArrayBufferWriter<byte> rows, UsageEvent usage)
    {
        rows.Row(columns: 17);
        rows.Value(usage.AccountId);
        rows.Value(usage.EventId);
        rows.Value(usage.TeamId);
        rows.Value(usage.Metric.ToString());
        rows.Value(usage.Quantity);
        rows.Value(usage.Change);
        rows.Value(usage.Timestamp);
        rows.Value(usage.ReceivedAt);
        rows.Value(usage.Number);
        rows.Value(usage.PeriodStart);
        rows.Value(usage.Day);
        rows.Value(usage.IsLate);
        rows.Value(usage.NotedAt);
        rows.Value(usage.Corrects);
        rows.Value(usage.TakenBack);
        rows.Value(usage.Metadata);
        rows.Value(usage.ContentHash);
    }
}
