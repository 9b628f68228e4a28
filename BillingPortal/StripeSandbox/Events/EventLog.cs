using System.Text.Json.Nodes;
using BillingPortal.StripeSandbox.State;
using Microsoft.Data.Sqlite;

namespace BillingPortal.StripeSandbox.Events;

/// <summary>Reads events back from the file.</summary>
public sealed class EventLog(SandboxFile file) : IDisposable
{
    private readonly SqliteCommand byId = file.Command("SELECT body FROM events WHERE id = @id", "@id");
    private readonly SqliteCommand sequence = file.Command("SELECT sequence FROM events WHERE id = @id", "@id");

    public byte[]? Body(string id) => SandboxFile.Run(byId, id).ExecuteScalar() as byte[];

    public JsonObject? Find(string id) => Body(id) is { } body ? (JsonObject)JsonNode.Parse(body)! : null;

    public long? SequenceOf(string id) => SandboxFile.Run(sequence, id).ExecuteScalar() as long?;

    /// <summary>Events between two orders of birth (exclusive) and two times (inclusive), newest first unless <paramref name="oldestFirst"/>.</summary>
    public List<JsonObject> List(EventQuery query)
    {
        var types = query.Types.Select((_, i) => $"@type{i}").ToArray();
        using var select = file.Command(
            "SELECT body FROM events WHERE sequence > @after AND sequence < @before AND created >= @from AND created <= @to"
            + (types.Length == 0 ? "" : $" AND type IN ({string.Join(", ", types)})")
            + $" ORDER BY sequence {(query.OldestFirst ? "ASC" : "DESC")} LIMIT @limit",
            ["@after", "@before", "@from", "@to", "@limit", .. types]);
        using var reader = SandboxFile.Run(select, [query.After, query.Before, query.From, query.To, query.Limit, .. query.Types]).ExecuteReader();
        var found = new List<JsonObject>();
        while (reader.Read()) found.Add((JsonObject)JsonNode.Parse(reader.GetFieldValue<byte[]>(0))!);
        return found;
    }

    public void Dispose()
    {
        byId.Dispose();
        sequence.Dispose();
    }
}

/// <summary>Which events are asked for; the bounds of order exclude, those of time include.</summary>
public sealed record EventQuery(IReadOnlyList<string> Types, long After, long Before, long From, long To, long Limit, bool OldestFirst);
