#nullable disable

using System.Net;
using System.Net.Http.Headers;

namespace Stripe;

public class StripeResponse(HttpStatusCode statusCode, HttpResponseHeaders headers, string content)
{
    public HttpStatusCode StatusCode { get; } = statusCode;

    public HttpResponseHeaders Headers { get; } = headers;

    public string Content { get; } = content;

    public DateTimeOffset? Date => Headers?.Date;

    public string RequestId => Header("Request-Id");

    public string IdempotencyKey => Header("Idempotency-Key");

    private string Header(string name) =>
        Headers is not null && Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;
}
