using System.Text.Json.Nodes;
using BillingPortal.StripeSandbox.Billing;
using BillingPortal.StripeSandbox.State;
using BillingPortal.StripeSandbox.Wire;

namespace BillingPortal.StripeSandbox.Events;

/// <summary>/v1/webhook_endpoints and what becomes of deliveries: they arrive, are tried again, or are given up after three days.</summary>
public static class Webhooks
{
    private const long Minute = 60, Hour = 3600, GivenUpAfter = 72 * Hour;

    // The first is short: a receiver that is just starting should not have to wait.
    private static readonly long[] Waits = [5, Minute, 10 * Minute, Hour, 3 * Hour, 6 * Hour, 12 * Hour, 24 * Hour];

    public static void Map(StripeRoutes routes, SandboxOptions options)
    {
        routes.Post("webhook_endpoints", call => Create(call, options));
        routes.Get("webhook_endpoints/{id}", call => call.Subject(call.Store.Endpoints, "webhook endpoint"));
        routes.Post("webhook_endpoints/{id}", Update);
        routes.Delete("webhook_endpoints/{id}", Delete);
        routes.Get("webhook_endpoints", call => call.List(call.Store.Endpoints, "webhook endpoint", []));
    }

    public static bool IsAwaited(Store store, string type) => store.Endpoints.All.Any(endpoint => endpoint.Wants(type));

    public static void Queue(Tx tx, StripeEvent happened)
    {
        foreach (var endpoint in tx.Store.Endpoints.All.Where(endpoint => endpoint.Wants(happened.Type)))
        {
            var gates = happened.Type == "invoice.created" && (bool)happened.Object["auto_advance"]! ? (string?)happened.Object["id"] : null;
            tx.Add(new Delivery { Event = happened.Id, Endpoint = endpoint.Id, Gates = gates, NextAt = tx.Now });
            happened.PendingWebhooks++;
        }
    }

    public static void Arrived(Tx tx, Delivery delivery)
    {
        if (tx.Store.Deliveries.Find(delivery.Id) is null) return;
        tx.Remove(delivery);
        if (delivery.Gates is { } draft && tx.Store.Deliveries.Where("gates", draft).Count == 0 && tx.Store.Invoices.Find(draft) is { } invoice)
            InvoiceDrafts.Delivered(tx, invoice);
    }

    public static void Failed(Tx tx, Delivery delivery)
    {
        if (tx.Store.Deliveries.Find(delivery.Id) is null) return;
        var wait = Waits[Math.Min(delivery.Failures, Waits.Length - 1)];
        if (tx.Now + wait > delivery.Created + GivenUpAfter)
        {
            tx.Remove(delivery);
            return;
        }
        tx.Change(delivery).Failures++;
        delivery.NextAt = tx.Now + wait;
    }

    private static JsonObject Create(Call call, SandboxOptions options)
    {
        var p = call.Params;
        var endpoint = new WebhookEndpoint { ApiVersion = p.Text("api_version"), Secret = options.WebhookSecret ?? StripeIds.WebhookSecret() };
        p.Required("url");
        Read(p, endpoint);
        if (endpoint.EnabledEvents.Count == 0) throw StripeError.Missing("enabled_events");
        call.Tx.Add(endpoint);
        p.Ignore("connect");
        var shown = Rendering.Node(endpoint);
        shown["secret"] = endpoint.Secret;
        return shown;
    }

    private static WebhookEndpoint Update(Call call)
    {
        var endpoint = call.Changing(call.Store.Endpoints, "webhook endpoint");
        Read(call.Params, endpoint);
        if (call.Params.Has("disabled")) endpoint.Status = call.Params.Flag("disabled") ? "disabled" : "enabled";
        if (!endpoint.IsEnabled) DropDeliveries(call.Tx, endpoint);
        return endpoint;
    }

    private static void Read(Params p, WebhookEndpoint endpoint)
    {
        endpoint.Url = p.Text("url", endpoint.Url) ?? endpoint.Url;
        if (!Uri.TryCreate(endpoint.Url, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            throw StripeError.Invalid("Invalid URL: an absolute http or https address is needed.", "url", "url_invalid");
        endpoint.Description = p.Text("description", endpoint.Description);
        endpoint.EnabledEvents = p.Texts("enabled_events")?.ToList() ?? endpoint.EnabledEvents;
        p.Metadata(endpoint.Metadata);
    }

    private static JsonObject Delete(Call call)
    {
        var endpoint = call.Subject(call.Store.Endpoints, "webhook endpoint");
        DropDeliveries(call.Tx, endpoint);
        call.Tx.Remove(endpoint);
        return Rendering.Deleted(endpoint);
    }

    private static void DropDeliveries(Tx tx, WebhookEndpoint endpoint)
    {
        foreach (var delivery in tx.Store.Deliveries.Where("endpoint", endpoint.Id).ToList()) Arrived(tx, delivery);
    }
}
