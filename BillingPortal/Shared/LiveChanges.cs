using System.Collections.Concurrent;

namespace BillingPortal.Shared;

/// <summary>Tells open pages that something of an account has changed, so that they read it again. Within this process only: pages also look by themselves now and then.</summary>
public sealed class LiveChanges
{
    private readonly ConcurrentDictionary<Guid, ConcurrentDictionary<Watch, Func<Task>>> watchers = new();

    /// <summary>Calls back after each change until the returned watch is disposed. The callback must not throw.</summary>
    public IDisposable Follow(Guid accountId, Func<Task> changed)
    {
        var watch = new Watch(this, accountId);
        watchers.GetOrAdd(accountId, _ => new())[watch] = changed;
        return watch;
    }

    /// <summary>Call it after the save, never before.</summary>
    public void Tell(Guid accountId)
    {
        if (!watchers.TryGetValue(accountId, out var following)) return;
        foreach (var changed in following.Values) _ = Task.Run(changed);
    }

    private sealed class Watch(LiveChanges changes, Guid accountId) : IDisposable
    {
        public void Dispose()
        {
            if (changes.watchers.TryGetValue(accountId, out var following)) following.TryRemove(this, out _);
        }
    }
}
