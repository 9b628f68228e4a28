using System.Globalization;
using Microsoft.Data.Sqlite;

namespace BillingPortal.StripeSandbox.State;

/// <summary>The sandbox's SQLite file: every commit is one transaction, so a process that is killed leaves whole requests behind or none of them.</summary>
public sealed class SandboxFile : IDisposable
{
    private readonly SqliteConnection connection;
    private readonly SqliteCommand begin, commit, rollback, putObject, dropObject, putEvent;

    public SandboxFile(string path)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder) Directory.CreateDirectory(folder);
        connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        connection.Open();
        Command("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=5000; PRAGMA wal_autocheckpoint=8000").ExecuteNonQuery();
        Command(Schema).ExecuteNonQuery();
        (begin, commit, rollback) = (Command("BEGIN IMMEDIATE"), Command("COMMIT"), Command("ROLLBACK"));
        putObject = Command("INSERT INTO objects(sequence, kind, body) VALUES (@sequence, @kind, @body) ON CONFLICT(sequence) DO UPDATE SET body = excluded.body",
            "@sequence", "@kind", "@body");
        dropObject = Command("DELETE FROM objects WHERE sequence = @sequence", "@sequence");
        putEvent = Command("INSERT INTO events(sequence, id, type, created, body) VALUES (@sequence, @id, @type, @created, @body)",
            "@sequence", "@id", "@type", "@created", "@body");
    }

    private const string Schema = """
        CREATE TABLE IF NOT EXISTS objects(sequence INTEGER PRIMARY KEY, kind TEXT NOT NULL, body BLOB NOT NULL);
        CREATE TABLE IF NOT EXISTS events(sequence INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, type TEXT NOT NULL, created INTEGER NOT NULL, body BLOB NOT NULL);
        CREATE INDEX IF NOT EXISTS events_by_type ON events(type, sequence);
        CREATE TABLE IF NOT EXISTS answers(key TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, status INTEGER NOT NULL, request_id TEXT NOT NULL,
            body BLOB NOT NULL, at INTEGER NOT NULL);
        CREATE INDEX IF NOT EXISTS answers_by_age ON answers(at);
        CREATE TABLE IF NOT EXISTS settings(name TEXT PRIMARY KEY, value TEXT NOT NULL);
        """;

    public SqliteCommand Command(string sql, params string[] parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var name in parameters) command.Parameters.Add(new SqliteParameter(name, null));
        return command;
    }

    public void Load(Store store)
    {
        foreach (var table in store.Tables)
        {
            using var select = Command("SELECT body FROM objects WHERE kind = @kind ORDER BY sequence", "@kind");
            using var reader = Run(select, table.Kind).ExecuteReader();
            while (reader.Read()) store.Insert(store.Read(table.Type, reader.GetFieldValue<byte[]>(0)));
        }
        using var last = Command("SELECT max(coalesce((SELECT max(sequence) FROM objects), 0), coalesce((SELECT max(sequence) FROM events), 0))");
        store.LastSequence = (long)last.ExecuteScalar()!;
    }

    /// <summary>Writes what the transaction changed, its events and whatever <paramref name="andAlso"/> adds, all together.</summary>
    public void Commit(Tx tx, Action? andAlso = null)
    {
        begin.ExecuteNonQuery();
        try
        {
            foreach (var item in tx.Written)
                Run(putObject, item.Sequence, tx.Store.TableOf(item.GetType()).Kind, tx.Store.Write(item)).ExecuteNonQuery();
            foreach (var item in tx.Removed) Run(dropObject, item.Sequence).ExecuteNonQuery();
            foreach (var happened in tx.Events)
                Run(putEvent, happened.Sequence, happened.Id, happened.Type, happened.Created, happened.Body()).ExecuteNonQuery();
            andAlso?.Invoke();
            commit.ExecuteNonQuery();
        }
        catch
        {
            rollback.ExecuteNonQuery();
            throw;
        }
    }

    public static SqliteCommand Run(SqliteCommand command, params object[] values)
    {
        for (var i = 0; i < values.Length; i++) command.Parameters[i].Value = values[i];
        return command;
    }

    public TimeSpan ClockOffset
    {
        get
        {
            using var select = Command("SELECT value FROM settings WHERE name = 'clock_offset'");
            return select.ExecuteScalar() is string text ? TimeSpan.FromTicks(long.Parse(text, CultureInfo.InvariantCulture)) : TimeSpan.Zero;
        }
        set
        {
            using var upsert = Command("INSERT INTO settings VALUES ('clock_offset', @value) ON CONFLICT(name) DO UPDATE SET value = excluded.value", "@value");
            Run(upsert, value.Ticks.ToString(CultureInfo.InvariantCulture)).ExecuteNonQuery();
        }
    }

    public void Dispose()
    {
        foreach (var command in (SqliteCommand[])[begin, commit, rollback, putObject, dropObject, putEvent]) command.Dispose();
        connection.Dispose();
    }
}
