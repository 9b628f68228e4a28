using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Options;

namespace BillingPortal.DevTools.Bench;

/// <summary>Opens each page of a team as its owner, one after the other, and tells how many statements it sends and which is the slowest.</summary>
internal static class PageStatements
{
    private const int Visits = 10;

    private static readonly string[] Pages = ["/teams", "/teams/{0}", "/teams/{0}/usage", "/teams/{0}/plan", "/teams/{0}/invoices", "/teams/{0}/invoices/{1}", "/teams/{0}/credits", "/teams/{0}/settings"];

    public static async Task ReportAsync(BenchRoom room, MadeUpBooks.BookedTeam team)
    {
        using var http = new HttpClient { BaseAddress = room.Address };
        var cookies = room.Services.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>().Get(IdentityConstants.ApplicationScheme);
        http.DefaultRequestHeaders.Add("Cookie", $"{cookies.Cookie.Name}={cookies.TicketDataFormat.Protect(ApiBench.TicketOf(team.OwnerId, IdentityConstants.ApplicationScheme))}");
        using var listener = new StatementListener();
        using var subscription = DiagnosticListener.AllListeners.Subscribe(listener);
        foreach (var page in Pages) await VisitAsync(room, http, listener, string.Format(System.Globalization.CultureInfo.InvariantCulture, page, team.Id, team.LastInvoice), page);
    }

    private static async Task VisitAsync(BenchRoom room, HttpClient http, StatementListener listener, string path, string name)
    {
        await http.GetStringAsync(new Uri(path, UriKind.Relative));
        listener.Statements.Clear();
        var watch = Stopwatch.StartNew();
        for (var visit = 0; visit < Visits; visit++) await http.GetStringAsync(new Uri(path, UriKind.Relative));
        var took = watch.Elapsed / Visits;
        var slowest = listener.Statements.GroupBy(statement => statement.Sql).Select(same => (Sql: same.Key, Median: BenchFigure.Median(same.Select(statement => statement.Milliseconds)))).MaxBy(statement => statement.Median);
        await room.Report.SayAsync($"  page {name,-28} {listener.Statements.Count / (double)Visits,4:0.#} statements, {took.TotalMilliseconds,7:0.0} ms; slowest {slowest.Median:0.00} ms: {Line(slowest.Sql)}");
    }

    private static string Line(string? sql)
    {
        var line = string.Join(' ', (sql ?? "none").Split((char[])[' ', '\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries));
        return line.IndexOf("FROM", StringComparison.Ordinal) is > 0 and var from ? line[from..Math.Min(line.Length, from + 110)] : line[..Math.Min(line.Length, 110)];
    }

    private sealed class StatementListener : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
    {
        private readonly ConcurrentBag<IDisposable> subscriptions = [];

        public ConcurrentBag<(string Sql, double Milliseconds)> Statements { get; } = [];

        public void OnNext(DiagnosticListener value)
        {
            if (value.Name == DbLoggerCategory.Name) subscriptions.Add(value.Subscribe(this));
        }

        public void OnNext(KeyValuePair<string, object?> value)
        {
            if (value is { Key: var key, Value: CommandExecutedEventData data } && key == RelationalEventId.CommandExecuted.Name) Statements.Add((data.Command.CommandText, data.Duration.TotalMilliseconds));
        }

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }

        public void Dispose()
        {
            foreach (var subscription in subscriptions) subscription.Dispose();
        }
    }
}
