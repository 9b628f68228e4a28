using BillingPortal.StripeSandbox.Wire;

namespace BillingPortal.StripeSandbox.State;

/// <summary>The one lock around the sandbox's state: a piece of work sees everything still, and is kept whole or not at all.</summary>
public sealed class Engine : IDisposable
{
    private readonly Lock gate = new();
    private readonly SandboxFile file;

    public Engine(string dataFile)
    {
        file = new SandboxFile(dataFile);
        Answers = new IdempotencyRecords(file);
        Events = new Events.EventLog(file);
        Clock = new SandboxClock(file);
        file.Load(Store);
    }

    public Store Store { get; } = new();
    public SandboxClock Clock { get; }

    public IdempotencyRecords Answers { get; }
    public Events.EventLog Events { get; }

    /// <summary>Called after a commit that left something to deliver or a new due time.</summary>
    public Action Committed { get; set; } = () => { };

    public T Read<T>(Func<Store, T> read)
    {
        lock (gate) return read(Store);
    }

    /// <summary>Runs <paramref name="work"/> at the present moment, or at <paramref name="at"/> when that is a due moment in the past.</summary>
    public T Write<T>(Func<Tx, T> work, long? at = null, string? requestId = null, string? key = null, Action<T>? andAlso = null)
    {
        T result;
        bool changed;
        lock (gate)
        {
            var tx = new Tx(Store, at ?? Clock.Seconds, requestId, key);
            try
            {
                result = work(tx);
                if (tx.IsPreview) tx.Rollback();
                changed = !tx.IsEmpty && !tx.IsPreview;
                if (changed || andAlso is not null) file.Commit(changed ? tx : new Tx(Store, tx.Now), andAlso is null ? null : () => andAlso(result));
            }
            catch
            {
                tx.Rollback();
                throw;
            }
            if (changed) tx.Settle();
        }
        if (changed) Committed();
        return result;
    }

    public void MoveClock(DateTimeOffset instant)
    {
        lock (gate) Clock.MoveTo(instant);
    }

    public void Dispose()
    {
        lock (gate)
        {
            Answers.Dispose();
            Events.Dispose();
            file.Dispose();
        }
    }
}
