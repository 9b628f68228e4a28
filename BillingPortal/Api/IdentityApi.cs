using Microsoft.AspNetCore.Identity;

namespace BillingPortal.Api;

/// <summary>Identity's own endpoints under <c>/identity</c>, with its own field names.</summary>
internal static class IdentityApi
{
    public static void MapIdentity(this WebApplication app) =>
        app.MapGroup("/identity").WithTags("Sign-in").RequireRateLimiting(ApiLimits.Calls).MapIdentityApi<IdentityUser>();
}
