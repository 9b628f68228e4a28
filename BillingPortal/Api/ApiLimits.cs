using System.Security.Claims;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;

namespace BillingPortal.Api;

/// <summary>How often one caller may call: 200 times a second (<c>Limits:CallsASecond</c>) and five times that at once, and try a password 30 times a minute (<c>Limits:PasswordTriesAMinute</c>).</summary>
internal static class ApiLimits
{
    public const string Calls = "calls";

    private static readonly PathString[] PasswordTries =
        ["/identity/login", "/identity/forgotPassword", "/identity/resetPassword", "/identity/resendConfirmationEmail", "/account/sign-in", "/account/forgot-password", "/account/reset-password"];

    public static void Configure(RateLimiterOptions limits)
    {
        limits.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(http => TriesPassword(http.Request)
            ? RateLimitPartition.GetSlidingWindowLimiter(Address(http), _ => new() { PermitLimit = PasswordTriesAMinute(http), Window = TimeSpan.FromMinutes(1), SegmentsPerWindow = 6 })
            : RateLimitPartition.GetNoLimiter(""));
        limits.AddPolicy(Calls, http => RateLimitPartition.GetTokenBucketLimiter(
            http.User.FindFirstValue(ClaimTypes.NameIdentifier) ?? Address(http),
            _ => Bucket(Setting(http, "Limits:CallsASecond", 200))));
        limits.OnRejected = RefuseAsync;
    }

    private static int PasswordTriesAMinute(HttpContext http) => Setting(http, "Limits:PasswordTriesAMinute", 30);

    private static TokenBucketRateLimiterOptions Bucket(int callsASecond) =>
        new() { TokenLimit = 5 * callsASecond, TokensPerPeriod = Math.Max(1, callsASecond / 10), ReplenishmentPeriod = TimeSpan.FromMilliseconds(100) };

    private static int Setting(HttpContext http, string key, int standard) => http.RequestServices.GetRequiredService<IConfiguration>().GetValue(key, standard);

    private static bool TriesPassword(HttpRequest request) => HttpMethods.IsPost(request.Method) && PasswordTries.Any(path => request.Path.Equals(path, StringComparison.OrdinalIgnoreCase));

    private static string Address(HttpContext http) => http.Connection.RemoteIpAddress?.ToString() ?? "";

    private static async ValueTask RefuseAsync(OnRejectedContext refused, CancellationToken ct)
    {
        var wait = refused.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.FromSeconds(1);
        refused.HttpContext.Response.Headers.RetryAfter = $"{Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds))}";
        await TypedResults.Problem(statusCode: StatusCodes.Status429TooManyRequests, detail: "Too many requests. Slow down and try again.").ExecuteAsync(refused.HttpContext);
    }
}
