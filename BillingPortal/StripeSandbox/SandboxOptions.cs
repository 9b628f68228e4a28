namespace BillingPortal.StripeSandbox;

/// <summary>Where the sandbox listens and keeps its state.</summary>
public sealed class SandboxOptions
{
    /// <summary>On 127.0.0.1; 0 takes a free one.</summary>
    public int Port { get; set; } = 5081;

    public string DataFile { get; set; } = Path.Combine("data", "stripe-sandbox.db");

    /// <summary>When set, every webhook endpoint gets this secret instead of a random one.</summary>
    public string? WebhookSecret { get; set; }
}
