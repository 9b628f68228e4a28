using System.Text.Json.Serialization;

namespace BillingPortal.StripeSandbox.State;

/// <summary>Anything that has an id on Stripe's wire, kept in memory and written through to the sandbox's file.</summary>
public abstract class StripeObject
{
    [JsonPropertyOrder(-3)] public string Id { get; set; } = "";
    [JsonPropertyOrder(-2)] public abstract string Object { get; }
    public long Created { get; set; }
    public bool Livemode => false;
    public Dictionary<string, string> Metadata { get; set; } = [];

    /// <summary>Order of birth over all objects: lists are newest first by it, because `created` has whole seconds only.</summary>
    [StoredOnly] public long Sequence { get; set; }

    /// <summary>When the sandbox itself has to act on this object next, in unix seconds; follows from its state alone.</summary>
    public virtual long? NextDue() => null;

    [JsonIgnore] internal string?[] IndexKeys { get; set; } = [];
    [JsonIgnore] internal long? ScheduledAt { get; set; }
}
