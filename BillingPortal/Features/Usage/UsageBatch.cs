using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using BillingPortal.Features.Plans;
using BillingPortal.Shared;

namespace BillingPortal.Features.Usage;

/// <summary>Up to a thousand events of one request. Each is judged on its own.</summary>
public sealed record UsageBatch(IReadOnlyList<UsageInput> Events)
{
    public const int Most = 1000;

    /// <summary>Reads one event, or many under <c>events</c>.</summary>
    public static Result<UsageBatch> Read(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object) return Problem.Invalid("events", "The body must be an event, or an object with a list of events.");
        if (!body.TryGetProperty("events", out var events)) return new UsageBatch([UsageInput.Read(body)]);
        if (events.ValueKind != JsonValueKind.Array) return Problem.Invalid("events", "The events must be a list.");
        if (events.GetArrayLength() > Most) return Problem.Invalid("events", $"One request takes at most {Most:N0} events.");
        return new UsageBatch([.. events.EnumerateArray().Select(UsageInput.Read)]);
    }
}

/// <summary>What a quantity means.</summary>
public enum UsageVerb
{
    /// <summary>A counter adds it, a gauge is set to it.</summary>
    Track,

    /// <summary>A gauge's level grows by it.</summary>
    Reserve,

    /// <summary>A gauge's level falls by it, never below 0.</summary>
    Release,
}

/// <summary>One event as it was sent. What is missing or of the wrong type is null, so that it is refused for this event alone.</summary>
public sealed record UsageInput
{
    private const int LongestId = 100;
    private const int LongestMetadata = 4000;
    private const int Utf8Longest = 3;

    // A petabyte: enough for every honest event.
    internal const long MostQuantity = 1_000_000_000_000_000;

    public UsageVerb Verb { get; init; }

    public string? EventId { get; init; }

    public Guid? TeamId { get; init; }

    public string? Metric { get; init; }

    public long? Quantity { get; init; }

    /// <summary>When it happened; left out, when it is received.</summary>
    public DateTime? Timestamp { get; init; }

    public string? Corrects { get; init; }

    /// <summary>A JSON object of the sender's, kept as it is.</summary>
    public JsonElement? Metadata { get; init; }

