using System.Diagnostics;
using System.Net.Http.Headers;
using System.Security.Claims;
using System.Text;
using System.Text.Json;
using BillingPortal.Features.Plans;
using BillingPortal.Shared;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace BillingPortal.DevTools.Bench;

/// <summary>
/// <c>bench api</c>: 64 connections ask as the owners of 10,000 teams over a million invoices of 13 months: how long reads and writes take, against a route of the same
/// portal that does nothing. <c>--Bench:Teams</c> and <c>--Bench:Invoices</c> make it smaller.
/// </summary>
internal static class ApiBench
{
    private const int Connections = 64;
    private const int RequestsInRound = 6_400;
    private const int Rounds = 3;
    private const int PacedRequests = 1_000;
    private const double Pace = .25;

    private static readonly string[] Reads = ["/standalone-teams/{0}", "/standalone-teams/{0}/billing", "/billing-engine/invoices?team_id={0}&limit=20", "/billing-engine/usage/{0}/quota?metric=api_calls", "/billing-engine/invoices/{1}"];

    public static async Task RunAsync(BenchRoom room)
    {
        var settings = room.Services.GetRequiredService<IConfiguration>();
        var (teams, invoices) = (settings.GetValue("Bench:Teams", 10_000), settings.GetValue("Bench:Invoices", 1_000_000));
        var books = await BooksAsync(room, teams, invoices);
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = Connections }) { BaseAddress = room.Address, Timeout = TimeSpan.FromMinutes(2) };
        var tokens = books.Teams.Take(1_000).Select(team => TokenOf(room.Services, team.OwnerId)).ToList();

        foreach (var read in Reads) await MeasureAsync(room, read.Replace("/standalone-teams", "", StringComparison.Ordinal), number => Get(books, tokens, number, read), http);
        await MeasureAsync(room, "write: track one event", number => Track(books, tokens, number), http);
        await MeasureAsync(room, "write: billing profile", number => Put(books, tokens, number), http);
        await PageStatements.ReportAsync(room, books.Teams[0]);
    }

    private static async Task<MadeUpBooks> BooksAsync(BenchRoom room, int teams, int invoices)
    {
        var watch = Stopwatch.StartNew();
        await using var db = await room.ContextAsync();
        var now = room.Services.GetRequiredService<BillingClock>().Now;
        var starter = await room.Services.GetRequiredService<PlanCatalogue>().CurrentAsync(db, PlanCodes.Starter, Currency.Usd, now);
        var books = new MadeUpBooks(starter!, now);
        await books.WriteAsync(room.ContextAsync, teams, invoices);
        await room.Report.SayAsync($"{teams:N0} teams and {invoices:N0} invoices of 13 months, written in {watch.Elapsed.TotalSeconds:0} s; {Connections} connections; callers share this process");
        return books;
    }

    private static async Task MeasureAsync(BenchRoom room, string name, Func<int, HttpRequestMessage> request, HttpClient http)
    {
        var waits = new List<double>();
        var figure = await room.Report.CompareAsync("requests", Rounds, new(name, () => AskAsync(http, request, waits)), new("the same portal, health only", () => AskAsync(http, _ => new(HttpMethod.Get, "/health/live"), [])));
        await room.Report.LatencyAsync("with callers that never pause", waits.Skip(RequestsInRound));
        var rate = figure.PerSecond * Pace;
        await room.Report.LatencyAsync($"at {rate:0} requests/s", await PaceAsync(http, request, rate));
    }

    /// <summary>
    /// Requests that come when they come, at a part of the speed that was reached, each waiting from the moment that it was due. Where callers never pause, the wait
    /// only says how many of them share that speed.
    /// </summary>
    private static async Task<double[]> PaceAsync(HttpClient http, Func<int, HttpRequestMessage> request, double perSecond)
    {
        var began = Stopwatch.GetTimestamp();
        var asked = new List<Task<double>>();
        for (var number = 0; number < PacedRequests; number++)
        {
            var due = TimeSpan.FromSeconds(number / perSecond);
            if (due - Stopwatch.GetElapsedTime(began) is var early && early > TimeSpan.Zero) await Task.Delay(early);
            asked.Add(AskDueAsync(number, due));
        }
        return await Task.WhenAll(asked);

        async Task<double> AskDueAsync(int number, TimeSpan due)
        {
            await AskAsync(http, request(number));
            return (Stopwatch.GetElapsedTime(began) - due).TotalMilliseconds;
        }
    }

    private static async Task<long> AskAsync(HttpClient http, Func<int, HttpRequestMessage> request, List<double> waits)
    {
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(async _ =>
        {
            for (var number = Interlocked.Increment(ref next); number < RequestsInRound; number = Interlocked.Increment(ref next))
            {
                var began = Stopwatch.GetTimestamp();
                await AskAsync(http, request(number));
                lock (waits) waits.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            }
        }));
        return RequestsInRound;
    }

    private static async Task AskAsync(HttpClient http, HttpRequestMessage request)
    {
        using var asked = request;
        using var answer = await http.SendAsync(asked);
        if (!answer.IsSuccessStatusCode) throw new InvalidOperationException($"{asked.Method} {asked.RequestUri} answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
        await answer.Content.ReadAsByteArrayAsync();
    }

    private static HttpRequestMessage Get(MadeUpBooks books, List<string> tokens, int number, string route) => Signed(HttpMethod.Get, tokens[number % tokens.Count], Path(route, books.Teams[number % tokens.Count]));

    private static HttpRequestMessage Track(MadeUpBooks books, List<string> tokens, int number)
    {
        var team = books.Teams[number % tokens.Count];
        return Signed(HttpMethod.Post, tokens[number % tokens.Count], "/billing-engine/usage/track", new { event_id = Guid.NewGuid(), team_id = team.Id, metric = "api_calls", quantity = 1 });
    }

    private static HttpRequestMessage Put(MadeUpBooks books, List<string> tokens, int number) => Signed(
        HttpMethod.Put, tokens[number % tokens.Count], Path("/standalone-teams/{0}/billing-profile", books.Teams[number % tokens.Count]),
        new { legal_name = $"Team {number}", address = new { line1 = "1 Main Street", city = "New York", postal_code = "10001", region = "NY", country = "US" }, language = "en", time_zone = "America/New_York" });

    private static string Path(string route, MadeUpBooks.BookedTeam team) => string.Format(System.Globalization.CultureInfo.InvariantCulture, route, team.Id, team.LastInvoice);

    private static HttpRequestMessage Signed(HttpMethod method, string token, string path, object? body = null) => new(method, path)
    {
        Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) },
        Content = body is null ? null : new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json"),
    };

    /// <summary>A sign-in without its password hashing, of which ten thousand would take longer than all the rest.</summary>
    private static string TokenOf(IServiceProvider services, string userId) => services.GetRequiredService<IOptionsMonitor<BearerTokenOptions>>().Get(IdentityConstants.BearerScheme).BearerTokenProtector
        .Protect(TicketOf(userId, IdentityConstants.BearerScheme));

    internal static AuthenticationTicket TicketOf(string userId, string scheme) => new(
        new ClaimsPrincipal(new ClaimsIdentity([new(ClaimTypes.NameIdentifier, userId)], scheme)),
        new AuthenticationProperties { ExpiresUtc = TimeProvider.System.GetUtcNow().AddHours(3), IssuedUtc = TimeProvider.System.GetUtcNow() }, $"{scheme}:AccessToken");
}
