using System.Diagnostics.CodeAnalysis;
using BillingPortal.Data;
using BillingPortal.Features.Access;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;

namespace BillingPortal.Api;

public static class ApiSetup
{
    /// <summary>An unreadable body is the caller's affair; every other exception is a bug or an outage and stands in the log, although it is answered.</summary>
    private static readonly ExceptionHandlerOptions Failures = new() { SuppressDiagnosticsCallback = context => context.Exception is BadHttpRequestException };

    public static IServiceCollection AddApi(this IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(options => ApiJson.Configure(options.SerializerOptions));
        // In every environment alike: what cannot be read becomes an exception, and that a problem which says where.
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.AddSingleton<IProblemDetailsWriter, ApiProblemWriter>().AddProblemDetails().AddExceptionHandler<ApiExceptionHandler>();
        services.AddRateLimiter(ApiLimits.Configure);
        services.AddOpenApi(ApiDocument.Configure);
        services.AddSingleton<IdempotencyStore>();
        services.AddHealthChecks().AddDbContextCheck<BillingDbContext>("database");
        return services;
    }

    /// <summary>Finds out who calls and keeps each caller within limits; the order matters.</summary>
    public static void UseApi(this WebApplication app)
    {
        app.UseWhen(http => http.IsApi(), api => api.UseExceptionHandler(Failures).UseStatusCodePages());
        app.UseAuthentication();
        app.UseRateLimiter();
        app.UseMiddleware<ActorMiddleware>();
        app.UseAuthorization();
        app.UseWhen(http => http.IsApi(), api => api.Use(ApiRequests.AskWhoAsync).UseMiddleware<Idempotency>());
    }

    public static void MapApis(this WebApplication app)
    {
        app.MapStandaloneTeams();
        app.MapBillingEngine();
        app.MapIdentity();
        app.MapDev();
        app.MapViesStandIn();
        app.MapOpenApi();
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false }).DisableHttpMetrics();
        app.MapHealthChecks("/health/ready").DisableHttpMetrics();
    }

    internal static RouteGroupBuilder MapApi(this WebApplication app, [StringSyntax("Route")] string prefix, string tag) => app.MapGroup(prefix)
        .WithTags(tag)
        .WithMetadata(new ForActors())
        .RequireRateLimiting(ApiLimits.Calls)
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status401Unauthorized)
        .ProducesProblem(StatusCodes.Status403Forbidden)
        .ProducesProblem(StatusCodes.Status404NotFound)
        .ProducesProblem(StatusCodes.Status409Conflict)
        .ProducesProblem(StatusCodes.Status429TooManyRequests);
}
