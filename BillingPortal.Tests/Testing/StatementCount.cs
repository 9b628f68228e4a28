using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace BillingPortal.Tests.Testing;

/// <summary>The statements that one flow of work sends to the database, whatever else the process does meanwhile.</summary>
public sealed class StatementCount : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
{
    private static readonly AsyncLocal<List<string>?> Current = new();

    static StatementCount() => DiagnosticListener.AllListeners.Subscribe(new StatementCount());

    private StatementCount()
    {
    }

    public static async Task<IReadOnlyList<string>> OfAsync(Func<Task> work)
    {
        var seen = Current.Value = [];
        try
        {
            await work();
            return seen;
        }
        finally
        {
            Current.Value = null;
        }
    }

    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == DbLoggerCategory.Name) value.Subscribe(this);
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (Current.Value is { } seen && value is { Key: var key, Value: CommandExecutedEventData data } && key == RelationalEventId.CommandExecuted.Name)
            lock (seen) seen.Add(data.Command.CommandText);
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }
}
