// The compiler of queries is the only place where EF shows each of them whole, with its values; that it is internal concerns only the tests.
#pragma warning disable EF1001
using System.Collections;
using System.Collections.Concurrent;
using System.Linq.Expressions;
using System.Reflection;
using BillingPortal.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Query.Internal;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace BillingPortal.Tests.Testing;

/// <summary>
/// Every query that a test application sends to its own database is also translated for SQL Server, once per shape, and read by SQL Server's parser.
/// No server is needed: the commands are taken before they leave. What does not translate or cannot be read fails the run.
/// </summary>
public static class SqlServerReading
{
    private static readonly MethodInfo Execute = typeof(IQueryCompiler).GetMethod(nameof(IQueryCompiler.Execute))!;

    private static readonly ConcurrentDictionary<string, bool> Seen = new(StringComparer.Ordinal);

    private static readonly DbContextOptions<BillingDbContext> Options = OptionsOf();

    /// <summary>What each shape became: one statement, or several where a query is split.</summary>
    public static ConcurrentBag<string> Statements { get; } = [];

    public static ConcurrentBag<string> Failures { get; } = [];

    /// <summary>To the options of a test application's context.</summary>
    public static void Attach(DbContextOptionsBuilder options) => options.ReplaceService<IQueryCompiler, ReadingQueryCompiler>();

    public static void Read(Expression query, Type result)
    {
        if (RawSql.IsIn(query) || !Seen.TryAdd(query.ToString(), true)) return;
        using var taken = TakenCommands.Begin();
        try
        {
            Send(query, result);
        }
        catch (TargetInvocationException exception) when (exception.InnerException is InvalidOperationException && taken.Texts.Count > 0)
        {
            // An empty answer is none for Single or Count: the command has been taken all the same.
        }
        catch (Exception exception)
        {
            Failures.Add($"{(exception as TargetInvocationException)?.InnerException ?? exception}\nfrom {query}");
        }
        foreach (var text in taken.Texts) Check(text);
    }

    /// <summary>Errors that SQL Server's parser finds.</summary>
    public static IReadOnlyList<string> ErrorsIn(string sql)
    {
        new TSql150Parser(initialQuotedIdentifiers: true).Parse(new StringReader(sql), out var errors);
        return [.. errors.Select(error => $"line {error.Line}: {error.Message}")];
    }

    private static void Check(string sql)
    {
        Statements.Add(sql);
        foreach (var error in ErrorsIn(sql)) Failures.Add($"{error}\n{sql}");
    }

    private static void Send(Expression query, Type result)
    {
        using var db = BillingDbContextFactory.Open(DatabaseProvider.SqlServer, Options);
        var kind = result.IsGenericType ? result.GetGenericTypeDefinition() : null;
        var element = result.IsGenericType ? result.GetGenericArguments()[0] : result;
        var answer = kind == typeof(IAsyncEnumerable<>) ? typeof(IEnumerable<>).MakeGenericType(element) : kind == typeof(Task<>) ? element : result;

        var sent = Execute.MakeGenericMethod(answer).Invoke(db.GetService<IQueryCompiler>(), [new Roots(db).Visit(query)]);
        if (kind == typeof(Task<>) || sent is not IEnumerable rows || sent is string) return;
        try
        {
            foreach (var _ in rows) break;
        }
        catch (InvalidOperationException exception)
        {
            throw new TargetInvocationException(exception);
        }
    }

    private static DbContextOptions<BillingDbContext> OptionsOf()
    {
        var options = new DbContextOptionsBuilder<BillingDbContext>();
        options.UseDatabase(new() { Provider = DatabaseProvider.SqlServer, ConnectionString = "Data Source=nowhere" });
        // Values of encrypted columns are parameters like others.
        options.UseApplicationServiceProvider(new ServiceCollection().AddSingleton(SharedEncryption.OfColumns)
            .Configure<Microsoft.AspNetCore.Identity.IdentityOptions>(identity => identity.Stores.SchemaVersion = IdentitySchemaVersions.Version3).BuildServiceProvider());
        options.AddInterceptors(new TakenCommands.Connections(), new TakenCommands.Commands());
        return options.Options;
    }

    /// <summary>Puts SQL Server's tables where those of the sending database stand, also where a query names another one through a variable.</summary>
    private sealed class Roots(BillingDbContext db) : ExpressionVisitor
    {
        protected override Expression VisitExtension(Expression node) => node is EntityQueryRootExpression root
            ? new EntityQueryRootExpression(db.GetService<IAsyncQueryProvider>(), db.Model.FindEntityType(root.EntityType.Name)!)
            : base.VisitExtension(node);

        protected override Expression VisitMember(MemberExpression node) => IsQuery(node) ? Inner(node) : base.VisitMember(node);

        protected override Expression VisitConstant(ConstantExpression node) => node.Value is IQueryable { Expression: not ConstantExpression } query ? Visit(query.Expression) : node;

        protected override Expression VisitMethodCall(MethodCallExpression node) =>
            IsQuery(node) && node.Method.DeclaringType?.Namespace is not ("System.Linq" or "Microsoft.EntityFrameworkCore") ? Inner(node) : base.VisitMethodCall(node);

        private static bool IsQuery(Expression node) => typeof(IQueryable).IsAssignableFrom(node.Type) && !Free.IsIn(node);

        private Expression Inner(Expression node) => Expression.Lambda(node).Compile().DynamicInvoke() is IQueryable query ? Visit(query.Expression) : node;
    }

    /// <summary>Whether an expression hangs on the row that is being looked at.</summary>
    private sealed class Free : ExpressionVisitor
    {
        private bool found;

        public static bool IsIn(Expression node)
        {
            var visitor = new Free();
            visitor.Visit(node);
            return visitor.found;
        }

        protected override Expression VisitParameter(ParameterExpression node)
        {
            found = true;
            return node;
        }
    }

    /// <summary>Raw SQL is written for each provider by hand, so another provider's says nothing.</summary>
    private sealed class RawSql : ExpressionVisitor
    {
        private bool found;

        public static bool IsIn(Expression node)
        {
            var visitor = new RawSql();
            visitor.Visit(node);
            return visitor.found;
        }

        protected override Expression VisitExtension(Expression node)
        {
            found |= node is FromSqlQueryRootExpression or SqlQueryRootExpression;
            return node is EntityQueryRootExpression or SqlQueryRootExpression ? node : base.VisitExtension(node);
        }
    }
}

/// <summary>Stands in the place of EF's own compiler in every test application.</summary>
internal sealed class ReadingQueryCompiler(
    IQueryContextFactory contexts, ICompiledQueryCache cache, ICompiledQueryCacheKeyGenerator keys, Microsoft.EntityFrameworkCore.Storage.IDatabase database,
    Microsoft.EntityFrameworkCore.Diagnostics.IDiagnosticsLogger<DbLoggerCategory.Query> log, ICurrentDbContext current, IEvaluatableExpressionFilter filter, IModel model)
    : QueryCompiler(contexts, cache, keys, database, log, current, filter, model)
{
    public override TResult Execute<TResult>(Expression query)
    {
        SqlServerReading.Read(query, typeof(TResult));
        return base.Execute<TResult>(query);
    }

    public override TResult ExecuteAsync<TResult>(Expression query, CancellationToken cancellationToken = default)
    {
        SqlServerReading.Read(query, typeof(TResult));
        return base.ExecuteAsync<TResult>(query, cancellationToken);
    }
}
