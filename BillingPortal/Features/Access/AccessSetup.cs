using BillingPortal.Data;
using BillingPortal.Shared;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.Identity;

namespace BillingPortal.Features.Access;

public static class AccessSetup
{
    private const string EitherScheme = "CookieOrBearer";

    public static IServiceCollection AddAccess(this IServiceCollection services)
    {
        services.AddAuthentication(options => options.DefaultScheme = EitherScheme)
            .AddPolicyScheme(EitherScheme, null, options => options.ForwardDefaultSelector = http =>
                http.ShowsToken() ? IdentityConstants.BearerScheme : IdentityConstants.ApplicationScheme)
            .AddBearerToken(IdentityConstants.BearerScheme)
            .AddIdentityCookies(cookies => cookies.ApplicationCookie!.Configure(options =>
            {
                options.LoginPath = "/account/sign-in";
                options.AccessDeniedPath = "/account/sign-in";
                options.Cookie.Name = "BillingPortal";
                options.Cookie.SameSite = SameSiteMode.Lax;
            }));
        services.AddAuthorization();
        services.AddIdentityCore<IdentityUser>(options =>
            {
                options.User.RequireUniqueEmail = true;
                options.Stores.SchemaVersion = IdentitySchemaVersions.Version3;
                options.Password.RequiredLength = 10;
                options.Password.RequireNonAlphanumeric = false;
                options.Password.RequireUppercase = false;
                options.Lockout.MaxFailedAccessAttempts = 8;
            })
            .AddEntityFrameworkStores<BillingDbContext>()
            .AddSignInManager()
            .AddDefaultTokenProviders()
            .AddApiEndpoints();

        services.AddScoped<CurrentActor>().AddScoped(provider => provider.GetRequiredService<CurrentActor>().Actor);
        services.AddSingleton<ActorReader>().AddScoped<CircuitHandler, ActorCircuit>();
        services.AddScoped<AuthenticationStateProvider, RevalidatingSignIn>();
        services.AddScoped<SignInService>().AddScoped<PasswordService>();
        services.AddCascadingAuthenticationState();
        return services;
    }

    /// <summary>Whether the caller shows a token, which no browser adds by itself. Not to be told by the identity's type: Identity gives whoever signs in the same one.</summary>
    internal static bool ShowsToken(this HttpContext http) => http.Request.Headers.Authorization.ToString().StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase);
}
