using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using BillingPortal.Shared;

namespace BillingPortal.Features.Usage;

public static class UsageEndpoints
{
    public static void MapUsage(this RouteGroupBuilder api)
    {
        var usage = api.MapGroup("/usage").WithTags("Usage");
        usage.MapPost("/track", TrackAsync).Accepts<UsageBatch>("application/json").Produces<UsageAnswer>().ProducesProblem(StatusCodes.Status400BadRequest)
            .WithSummary("Counts one event, or up to 1,000 under \"events\"; answers for each once it is durable.");
        usage.MapGet("/{teamId:guid}/quota", (UsageService service, Actor actor, Guid teamId, string? metric, CancellationToken ct) =>
                service.QuotaAsync(actor, teamId, metric, ct).ToHttp())
            .Produces<UsageQuota>().ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound)
            .WithSummary("Says how much of a metric is left in the current period.");
        usage.MapGet("/{teamId:guid}/days.csv", (UsageReportService service, Actor actor, Guid teamId, DateTime? period, CancellationToken ct) =>
                service.CsvAsync(actor, teamId, period is { } start ? DateTime.SpecifyKind(start.Kind == DateTimeKind.Local ? start.ToUniversalTime() : start, DateTimeKind.Utc) : null, ct)
                    .ToHttp(csv => TypedResults.File(Encoding.UTF8.GetBytes(csv), "text/csv", "usage.csv")))
            .Produces<string>(StatusCodes.Status200OK, "text/csv").WithSummary("The days of a period, every metric; of the running period unless another's start is given.");
        usage.MapPost("/{teamId:guid}/quota/reserve", (ReservationService service, Actor actor, Guid teamId, JsonElement body, CancellationToken ct) =>
                service.CountAsync(actor, ReservationService.Read(body, teamId, UsageVerb.Reserve), ct).ToHttp())
            .Produces<ReservationAnswer>()
            .WithSummary("Takes a part of what is left: {\"metric\", \"quantity\", \"event_id\"}. Adds to a gauge's level or a counter's sum, once for each event id; 409 quota_exceeded where it does not fit.");
        usage.MapPost("/{teamId:guid}/quota/release", (ReservationService service, Actor actor, Guid teamId, JsonElement body, CancellationToken ct) =>
                service.CountAsync(actor, ReservationService.Read(body, teamId, UsageVerb.Release), ct).ToHttp())
            .Produces<ReservationAnswer>()
            .WithSummary("Gives back: a gauge's level falls, never below 0; a counter takes back what the event named in \"corrects\" added.");
    }

    /// <summary>On the group of one team: <c>/standalone-teams/{teamId}</c>.</summary>
    public static void MapSpendingCap(this RouteGroupBuilder team)
    {
        var cap = team.MapGroup("/spending-cap").WithTags("Usage");
        cap.MapGet("/", (SpendingCapService service, Actor actor, Guid teamId, CancellationToken ct) => service.GetAsync(actor, teamId, ct).ToHttp())
            .Produces<SpendingCapView>().WithSummary("The most that usage above the limits may cost in a period, and what it costs so far; both net of tax.");
        cap.MapPut("/", (SpendingCapService service, Actor actor, Guid teamId, SpendingCapInput input, CancellationToken ct) => service.SetAsync(actor, teamId, input, ct).ToHttp())
            .Produces<SpendingCapView>().WithSummary("Sets the cap, in minor units. At the cap what would cost more is refused; emails go out at 50, 80 and 100 %.");
        cap.MapDelete("/", (SpendingCapService service, Actor actor, Guid teamId, CancellationToken ct) => service.RemoveAsync(actor, teamId, ct).ToHttp())
            .Produces(StatusCodes.Status204NoContent).WithSummary("Removes the cap.");
    }

    // Read by hand: a field of the wrong type refuses its own event, not the whole batch.
    private static async Task<IResult> TrackAsync(UsageService service, Actor actor, HttpRequest request, CancellationToken ct)
    {
        using var buffer = new MemoryStream();
        await request.Body.CopyToAsync(buffer, ct);
        var bytes = buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
        try
        {
            if (!Utf8.IsValid(bytes.Span)) throw new JsonException();
            using var body = JsonDocument.Parse(bytes);
            return UsageBatch.Read(body.RootElement).Is(out var batch, out var problem) ? await service.TrackAsync(actor, batch, ct).ToHttp() : problem.ToHttp();
        }
        catch (JsonException)
        {
            return Problem.Invalid("events", "The body is not JSON.").ToHttp();
        }
    }
}
