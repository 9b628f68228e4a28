using BillingPortal.Shared;
using Microsoft.AspNetCore.Authorization;

namespace BillingPortal.Api;

/// <summary>Marks the routes that only somebody known may call.</summary>
internal sealed class ForActors;

internal static class ApiRequests
{
    private static readonly PathString[] Roots = ["/standalone-teams", "/billing-engine", "/identity", "/dev", "/openapi", "/health"];

    private static readonly PathString[] Pages = ["/dev/mail", "/dev/clock"];

    /// <summary>Whether a program is calling, to be answered with JSON, rather than a browser that shows pages.</summary>
    public static bool IsApi(this HttpContext http) => Roots.Any(root => http.Request.Path.StartsWithSegments(root)) && !Pages.Contains(http.Request.Path);

    /// <summary>Answers 401 for whoever is nobody, except on routes that allow it.</summary>
    public static Task AskWhoAsync(HttpContext http, RequestDelegate next)
    {
        var endpoint = http.GetEndpoint();
        var open = endpoint?.Metadata.GetMetadata<ForActors>() is null || endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null;
        if (open || http.RequestServices.GetRequiredService<CurrentActor>().Actor.IsSignedIn) return next(http);

        http.Response.Headers.WWWAuthenticate = "Bearer";
        return TypedResults.Problem(statusCode: StatusCodes.Status401Unauthorized, detail: "Show who you are: send Authorization: Bearer with a token or an API key.").ExecuteAsync(http);
    }
}
