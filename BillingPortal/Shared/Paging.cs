namespace BillingPortal.Shared;

/// <summary>One page of a list, as the REST API writes it: <c>{"data": [...], "next_cursor": null}</c>.</summary>
public sealed record Page<T>(IReadOnlyList<T> Data, string? NextCursor);

/// <summary>Which page is asked for.</summary>
public sealed record PageRequest(int? Limit = null, string? Cursor = null)
{
    public const int Most = 100;

    public int Size => Math.Clamp(Limit ?? 25, 1, Most);

    /// <summary>Makes a page of rows that were read one more than the size, to know whether there is a next.</summary>
    public Page<T> Cut<T>(IReadOnlyList<T> rows, Func<T, string> cursorOf) =>
        rows.Count > Size ? new([.. rows.Take(Size)], cursorOf(rows[Size - 1])) : new(rows, null);
}
