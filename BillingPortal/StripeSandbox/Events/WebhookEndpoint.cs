using System.Text.Json.Serialization;
using BillingPortal.StripeSandbox.State;

namespace BillingPortal.StripeSandbox.Events;

/// <summary>Where events are posted to. Its secret is shown once, when it is created.</summary>
public sealed class WebhookEndpoint : StripeObject
{
    public override string Object => "webhook_endpoint";
    public string? ApiVersion { get; set; }
    public string? Application => null;
    public string? Description { get; set; }
    public List<string> EnabledEvents { get; set; } = [];
    public string Status { get; set; } = "enabled";
    public string Url { get; set; } = "";

    [StoredOnly] public string Secret { get; set; } = "";

    [JsonIgnore] public bool IsEnabled => Status == "enabled";

    public bool Wants(string type) => IsEnabled && (EnabledEvents.Contains("*") || EnabledEvents.Contains(type));
}

/// <summary>One event on its way to one endpoint; gone once it has arrived or was given up.</summary>
public sealed class Delivery : StripeObject
{
    public override string Object => "sandbox.delivery";
    public string Event { get; set; } = "";
    public string Endpoint { get; set; } = "";

    /// <summary>The draft whose automatic finalization waits for this delivery.</summary>
    public string? Gates { get; set; }
    public int Failures { get; set; }
    public long NextAt { get; set; }

    public override long? NextDue() => NextAt;
}
