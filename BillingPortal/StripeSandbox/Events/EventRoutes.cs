using System.Text.Json.Nodes;
using BillingPortal.StripeSandbox.Wire;

namespace BillingPortal.StripeSandbox.Events;

/// <summary>/v1/events</summary>
public static class EventRoutes
{
    public static void Map(StripeRoutes routes)
    {
        routes.Get("events/{id}", call => Shown(call, call.Engine.Events.Find(call.Id) ?? throw StripeError.NotFound("event", call.Id)));
        routes.Get("events", List);
    }

    private static JsonObject List(Call call)
    {
        var p = call.Params;
        var limit = Paging.Limit(p);
        var created = CreatedRange.Asked(p);
        var (after, before) = (p.Text("starting_after"), p.Text("ending_before"));
        var types = p.Texts("types")?.ToList() ?? (p.Text("type") is { } type ? [type] : []);
        var query = new EventQuery(types, Bound(call, before) ?? 0, Bound(call, after) ?? long.MaxValue, created.From, created.To, limit + 1, before is not null);
        var found = call.Engine.Events.List(query);
        var page = found.Take(limit).Select(happened => Shown(call, happened));
        return Rendering.List(call.Url, before is null ? page : page.Reverse(), found.Count > limit);
    }

    private static JsonObject Shown(Call call, JsonObject happened)
    {
        happened["pending_webhooks"] = call.Store.Deliveries.Where("event", (string)happened["id"]!).Count;
        return happened;
    }

    private static long? Bound(Call call, string? id) =>
        id is null ? null : call.Engine.Events.SequenceOf(id) ?? throw StripeError.NoSuch("event", id, "starting_after");
}
