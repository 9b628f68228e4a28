using System.Text.Json.Nodes;
using BillingPortal.StripeSandbox.State;

namespace BillingPortal.StripeSandbox.Wire;

/// <summary>Stripe's lists: newest first, `limit`, `starting_after`, `ending_before`, filters by indexed fields and by `created`.</summary>
public static class Paging
{
    /// <summary>Lists a table; each of <paramref name="filters"/> is a parameter that, when sent, must equal the field of that name.</summary>
    public static JsonObject List<T>(this Call call, Table<T> table, string kind, (string Field, Func<T, string?> Value)[] filters, Func<T, bool>? where = null)
        where T : StripeObject
    {
        var asked = filters.Select(filter => (filter.Field, filter.Value, Wanted: call.Params.Text(filter.Field))).Where(filter => filter.Wanted is not null).ToList();
        var source = asked.Where(filter => table.Has(filter.Field)).Select(filter => table.Where(filter.Field, filter.Wanted!)).MinBy(list => list.Count) ?? table.All;
        return Page(call, table, kind, source, item => asked.TrueForAll(filter => filter.Value(item) == filter.Wanted) && (where is null || where(item)));
    }

    public static JsonObject Page<T>(this Call call, Table<T> table, string kind, IReadOnlyList<T> source, Func<T, bool> where) where T : StripeObject
    {
        var limit = Limit(call.Params);
        var created = CreatedRange.Asked(call.Params);
        var after = call.Params.Ref(table, "starting_after", kind);
        var before = call.Params.Ref(table, "ending_before", kind);
        var found = (before is null ? OlderThan(source, after) : NewerThan(source, before))
            .SkipWhile(item => before is null && item.Created > created.To)
            .TakeWhile(item => before is not null || item.Created >= created.From)
            .Where(item => item.Created >= created.From && item.Created <= created.To && where(item)).Take(limit + 1).ToList();
        var page = found.Take(limit);
        return Rendering.List(call.Url, (before is null ? page : page.Reverse()).Select(Rendering.Node), found.Count > limit);
    }

    public static int Limit(Params parameters)
    {
        var limit = parameters.Integer("limit", 10) ?? 10;
        return limit is >= 1 and <= 100 ? (int)limit
            : throw StripeError.Invalid("This value must be between 1 and 100 (inclusive).", "limit", "parameter_invalid_integer");
    }

    private static IEnumerable<T> OlderThan<T>(IReadOnlyList<T> source, T? item) where T : StripeObject
    {
        for (var i = (item is null ? source.Count : PositionIn(source, item)) - 1; i >= 0; i--) yield return source[i];
    }

    private static IEnumerable<T> NewerThan<T>(IReadOnlyList<T> source, T item) where T : StripeObject
    {
        var position = PositionIn(source, item);
        if (position < source.Count && source[position] == item) position++;
        for (var i = position; i < source.Count; i++) yield return source[i];
    }

    private static int PositionIn<T>(IReadOnlyList<T> source, T item) where T : StripeObject => source.Count == 0 ? 0 : Table<T>.PositionOf(source, item);
}

/// <summary>The `created` filter: a moment, or any of gt, gte, lt, lte.</summary>
public readonly record struct CreatedRange(long From, long To)
{
    public static CreatedRange Asked(Params parameters)
    {
        if (parameters.Map("created") is { } bounds)
            return new(
                Math.Max(bounds.Integer("gte") ?? 0, (bounds.Integer("gt") + 1) ?? 0),
                Math.Min(bounds.Integer("lte") ?? long.MaxValue, (bounds.Integer("lt") - 1) ?? long.MaxValue));
        return parameters.Integer("created") is { } moment ? new(moment, moment) : new(0, long.MaxValue);
    }
}
