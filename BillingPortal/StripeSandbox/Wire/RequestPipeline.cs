using System.Text;
using System.Text.Json;
using BillingPortal.StripeSandbox.State;

namespace BillingPortal.StripeSandbox.Wire;

/// <summary>What every API request goes through: key, parameters, idempotency, one transaction, Stripe's headers and errors.</summary>
public sealed partial class RequestPipeline(Engine engine, ILogger<RequestPipeline> log)
{
    public const string ApiVersion = "2026-02-25.clover";
    private const int LargestBody = 1 << 20;

    public async Task RunAsync(HttpContext http, Func<Call, object> handle)
    {
        var requestId = StripeIds.New("req");
        var key = http.Request.Method == "POST" ? http.Request.Headers["Idempotency-Key"].ToString() : "";
        try
        {
            ApiKeys.Check(http.Request);
            if (key.Length > 255) throw StripeError.Invalid("Idempotency keys can be at most 255 characters long.");
            var pairs = FormBody.Pairs(await EncodedAsync(http.Request));
            var request = new Request(http, requestId, key, FormBody.Fingerprint(http.Request.Method, http.Request.Path, pairs), FormBody.Tree(pairs), handle);
            await SendAsync(http, key.Length == 0 ? Execute(request) : ExecuteOnce(request), requestId, key);
        }
        catch (StripeError error)
        {
            await SendAsync(http, Refusal(error, requestId), requestId, key);
        }
    }

    public static Task SendNotFoundAsync(HttpContext http)
    {
        var error = new StripeError(404, "invalid_request_error", $"Unrecognized request URL ({http.Request.Method}: {http.Request.Path}).");
        var requestId = StripeIds.New("req");
        return SendAsync(http, Refusal(error, requestId), requestId, "");
    }

    private Outcome ExecuteOnce(Request request)
    {
        if (!engine.Answers.TryStart(request.Key))
            throw new StripeError(409, "idempotency_error", "Another request with this idempotency key is still in progress. Try again later.") { Code = "idempotency_key_in_use" };
        try
        {
            if (engine.Read(_ => engine.Answers.Find(request.Key)) is not { } kept) return Execute(request);
            if (kept.Fingerprint != request.Fingerprint)
                throw new StripeError(400, "idempotency_error", "Keys for idempotent requests can only be used with the same parameters they were first used with. "
                    + $"Try using a key other than '{request.Key}' if you meant to execute a different request.");
            return new Outcome(kept.Status, kept.Body, true) { OriginalRequest = kept.RequestId };
        }
        finally
        {
            engine.Answers.Finish(request.Key);
        }
    }

    private Outcome Execute(Request request)
    {
        try
        {
            return request.Key.Length == 0 ? engine.Write(tx => Answer(request, tx), requestId: request.Id)
                : engine.Write(tx => Answer(request, tx), requestId: request.Id, key: request.Key, andAlso: Keep(request));
        }
        catch (StripeError error)
        {
            return KeepRefusal(request, Refusal(error, request.Id));
        }
        catch (Exception fault)
        {
            LogFault(fault, request.Http.Request.Method, request.Http.Request.Path);
            var error = new StripeError(500, "api_error", "An unknown error occurred in the sandbox.") { IsOutcome = true };
            return KeepRefusal(request, Refusal(error, request.Id));
        }
    }

    private Outcome Answer(Request request, Tx tx)
    {
        var http = request.Http;
        var call = new Call(tx, request.Params, http.Request.Path, name => http.GetRouteValue(name) as string, engine);
        try
        {
            var answer = request.Handle(call);
            var body = Rendering.Bytes(tx.Store, answer, request.Params);
            request.Params.RefuseUnread();
            return new Outcome(200, body, true);
        }
        catch (StripeError error) when (error.KeepsChanges)
        {
            return Refusal(error, request.Id);
        }
    }

    private Action<Outcome> Keep(Request request) =>
        outcome => engine.Answers.Keep(request.Key, new KeptAnswer(request.Fingerprint, outcome.Status, request.Id, outcome.Body));

    /// <summary>The request changed nothing; if it was executed all the same, a repeated key gets the same refusal.</summary>
    private Outcome KeepRefusal(Request request, Outcome refusal) =>
        refusal.IsKept && request.Key.Length > 0 ? engine.Write(_ => refusal, andAlso: Keep(request)) : refusal;

    private static Outcome Refusal(StripeError error, string requestId) =>
        new(error.Status, JsonSerializer.SerializeToUtf8Bytes(error.ToJson(requestId), ObjectJson.Wire), error.IsOutcome || error.KeepsChanges);

    private static async Task<string> EncodedAsync(HttpRequest request)
    {
        var query = request.QueryString.HasValue ? request.QueryString.Value![1..] : "";
        if (request.Method != "POST") return query;
        if (request.ContentLength > LargestBody) throw new StripeError(413, "invalid_request_error", "The request is too large.");
        using var reader = new StreamReader(request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync();
        return query.Length == 0 ? body : $"{query}&{body}";
    }

    private static async Task SendAsync(HttpContext http, Outcome outcome, string requestId, string key)
    {
        var headers = http.Response.Headers;
        headers["Request-Id"] = requestId;
        headers["Stripe-Version"] = ApiVersion;
        if (key.Length > 0) headers["Idempotency-Key"] = key;
        if (outcome.OriginalRequest is { } original)
        {
            headers["Idempotent-Replayed"] = "true";
            headers["Original-Request"] = original;
        }
        http.Response.StatusCode = outcome.Status;
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = outcome.Body.Length;
        await http.Response.Body.WriteAsync(outcome.Body);
    }

    [LoggerMessage(LogLevel.Error, "The sandbox failed on {Method} {Path}")]
    private partial void LogFault(Exception fault, string method, string path);

    private sealed record Request(HttpContext Http, string Id, string Key, string Fingerprint, Params Params, Func<Call, object> Handle);

    private sealed record Outcome(int Status, byte[] Body, bool IsKept)
    {
        public string? OriginalRequest { get; init; }
    }
}
