using System.Security.Cryptography;
using System.Text;
using BillingPortal.Shared;

namespace BillingPortal.Api;

/// <summary>Answers a repeated POST with the first answer, so that a caller who lost it can ask again without doing it twice.</summary>
internal sealed class Idempotency(RequestDelegate next, IdempotencyStore store)
{
    public const string Header = "Idempotency-Key";
    public const int LongestKey = 255;

    private const string Replayed = "Idempotency-Replayed";
    private const int InMemory = 1024 * 1024;

    public async Task InvokeAsync(HttpContext http, CurrentActor current)
    {
        if (!HttpMethods.IsPost(http.Request.Method) || current.Actor.UserId is not { } userId || !http.Request.Headers.TryGetValue(Header, out var given))
        {
            await next(http);
            return;
        }
        var key = given.ToString();
        if (key.Length is 0 or > LongestKey)
        {
            await Problem.Invalid("idempotency_key", $"{Header} must have 1 to {LongestKey} characters.").ToHttp().ExecuteAsync(http);
            return;
        }
        var hash = await HashAsync(http.Request, http.RequestAborted);
        var earlier = await store.ClaimAsync(userId, key, hash, http.RequestAborted);
        await (earlier is null ? RunAsync(http, userId, key) : RepeatAsync(http, earlier, hash));
    }

    private static async Task<string> HashAsync(HttpRequest request, CancellationToken ct)
    {
        request.EnableBuffering(InMemory);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{request.Method} {request.PathBase}{request.Path}{request.QueryString}\n"));
        var chunk = new byte[16 * 1024];
        for (var read = await request.Body.ReadAsync(chunk, ct); read > 0; read = await request.Body.ReadAsync(chunk, ct)) hash.AppendData(chunk, 0, read);
        request.Body.Position = 0;
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private async Task RunAsync(HttpContext http, string userId, string key)
    {
        var wire = http.Response.Body;
        using var answer = new MemoryStream();
        http.Response.Body = answer;
        var settled = false;
        try
        {
            await next(http);
            settled = IsFinal(http.Response.StatusCode);
            if (settled) await KeepAsync(http.Response, answer, userId, key);
        }
        finally
        {
            http.Response.Body = wire;
            if (!settled) await store.ReleaseAsync(userId, key);
        }
        answer.Position = 0;
        await answer.CopyToAsync(wire, http.RequestAborted);
    }

    // A faulty or refused-for-now request has changed nothing and may be put right under the same key.
    private static bool IsFinal(int status) => status < StatusCodes.Status500InternalServerError
        && status is not (StatusCodes.Status400BadRequest or StatusCodes.Status401Unauthorized or StatusCodes.Status429TooManyRequests);

    private Task KeepAsync(HttpResponse response, MemoryStream answer, string userId, string key) => store.AnswerAsync(
        userId, key, response.StatusCode, response.ContentType, response.Headers.Location, Encoding.UTF8.GetString(answer.GetBuffer(), 0, (int)answer.Length));

    private static Task RepeatAsync(HttpContext http, IdempotentRequest earlier, string hash)
    {
        if (earlier.Hash != hash)
            return Problem.Conflict($"This {Header} was used for another request.", "idempotency_mismatch").ToHttp().ExecuteAsync(http);
        if (earlier.StatusCode is not { } status)
            return Problem.Conflict($"The first request with this {Header} is still being worked on.").ToHttp().ExecuteAsync(http);

        http.Response.StatusCode = status;
        http.Response.ContentType = earlier.ContentType;
        http.Response.Headers.Location = earlier.Location;
        http.Response.Headers[Replayed] = "true";
        return string.IsNullOrEmpty(earlier.Body) ? Task.CompletedTask : http.Response.WriteAsync(earlier.Body, http.RequestAborted);
    }
}
