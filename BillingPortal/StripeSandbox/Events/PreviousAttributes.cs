using System.Text.Json.Nodes;

namespace BillingPortal.StripeSandbox.Events;

/// <summary>`data.previous_attributes`: only what changed, as it was; objects are compared field by field, arrays as a whole.</summary>
public static class PreviousAttributes
{
    public static JsonObject Between(JsonObject before, JsonObject after)
    {
        var changed = new JsonObject();
        foreach (var name in before.Select(pair => pair.Key).Union(after.Select(pair => pair.Key)))
        {
            var was = before[name];
            var now = after[name];
            if (JsonNode.DeepEquals(was, now)) continue;
            changed[name] = was is JsonObject earlier && now is JsonObject later ? Between(earlier, later) : was?.DeepClone();
        }
        return changed;
    }
}
