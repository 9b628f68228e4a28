using System.Text.Json;
using System.Text.Json.Nodes;
using BillingPortal.StripeSandbox.State;

namespace BillingPortal.StripeSandbox.Wire;

/// <summary>Turns what a handler answers into the bytes of Stripe's JSON.</summary>
public static class Rendering
{
    public static JsonObject Node(StripeObject item) => (JsonObject)JsonSerializer.SerializeToNode(item, item.GetType(), ObjectJson.Wire)!;

    public static byte[] Bytes(Store store, object answer, Params parameters)
    {
        var expand = parameters.Texts("expand") ?? [];
        if (answer is StripeObject item && expand.Count == 0) return JsonSerializer.SerializeToUtf8Bytes(item, item.GetType(), ObjectJson.Wire);
        var node = answer as JsonObject ?? Node((StripeObject)answer);
        Expansion.Apply(store, node, expand);
        return JsonSerializer.SerializeToUtf8Bytes(node, ObjectJson.Wire);
    }

    public static JsonObject List(string url, IEnumerable<JsonNode> data, bool hasMore) =>
        new() { ["object"] = "list", ["data"] = new JsonArray([.. data]), ["has_more"] = hasMore, ["url"] = url };

    public static JsonObject Deleted(StripeObject item) => new() { ["id"] = item.Id, ["object"] = item.Object, ["deleted"] = true };
}
