using BillingPortal.Shared;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BillingPortal.StripeGateway;

public static class WebhookEndpoints
{
    /// <summary>The route below the group <c>/billing-engine</c>.</summary>
    public const string Route = "/webhooks/stripe";

    public const int LargestBody = 1024 * 1024;

    public static void MapStripeWebhook(this RouteGroupBuilder api) => api.MapPost(Route, ReceiveAsync).AllowAnonymous().DisableRateLimiting();

    private static async Task<IResult> ReceiveAsync(HttpRequest request, WebhookService webhooks, CancellationToken ct) =>
        await BodyAsync(request, ct) is { } body
            ? await webhooks.ReceiveAsync(body, request.Headers["Stripe-Signature"], ct).ToHttp(_ => TypedResults.Ok())
            : TooLarge();

    /// <summary>The bytes as they came, since the signature is over them; null where there are more than Stripe would send.</summary>
    private static async Task<byte[]?> BodyAsync(HttpRequest request, CancellationToken ct)
    {
        if (request.ContentLength > LargestBody) return null;

        using var body = new MemoryStream((int)(request.ContentLength ?? 0));
        var buffer = new byte[16 * 1024];
        for (int read; (read = await request.Body.ReadAsync(buffer, ct)) > 0;)
        {
            if (body.Length + read > LargestBody) return null;
            body.Write(buffer, 0, read);
        }
        return body.ToArray();
    }

    private static ProblemHttpResult TooLarge() => TypedResults.Problem(
        "An event of Stripe's is never larger than 1 MiB.",
        statusCode: StatusCodes.Status413PayloadTooLarge,
        extensions: [new("code", "too_large")]);
}
