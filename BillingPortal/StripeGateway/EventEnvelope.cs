using System.Text.Json;

namespace BillingPortal.StripeGateway;

/// <summary>What the portal needs to know of an event to keep it and to apply it; everything else stays in the stored text.</summary>
public sealed record EventEnvelope(string Id, string Type, string? ApiVersion, DateTime CreatedAt, string? ObjectId, string? CustomerId)
{
    private const int LongestId = 255;

    /// <summary>Null where the text is not an event of Stripe's.</summary>
    public static EventEnvelope? Read(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return Read(document.RootElement);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static EventEnvelope? Read(JsonElement root)
    {
        if (Text(root, "id") is not { Length: > 0 and <= LongestId } id || Text(root, "type") is not { Length: > 0 and <= 100 } type) return null;

        var subject = Inner(Inner(root, "data"), "object");
        return new(id, type, Text(root, "api_version"), Created(root), Text(subject, "id"), CustomerOf(subject));
    }

    private static string? CustomerOf(JsonElement subject) =>
        Text(subject, "object") == "customer" ? Text(subject, "id") : Text(subject, "customer") ?? Text(Inner(subject, "customer"), "id");

    /// <summary>Unix seconds in the events of API v1, a written time in those of v2.</summary>
    private static DateTime Created(JsonElement root) => Inner(root, "created") switch
    {
        { ValueKind: JsonValueKind.Number } seconds when seconds.TryGetInt64(out var unix) => DateTime.UnixEpoch.AddSeconds(unix),
        { ValueKind: JsonValueKind.String } written when written.TryGetDateTimeOffset(out var time) => time.UtcDateTime,
        _ => DateTime.UnixEpoch,
    };

    private static JsonElement Inner(JsonElement outer, string name) =>
        outer.ValueKind == JsonValueKind.Object && outer.TryGetProperty(name, out var inner) ? inner : default;

    private static string? Text(JsonElement outer, string name) => Inner(outer, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
}
