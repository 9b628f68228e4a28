using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using BillingPortal.Features.Accounts;
using BillingPortal.Features.Plans;
using BillingPortal.Features.Usage;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.DevTools.Bench;

/// <summary>
/// <c>bench usage</c>: events over HTTP, 100 a request, from many teams at once, each answered once it is durable. The limit is the same rows put into the same
/// table by the database's quickest insert, a thousand in a transaction, with nothing read, counted or answered.
/// </summary>
internal static class UsageBench
{
    private const int Teams = 16;
    private const int Callers = 64;
    private const int EventsInRequest = 100;
    private const int RequestsInRound = 1500;
    private const int RowsInInsert = 1000;
    private const int Rounds = 5;
    private const int WarmUp = 3;
    private const string Password = "Portal-Bench-1!";

    private static readonly string[] MetricNames = ["api_calls", "api_calls", "api_calls", "memory_tokens", "memories", "contexts", "storage_bytes"];
    private static readonly Metric[] Stored = [.. MetricNames.Select(name => Metrics.TryParse(name, out var metric) ? metric : default)];

    public static async Task RunAsync(BenchRoom room)
    {
        using var http = new HttpClient { BaseAddress = room.Address, Timeout = TimeSpan.FromMinutes(5) };
        var teams = await TeamsAsync(http);
        var (round, requests, rows) = (0, Array.Empty<byte[]>(), Array.Empty<UsageEvent>());
        await room.Report.SayAsync($"{EventsInRequest} events a request, {Callers} callers, {Teams} teams, {RequestsInRound * EventsInRequest:N0} events a round; server and callers share this process");
        await room.Report.CompareAsync("events", Rounds,
            new("tracked over HTTP", () => TrackAsync(http, requests), () => requests = Requests(teams, round++)),
            new($"raw insert, {RowsInInsert:N0} rows a transaction", () => InsertAsync(room, rows), () => rows = Rows()), WarmUp);
        await ProveAsync(room, http, requests);
    }

    private static async Task<List<Guid>> TeamsAsync(HttpClient http)
    {
        var person = new { email = "bench@example.com", password = Password };
        (await http.PostAsJsonAsync("/identity/register", person)).EnsureSuccessStatusCode();
        var token = await ReadAsync(await http.PostAsJsonAsync("/identity/login", person));
        http.DefaultRequestHeaders.Authorization = new("Bearer", token.GetProperty("accessToken").GetString());
        var teams = new List<Guid>();
        for (var number = 0; number < Teams; number++)
        {
            var team = await ReadAsync(await http.PostAsJsonAsync("/standalone-teams/create", new { name = $"Team {number}", country = "US", region = "NY" }));
            teams.Add(team.GetProperty("id").GetGuid());
            await ReadAsync(await http.PostAsJsonAsync($"/standalone-teams/{teams[^1]}/billing/upgrade", new { plan = "starter", payment_method = "pm_card_visa" }));
        }
        return teams;
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage answer)
    {
        using (answer) return answer.EnsureSuccessStatusCode() is { } ok ? await ok.Content.ReadFromJsonAsync<JsonElement>() : default;
    }

    private static byte[][] Requests(List<Guid> teams, int round) => [.. Enumerable.Range(0, RequestsInRound).Select(request =>
    {
        var events = Enumerable.Range(0, EventsInRequest).Select(number => new
        {
            event_id = string.Create(CultureInfo.InvariantCulture, $"evt_{round:00}_{request:00000}_{number:000}"), team_id = teams[request % Teams],
            metric = MetricNames[number % MetricNames.Length], quantity = 1 + number,
        });
        return JsonSerializer.SerializeToUtf8Bytes(new { events });
    })];

    private static async Task<long> TrackAsync(HttpClient http, byte[][] requests)
    {
        var (next, accepted) = (-1, 0L);
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(async _ =>
        {
            for (var index = Interlocked.Increment(ref next); index < requests.Length; index = Interlocked.Increment(ref next))
                Interlocked.Add(ref accepted, await CountAsync(http, requests[index], "\"accepted\""));
        }));
        if (accepted != requests.Length * EventsInRequest) throw new InvalidOperationException($"Only {accepted} of {requests.Length * EventsInRequest} events were accepted.");
        return accepted;
    }

    /// <summary>How many events got an answer.</summary>
    private static async Task<long> CountAsync(HttpClient http, byte[] request, string status)
    {
        using var content = new ByteArrayContent(request) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        using var answer = await http.PostAsync("/billing-engine/usage/track", content);
        return answer.EnsureSuccessStatusCode() is { } ok ? (await ok.Content.ReadAsByteArrayAsync()).AsSpan().Count(Encoding.UTF8.GetBytes(status)) : 0;
    }

    /// <summary>What a round over HTTP stores, under accounts of their own: they come in the same order, the same fields differ from one to the next.</summary>
    private static UsageEvent[] Rows()
    {
        var (accounts, now) = (Enumerable.Range(0, Teams).Select(_ => Guid.CreateVersion7()).ToArray(), new DateTime(2026, 1, 20, 12, 0, 0, DateTimeKind.Utc));
        return [.. Enumerable.Range(0, RequestsInRound * EventsInRequest).Select(number => new UsageEvent
        {
            AccountId = accounts[number / EventsInRequest % Teams], EventId = string.Create(CultureInfo.InvariantCulture, $"evt_00_{number / EventsInRequest:00000}_{number % EventsInRequest:000}"),
            TeamId = accounts[number / EventsInRequest % Teams], Metric = Stored[number % EventsInRequest % Stored.Length], Quantity = 1 + number % EventsInRequest, Timestamp = now, ReceivedAt = now,
            Number = number, PeriodStart = now, Day = DateOnly.FromDateTime(now), IsLate = false, ContentHash = SHA256.HashData(BitConverter.GetBytes(number))[..16],
        })];
    }

    private static async Task<long> InsertAsync(BenchRoom room, UsageEvent[] rows)
    {
        foreach (var chunk in rows.Chunk(RowsInInsert))
        {
            await using var db = await room.ContextAsync();
            await using var transaction = await db.Database.BeginTransactionAsync();
            await UsageEventRows.InsertAsync(db, chunk, default);
            await transaction.CommitAsync();
        }
        return rows.Length;
    }

    /// <summary>Fast is worth nothing if it is wrong: a round sent again counts nothing, and every rollup equals its events.</summary>
    private static async Task ProveAsync(BenchRoom room, HttpClient http, byte[][] sentBefore)
    {
        var duplicates = await CountAsync(http, sentBefore[0], "\"duplicate\"");
        await using var db = await room.ContextAsync();
        var differences = 0;
        foreach (var account in await db.Accounts.Select(account => account.Id).ToListAsync()) differences += (await UsageRecount.DifferencesAsync(db, account)).Count;
        if (duplicates != EventsInRequest || differences != 0) throw new InvalidOperationException($"{duplicates} duplicates, {differences} rollups that differ.");
        await room.Report.SayAsync("  a request sent again: all duplicates; every rollup equals a recount of its events");
    }
}
