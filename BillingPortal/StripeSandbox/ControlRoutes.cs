using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using BillingPortal.StripeSandbox.State;

namespace BillingPortal.StripeSandbox;

/// <summary>/sandbox/*: not Stripe's. The clock that only moves forward, and deliveries on demand.</summary>
public static class ControlRoutes
{
    public static void Map(IEndpointRouteBuilder app, Engine engine, Timekeeper time)
    {
        app.MapGet("/sandbox/clock", () => Clock(engine));
        app.MapPost("/sandbox/clock", async (HttpRequest request) =>
        {
            if (await InstantAsync(request) is not { } instant)
                return Results.Json(new JsonObject { ["error"] = "Send {\"now\": an RFC 3339 time}." }, statusCode: 400);
            await time.MoveToAsync(instant, CancellationToken.None);
            return Clock(engine);
        });
        app.MapPost("/sandbox/deliver", async () =>
        {
            var count = await time.DeliverAsync(CancellationToken.None);
            return Results.Json(new JsonObject { ["delivered"] = count.Delivered, ["failed"] = count.Failed, ["pending"] = count.Pending });
        });
    }

    private static IResult Clock(Engine engine) => Results.Json(engine.Read(store => new JsonObject
    {
        ["now"] = Rfc3339(engine.Clock.Now),
        ["next_due"] = Timekeeper.NextAt(store) is { } at ? Rfc3339(DateTimeOffset.FromUnixTimeSeconds(at)) : null,
    }));

    private static string Rfc3339(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static async Task<DateTimeOffset?> InstantAsync(HttpRequest request)
    {
        try
        {
            var body = await JsonNode.ParseAsync(request.Body) as JsonObject;
            return DateTimeOffset.TryParse((string?)body?["now"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant) ? instant : null;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
