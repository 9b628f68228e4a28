using System.Text.Json.Nodes;
using BillingPortal.StripeSandbox.State;

namespace BillingPortal.StripeSandbox.Wire;

/// <summary>`expand[]`: puts whole objects where ids stand, and adds the fields that Stripe leaves out unless asked.</summary>
public static class Expansion
{
    private const int DeepestLevel = 4;

    public static void Apply(Store store, JsonObject answer, IReadOnlyList<string> paths)
    {
        foreach (var path in paths)
        {
            var steps = path.Split('.');
            if (steps.Length > DeepestLevel) throw StripeError.Invalid($"You cannot expand more than {DeepestLevel} levels of a property. Property: {path}", "expand");
            Expand(store, answer, steps, 0, path);
        }
    }

    private static void Expand(Store store, JsonNode? node, string[] steps, int step, string path)
    {
        if (step == steps.Length || node is null) return;
        if (node is JsonArray array)
        {
            foreach (var element in array) Expand(store, element, steps, step, path);
            return;
        }
        if (node is not JsonObject holder) throw CannotExpand(path);
        var field = steps[step];
        if (!holder.ContainsKey(field)) holder[field] = Includables.Find(store, holder, field) ?? throw CannotExpand(path);
        Replace(store, holder, field);
        Expand(store, holder[field], steps, step + 1, path);
    }

    private static void Replace(Store store, JsonObject holder, string field)
    {
        if (holder[field] is JsonValue value && Whole(store, value) is { } whole) holder[field] = whole;
        if (holder[field] is not JsonArray ids) return;
        for (var i = 0; i < ids.Count; i++)
            if (ids[i] is JsonValue id && Whole(store, id) is { } found) ids[i] = found;
    }

    private static JsonObject? Whole(Store store, JsonValue value) =>
        value.TryGetValue<string>(out var id) && store.FindAny(id) is { } item ? Rendering.Node(item) : null;

    private static StripeError CannotExpand(string path) =>
        StripeError.Invalid($"This property cannot be expanded ({path}).", "expand");
}
