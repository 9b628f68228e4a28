using System.Text.Json;
using BillingPortal.Shared;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.WebUtilities;

namespace BillingPortal.Api;

/// <summary>Makes every error of the API problem details (RFC 9457) with a code, whoever raised it and whatever the caller accepts.</summary>
internal sealed class ApiProblemWriter : IProblemDetailsWriter
{
    public bool CanWrite(ProblemDetailsContext context) => context.HttpContext.IsApi();

    public async ValueTask WriteAsync(ProblemDetailsContext context)
    {
        var (http, details) = (context.HttpContext, context.ProblemDetails);
        details.Status ??= http.Response.StatusCode;
        details.Type ??= "about:blank";
        details.Title ??= ReasonPhrases.GetReasonPhrase(details.Status.Value);
        var (code, sentence) = MeaningOf(details.Status.Value);
        details.Detail ??= sentence;
        details.Extensions.TryAdd("code", code);
        if (details.Status >= StatusCodes.Status500InternalServerError) details.Extensions["trace_id"] = http.TraceIdentifier;
        http.Response.StatusCode = details.Status.Value;
        await http.Response.WriteAsJsonAsync(details, details.GetType(), options: null, contentType: "application/problem+json", http.RequestAborted);
    }

    private static (string Code, string Sentence) MeaningOf(int status) => status switch
    {
        StatusCodes.Status401Unauthorized => ("unauthorized", "Send a valid token or API key with this call."),
        StatusCodes.Status402PaymentRequired => ("payment_declined", "The payment was declined."),
        StatusCodes.Status403Forbidden => ("forbidden", "You do not have the right to do this."),
        StatusCodes.Status404NotFound => ("not_found", "There is nothing at this address."),
        StatusCodes.Status405MethodNotAllowed => ("method_not_allowed", "This address does not take this method."),
        StatusCodes.Status406NotAcceptable => ("not_acceptable", "The answer is not available in a form that the call accepts."),
        StatusCodes.Status409Conflict => ("conflict", "The call conflicts with the present state."),
        StatusCodes.Status410Gone => ("gone", "This was here and is no more."),
        StatusCodes.Status413PayloadTooLarge => ("payload_too_large", "The body is too large."),
        StatusCodes.Status415UnsupportedMediaType => ("unsupported_media_type", "The body must be JSON, and its Content-Type must say so."),
        StatusCodes.Status429TooManyRequests => ("rate_limited", "Too many calls. Wait a moment and try again."),
        StatusCodes.Status503ServiceUnavailable => ("unavailable", "This is not available at the moment. Try again later."),
        >= StatusCodes.Status500InternalServerError => ("internal_error", "Something went wrong on our side."),
        _ => ("invalid_request", "The call cannot be understood."),
    };
}

/// <summary>What an exception that escaped from the API is answered with. A body that cannot be read is the caller's fault and says where; the rest says nothing of the inside.</summary>
internal sealed class ApiExceptionHandler(IProblemDetailsService problems) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (!httpContext.IsApi()) return false;
        if (exception is BadHttpRequestException unreadable)
        {
            await Explain(unreadable).ExecuteAsync(httpContext);
            return true;
        }
        httpContext.Response.StatusCode = StatusCodes.Status500InternalServerError;
        return await problems.TryWriteAsync(new()
        {
            HttpContext = httpContext,
            ProblemDetails = { Status = StatusCodes.Status500InternalServerError, Detail = "Something went wrong on our side. The trace id helps us to find it." },
        });
    }

    private static ProblemHttpResult Explain(BadHttpRequestException unreadable) => unreadable switch
    {
        { InnerException: JsonException json } => Unreadable(json).ToHttp(),
        { StatusCode: StatusCodes.Status400BadRequest } => new Problem(ProblemKind.Invalid, "invalid_request", unreadable.Message).ToHttp(),
        _ => TypedResults.Problem(statusCode: unreadable.StatusCode, detail: unreadable.Message),
    };

    private static Problem Unreadable(JsonException json)
    {
        var field = json.Path?.TrimStart('$').TrimStart('.');
        return string.IsNullOrEmpty(field)
            ? new(ProblemKind.Invalid, "invalid_request", "The body is not JSON of the kind that this call takes.")
            : Problem.Invalid(field, $"'{field}' holds a value that this call does not take.");
    }
}
