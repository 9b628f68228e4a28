namespace BillingPortal.StripeSandbox.State;

/// <summary>A table as the store sees it, without knowing what is in it.</summary>
public abstract class Table
{
    public abstract Type Type { get; }
    public abstract string Kind { get; }
    public abstract StripeObject? FindObject(string id);
    public abstract void Insert(StripeObject item);
    public abstract void Reindex(StripeObject item);
    public abstract void Delete(StripeObject item);
}

/// <summary>All objects of one kind, by id, in order of birth, and by the few fields that lists are filtered by.</summary>
public sealed class Table<T>(string kind, params (string Field, Func<T, string?> Key)[] indexes) : Table where T : StripeObject
{
    private static readonly IComparer<T> BySequence = Comparer<T>.Create((a, b) => a.Sequence.CompareTo(b.Sequence));
    private readonly Dictionary<string, T> byId = new(StringComparer.Ordinal);
    private readonly List<T> all = [];
    private readonly Dictionary<string, List<T>>[] lists = [.. indexes.Select(_ => new Dictionary<string, List<T>>(StringComparer.Ordinal))];

    public override Type Type => typeof(T);
    public override string Kind => kind;

    public T? Find(string? id) => id is null ? null : byId.GetValueOrDefault(id);

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<T> All => all;

    /// <summary>Those whose indexed field has this value, oldest first; fields that change do so here at the end of a request.</summary>
    public IReadOnlyList<T> Where(string field, string value) =>
        lists[Array.FindIndex(indexes, index => index.Field == field)].TryGetValue(value, out var list) ? list : [];

    public bool Has(string field) => Array.Exists(indexes, index => index.Field == field);

    /// <summary>The index of the first object of <paramref name="list"/> that is not older than <paramref name="item"/>.</summary>
    public static int PositionOf(IReadOnlyList<T> list, T item)
    {
        var found = ((List<T>)list).BinarySearch(item, BySequence);
        return found >= 0 ? found : ~found;
    }

    public override StripeObject? FindObject(string id) => Find(id);

    public override void Insert(StripeObject item)
    {
        var typed = (T)item;
        byId.Add(item.Id, typed);
        Add(all, typed);
        item.IndexKeys = new string?[indexes.Length];
        Reindex(item);
    }

    public override void Reindex(StripeObject item)
    {
        for (var i = 0; i < indexes.Length; i++)
        {
            var key = indexes[i].Key((T)item);
            if (key == item.IndexKeys[i]) continue;
            Unlist(i, (T)item);
            item.IndexKeys[i] = key;
            if (key is null) continue;
            if (!lists[i].TryGetValue(key, out var list)) lists[i][key] = list = [];
            Add(list, (T)item);
        }
    }

    public override void Delete(StripeObject item)
    {
        byId.Remove(item.Id);
        Take(all, (T)item);
        for (var i = 0; i < indexes.Length; i++) Unlist(i, (T)item);
    }

    private void Unlist(int index, T item)
    {
        if (item.IndexKeys[index] is not { } key || !lists[index].TryGetValue(key, out var list)) return;
        Take(list, item);
        if (list.Count == 0) lists[index].Remove(key);
    }

    private static void Add(List<T> list, T item)
    {
        if (list.Count == 0 || list[^1].Sequence < item.Sequence) list.Add(item);
        else list.Insert(PositionOf(list, item), item);
    }

    private static void Take(List<T> list, T item)
    {
        var position = list.BinarySearch(item, BySequence);
        if (position >= 0) list.RemoveAt(position);
    }
}