    // One look at each field; of one that stands there twice the last counts.
    public static UsageInput Read(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object) return new();
        var (eventId, team, metric, corrects) = ((string?)null, (string?)null, (string?)null, (string?)null);
        var (quantity, timestamp, metadata) = ((long?)null, (DateTime?)null, (JsonElement?)null);
        foreach (var field in json.EnumerateObject())
        {
            if (field.NameEquals("event_id"u8)) eventId = Text(field.Value);
            else if (field.NameEquals("team_id"u8)) team = Text(field.Value);
            else if (field.NameEquals("metric"u8)) metric = Text(field.Value);
            else if (field.NameEquals("quantity"u8)) quantity = Whole(field.Value);
            else if (field.NameEquals("timestamp"u8)) timestamp = TimestampOf(field.Value);
            else if (field.NameEquals("corrects"u8)) corrects = Text(field.Value);
            else if (field.NameEquals("metadata"u8)) metadata = field.Value.ValueKind == JsonValueKind.Null ? null : field.Value;
        }
        return new()
        {
            EventId = eventId, TeamId = Guid.TryParse(team, out var id) ? id : null, Metric = metric, Quantity = quantity, Timestamp = timestamp, Corrects = corrects, Metadata = metadata,
        };
    }

    /// <summary>What is wrong with this event whatever has been counted so far, or null.</summary>
    public string? Fault()
    {
        if (EventId is not { Length: > 0 and <= LongestId } || EventId.AsSpan().Trim().Length != EventId.Length) return UsageCodes.InvalidEventId;
        if (!Metrics.TryParse(Metric, out var metric)) return UsageCodes.UnknownMetric;
        if (metric.IsDerived()) return UsageCodes.DerivedMetric;
        if (Metadata is { } metadata && (metadata.ValueKind != JsonValueKind.Object || metadata.GetRawText().Length > LongestMetadata)) return UsageCodes.InvalidMetadata;
        return IsSound(metric) ? null : UsageCodes.InvalidQuantity;
    }

    /// <summary>The same for the same content, whenever it is sent: a left-out timestamp stays left out.</summary>
    public byte[] ContentHash()
    {
        var metadata = Metadata?.GetRawText();
        var most = 200 + Utf8Longest * ((Metric?.Length ?? 0) + (Corrects?.Length ?? 0) + (metadata?.Length ?? 0));
        Span<byte> content = most <= 1024 ? stackalloc byte[most] : new byte[most];
        Utf8.TryWrite(content, CultureInfo.InvariantCulture, $"{TeamId}\n{Metric}\n{Quantity}\n{Timestamp?.Ticks}\n{Corrects}\n{metadata}{VerbInContent}", out var length);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(content[..length], hash);
        return hash[..16].ToArray();
    }

    private string VerbInContent => Verb switch { UsageVerb.Track => "", UsageVerb.Reserve => "\nReserve", _ => "\nRelease" };

    // A counter adds; only a correction takes back. A gauge has a level, which nothing corrects but the next level.
    private bool IsSound(Metric metric) => Quantity is >= -MostQuantity and <= MostQuantity && (metric.Kind(), Corrects) switch
    {
        (MetricKind.Gauge, null) => Quantity >= (Verb == UsageVerb.Track ? 0 : 1),
        (MetricKind.Counter, null) => Quantity > 0,
        (MetricKind.Counter, _) => Quantity < 0,
        _ => false,
    };

    // Null where there is none; empty, which nothing accepts, where there is something that is no text or that not every database can store.
    private static string? Text(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null) return null;
        if (value.ValueKind != JsonValueKind.String) return "";
        try
        {
            return value.GetString() is { } text && !HasControls(text) ? text : "";
        }
        catch (InvalidOperationException)
        {
            return ""; // half of a surrogate pair
        }
    }

    private static bool HasControls(string text)
    {
        foreach (var character in text)
            if (char.IsControl(character)) return true;
        return false;
    }

    private static long? Whole(JsonElement value) => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var whole) ? whole : null;

    // A timestamp that cannot be read must not pass for one that was left out: it becomes one that is out of every range.
    private static DateTime? TimestampOf(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null) return null;
        if (value.ValueKind != JsonValueKind.String || !value.TryGetDateTimeOffset(out var at)) return DateTime.SpecifyKind(DateTime.MaxValue, DateTimeKind.Utc);
        return at.UtcDateTime.AddTicks(-(at.Ticks % TimeSpan.TicksPerMicrosecond));
    }
}

public enum UsageStatus
{
    Accepted,
    Duplicate,
    Refused,
}

/// <summary>What became of one event.</summary>
/// <param name="EventId">As sent.</param>
/// <param name="Status">Accepted and duplicate events are both counted once and durable.</param>
/// <param name="Code">Why it was refused, one of <see cref="UsageCodes"/>.</param>
public sealed record UsageResult(string? EventId, UsageStatus Status, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Code = null);

/// <summary>The answers of a batch, in the order of its events.</summary>
public sealed record UsageAnswer(IReadOnlyList<UsageResult> Results);

/// <summary>Why an event is refused, as the REST API says it.</summary>
public static class UsageCodes
{
    public const string InvalidEventId = "invalid_event_id";
    public const string InvalidMetadata = "invalid_metadata";
    public const string InvalidQuantity = "invalid_quantity";
    public const string UnknownMetric = "unknown_metric";
    public const string DerivedMetric = "derived_metric";
    public const string EventIdReused = "event_id_reused";
    public const string TimestampOutOfRange = "timestamp_out_of_range";
    public const string QuotaExceeded = "quota_exceeded";
    public const string NotFound = "not_found";
    public const string Forbidden = "forbidden";
}
