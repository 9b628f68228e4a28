namespace BillingPortal.Features.Accounts;

/// <summary>The time zones that an account may choose, by their IANA names.</summary>
public static class TimeZones
{
    private static readonly Lazy<IReadOnlyList<KeyValuePair<string, string>>> Listed = new(() =>
        [.. TimeZoneInfo.GetSystemTimeZones(skipSorting: true).Where(zone => zone.HasIanaId && zone.Id.Contains('/', StringComparison.Ordinal)).Select(zone => zone.Id)
            .Append("Etc/UTC").Distinct().Order(StringComparer.Ordinal).Select(id => KeyValuePair.Create(id, id.Replace('_', ' ')))]);

    /// <summary>Id and the name that people read: "America/New_York" is "America/New York".</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> All => Listed.Value;

    /// <summary>Also for zones that go by a second name, which the list leaves out. Windows' own names are none of IANA's.</summary>
    public static bool IsKnown(string id) => TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone) && zone.HasIanaId;
}
