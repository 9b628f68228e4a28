using System.Collections.Concurrent;
using BillingPortal.StripeSandbox.State;
using Microsoft.Data.Sqlite;

namespace BillingPortal.StripeSandbox.Wire;

/// <summary>A finished answer, kept under its idempotency key.</summary>
public sealed record KeptAnswer(string Fingerprint, int Status, string RequestId, byte[] Body);

/// <summary>Answers by idempotency key, for 24 hours of real time: what a moved clock does to subscriptions must not let a retry run twice.</summary>
public sealed class IdempotencyRecords(SandboxFile file) : IDisposable
{
    private readonly ConcurrentDictionary<string, bool> running = new(StringComparer.Ordinal);
    private readonly SqliteCommand find = file.Command("SELECT fingerprint, status, request_id, body FROM answers WHERE key = @key AND at > @since", "@key", "@since");
    private readonly SqliteCommand keep = file.Command(
        "INSERT INTO answers VALUES (@key, @fingerprint, @status, @request, @body, @at) ON CONFLICT(key) DO UPDATE SET fingerprint = excluded.fingerprint, "
        + "status = excluded.status, request_id = excluded.request_id, body = excluded.body, at = excluded.at",
        "@key", "@fingerprint", "@status", "@request", "@body", "@at");
    private readonly SqliteCommand prune = file.Command("DELETE FROM answers WHERE at <= @since", "@since");
    private int kept;

    public bool TryStart(string key) => running.TryAdd(key, true);

    public void Finish(string key) => running.TryRemove(key, out _);

    /// <summary>Under the engine's lock.</summary>
    public KeptAnswer? Find(string key)
    {
        using var reader = SandboxFile.Run(find, key, DayAgo).ExecuteReader();
        return reader.Read() ? new KeptAnswer(reader.GetString(0), reader.GetInt32(1), reader.GetString(2), reader.GetFieldValue<byte[]>(3)) : null;
    }

    /// <summary>Inside the transaction of the request itself.</summary>
    public void Keep(string key, KeptAnswer answer)
    {
        SandboxFile.Run(keep, key, answer.Fingerprint, answer.Status, answer.RequestId, answer.Body, SandboxClock.Real.ToUnixTimeSeconds()).ExecuteNonQuery();
        if (++kept % 1_000 == 0) SandboxFile.Run(prune, DayAgo).ExecuteNonQuery();
    }

    public void Dispose()
    {
        find.Dispose();
        keep.Dispose();
        prune.Dispose();
    }

    private static long DayAgo => SandboxClock.Real.AddDays(-1).ToUnixTimeSeconds();
}
