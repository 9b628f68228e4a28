using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using BillingPortal.StripeSandbox.State;
using BillingPortal.StripeSandbox.Wire;

namespace BillingPortal.StripeSandbox.Events;

/// <summary>Something that happened, with the object as it was at that moment; lives in the file only, since there are many.</summary>
public sealed record StripeEvent(
    string Id, long Sequence, string Type, long Created, JsonObject Object, JsonObject? Previous, string? RequestId, string? IdempotencyKey)
{
    public int PendingWebhooks { get; set; }

    public byte[] Body()
    {
        var buffer = new ArrayBufferWriter<byte>(8192);
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = ObjectJson.Wire.Encoder }))
        {
            json.WriteStartObject();
            json.WriteString("id", Id);
            json.WriteString("object", "event");
            json.WriteString("api_version", RequestPipeline.ApiVersion);
            json.WriteNumber("created", Created);
            WriteData(json);
            json.WriteBoolean("livemode", false);
            json.WriteNumber("pending_webhooks", PendingWebhooks);
            // Stripe's own .NET client fails on an event without this key, so it is there even when nobody asked.
            json.WriteStartObject("request");
            json.WriteString("id", RequestId);
            json.WriteString("idempotency_key", IdempotencyKey);
            json.WriteEndObject();
            json.WriteString("type", Type);
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    private void WriteData(Utf8JsonWriter json)
    {
        json.WriteStartObject("data");
        json.WritePropertyName("object");
        Object.WriteTo(json, ObjectJson.Wire);
        if (Previous is not null)
        {
            json.WritePropertyName("previous_attributes");
            Previous.WriteTo(json, ObjectJson.Wire);
        }
        json.WriteEndObject();
    }
}
