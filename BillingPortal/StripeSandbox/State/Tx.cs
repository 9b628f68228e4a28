using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using BillingPortal.StripeSandbox.Events;

namespace BillingPortal.StripeSandbox.State;

/// <summary>What one request, or one due moment, changes: all of it reaches the file in one SQLite transaction, or none of it happened.</summary>
public sealed class Tx(Store store, long now, string? requestId = null, string? idempotencyKey = null)
{
    private readonly Dictionary<StripeObject, byte[]> before = [];
    private readonly Dictionary<StripeObject, JsonObject> shown = [];
    private readonly HashSet<StripeObject> added = [];
    private readonly List<StripeObject> removed = [];

    public Store Store => store;

    /// <summary>The sandbox's time, in unix seconds.</summary>
    public long Now => now;

    /// <summary>Everything is worked out and shown, then put back as it was.</summary>
    public bool IsPreview { get; set; }

    public List<StripeEvent> Events { get; } = [];
    public IReadOnlyCollection<StripeObject> Removed => removed;
    public IEnumerable<StripeObject> Written => added.Concat(before.Keys).Where(item => !removed.Contains(item));
    public bool IsEmpty => added.Count == 0 && before.Count == 0 && removed.Count == 0 && Events.Count == 0;

    public T Add<T>(T item) where T : StripeObject
    {
        if (item.Id.Length == 0) item.Id = StripeIds.New(store.TableOf(typeof(T)).Kind);
        if (item.Created == 0) item.Created = now;
        item.Sequence = ++store.LastSequence;
        store.Insert(item);
        added.Add(item);
        return item;
    }

    /// <summary>To be called before the first change of an object, so that a refusal can put it back and events can say what it was.</summary>
    public T Change<T>(T item) where T : StripeObject
    {
        if (!added.Contains(item) && !before.ContainsKey(item))
        {
            before[item] = store.Write(item);
            shown.TryAdd(item, Show(item));
        }
        return item;
    }

    public void Remove(StripeObject item)
    {
        store.Delete(item);
        if (!added.Remove(item)) removed.Add(item);
    }

    /// <summary>Records an event with the object as it is now; an `.updated` one says what changed since the last event about it.</summary>
    public void Emit(string type, StripeObject item)
    {
        var current = Show(item);
        JsonObject? previous = null;
        if (type.EndsWith(".updated", StringComparison.Ordinal) && shown.TryGetValue(item, out var earlier))
        {
            previous = PreviousAttributes.Between(earlier, current);
            if (previous.Count == 0) return;
        }
        shown[item] = current;
        Events.Add(new StripeEvent(StripeIds.New("evt"), ++store.LastSequence, type, now, current, previous, requestId, idempotencyKey));
        Webhooks.Queue(this, Events[^1]);
    }

    public void Rollback()
    {
        foreach (var item in removed) store.Insert(item);
        foreach (var (item, body) in before)
        {
            CopyOnto(store.Read(item.GetType(), body), item);
            store.Refresh(item);
        }
        foreach (var item in added) store.Delete(item);
    }

    public void Settle()
    {
        foreach (var item in Written) store.Refresh(item);
    }

    private static JsonObject Show(StripeObject item) => (JsonObject)JsonSerializer.SerializeToNode(item, item.GetType(), ObjectJson.Wire)!;

    /// <summary>In place, because other objects hold references to the same instance.</summary>
    private static void CopyOnto(StripeObject source, StripeObject target)
    {
        foreach (var property in source.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
            if (property.CanWrite) property.SetValue(target, property.GetValue(source));
    }
}
