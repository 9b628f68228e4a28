using System.Net;
using System.Text.Json;
using BillingPortal.Shared;

namespace BillingPortal.Features.Taxes;

/// <summary>Asks a tax provider: briefly, twice at most, and not at all for a while after it has failed three times in a row. The one place where its errors become problems.</summary>
public sealed class ProviderCalls(string provider, TimeSpan timeout, TimeSpan rest, TimeProvider system, ILogger log) : IDisposable
{
    private const int Tries = 2, FailuresUntilRest = 3, Longest = 1 << 20;

    private readonly HttpClient http = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5), AllowAutoRedirect = false }) { Timeout = timeout, MaxResponseContentBufferSize = Longest };

    private int failures;
    private long restsSince;

    private Problem Down => Problem.Unavailable($"{provider} did not answer, so the tax is not known yet. Nothing was charged; please try again in a minute.");

    /// <param name="request">Makes the request anew for each try.</param>
    public async Task<Result<JsonElement>> AskAsync(Func<HttpRequestMessage> request, CancellationToken ct)
    {
        if (Volatile.Read(ref failures) >= FailuresUntilRest && system.GetElapsedTime(Volatile.Read(ref restsSince)) < rest) return Down;

        for (var attempt = 1; ; attempt++)
        {
            var (answer, again) = await TryAsync(request, ct);
            if (!again || attempt == Tries) return Counted(answer);
            await Task.Delay(TimeSpan.FromMilliseconds(100 + Random.Shared.Next(200)), system, ct);
        }
    }

    public void Dispose() => http.Dispose();

    private async Task<(Result<JsonElement> Answer, bool Again)> TryAsync(Func<HttpRequestMessage> request, CancellationToken ct)
    {
        try
        {
            using var message = request();
            using var answer = await http.SendAsync(message, ct);
            var text = await answer.Content.ReadAsStringAsync(ct);
            if (answer.IsSuccessStatusCode) return (JsonSerializer.Deserialize<JsonElement>(text), false);

            var again = answer.StatusCode is HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError;
            return (Refused(answer.StatusCode, text), again);
        }
        catch (JsonException)
        {
            log.LogError("{Provider} answered with something that is no JSON.", provider);
            return (Down, false);
        }
        catch (Exception exception) when (exception is HttpRequestException || (exception is OperationCanceledException && !ct.IsCancellationRequested))
        {
            log.LogWarning("{Provider} cannot be reached: {Reason}", provider, exception.Message);
            return (Down, true);
        }
    }

    /// <summary>What it refuses as the address is the customer's to mend; a key that it refuses is ours, and never a reason to charge nothing.</summary>
    private Problem Refused(HttpStatusCode status, string text)
    {
        log.Log(status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden ? LogLevel.Critical : LogLevel.Error, "{Provider} answered {Status}: {Text}", provider, (int)status, text.Length > 300 ? text[..300] : text);
        return status is HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity ? Problem.Invalid("address", $"{provider} finds no tax for this address: check postal code, city and state.") : Down;
    }

    private Result<JsonElement> Counted(Result<JsonElement> answer)
    {
        if (answer.Problem is not { Kind: ProblemKind.Unavailable }) Volatile.Write(ref failures, 0);
        else if (Interlocked.Increment(ref failures) >= FailuresUntilRest) Volatile.Write(ref restsSince, system.GetTimestamp());
        return answer;
    }
}
