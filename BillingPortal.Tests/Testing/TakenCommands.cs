using System.Data;
using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace BillingPortal.Tests.Testing;

/// <summary>Commands that are taken before they reach a server which is not there; every answer is empty.</summary>
internal sealed class TakenCommands : IDisposable
{
    [ThreadStatic] private static TakenCommands? current;

    public List<string> Texts { get; } = [];

    /// <summary>From here on, those of this thread are kept.</summary>
    public static TakenCommands Begin() => current = new();

    public void Dispose() => current = null;

    private static void Take(DbCommand command) => current?.Texts.Add(command.CommandText);

    public sealed class Connections : DbConnectionInterceptor
    {
        public override InterceptionResult ConnectionOpening(DbConnection connection, ConnectionEventData eventData, InterceptionResult result) => InterceptionResult.Suppress();
    }

    public sealed class Commands : DbCommandInterceptor
    {
        public override InterceptionResult<DbDataReader> ReaderExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result)
        {
            Take(command);
            return InterceptionResult<DbDataReader>.SuppressWithResult(new DataTable().CreateDataReader());
        }

        public override InterceptionResult<int> NonQueryExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<int> result)
        {
            Take(command);
            return InterceptionResult<int>.SuppressWithResult(0);
        }

        public override InterceptionResult<object> ScalarExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<object> result)
        {
            Take(command);
            return InterceptionResult<object>.SuppressWithResult(0);
        }
    }
}
