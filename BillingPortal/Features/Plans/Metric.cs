using System.Text.Json;

namespace BillingPortal.Features.Plans;

/// <summary>What is counted, in the order in which it is shown.</summary>
public enum Metric
{
    Members,
    Memories,
    Contexts,
    StorageBytes,
    ApiCalls,
    MemoryTokens,
}

public enum MetricKind
{
    /// <summary>Adds up within a period.</summary>
    Counter,

    /// <summary>Has a level; billed on its highest within the period.</summary>
    Gauge,
}

public static class Metrics
{
    public static readonly IReadOnlyList<Metric> All = Enum.GetValues<Metric>();

    private static readonly Dictionary<string, Metric> ByWire = All.ToDictionary(Wire);

    public static MetricKind Kind(this Metric metric) => metric is Metric.ApiCalls or Metric.MemoryTokens ? MetricKind.Counter : MetricKind.Gauge;

    /// <summary>Known from the portal's own rows (memberships) and therefore never tracked.</summary>
    public static bool IsDerived(this Metric metric) => metric == Metric.Members;

    /// <summary>The name in the REST API: "storage_bytes".</summary>
    public static string Wire(this Metric metric) => JsonNamingPolicy.SnakeCaseLower.ConvertName(metric.ToString());

    public static bool TryParse(string? wire, out Metric metric) => ByWire.TryGetValue(wire ?? "", out metric);

    public static string Label(this Metric metric) => metric switch
    {
        Metric.StorageBytes => "Storage",
        Metric.ApiCalls => "API calls",
        Metric.MemoryTokens => "Memory tokens",
        _ => metric.ToString(),
    };
}
