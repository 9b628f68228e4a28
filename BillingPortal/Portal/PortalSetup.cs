using BillingPortal.Data;
using BillingPortal.Features.Access;
using BillingPortal.Ui;
using Radzen;

namespace BillingPortal.Portal;

public static class PortalSetup
{
    // Styles alone may stand in the page: Radzen places its popups by them, and mail is shown with its own. Scripts come from files of ours.
    private const string ContentPolicy = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    // A browser hands back what the prerendered page has read, in one message. SignalR's own limit, 32 KB, is less than a full page of a table: the page then never comes alive.
    private const int LargestMessage = 512 * 1024;

    public static IServiceCollection AddPortal(this IServiceCollection services, PortalSettings settings, IHostEnvironment environment)
    {
        services.AddRazorComponents().AddInteractiveServerComponents().AddHubOptions(hub => hub.MaximumReceiveMessageSize = LargestMessage);
        services.AddRadzenComponents();
        services.AddHttpContextAccessor().AddScoped<Visit>();
        return services.AddSingleton(new PortalMode(settings.UsesSandbox, environment.IsDevelopment()));
    }

    /// <summary>Pages, their files, and what they show when something is not there or breaks. Call it before routes are mapped.</summary>
    public static void UsePortal(this WebApplication app)
    {
        app.Use((http, next) =>
        {
            http.Response.Headers.XContentTypeOptions = "nosniff";
            http.Response.Headers["Referrer-Policy"] = "same-origin";
            http.Response.OnStarting(() =>
            {
                // Pages only: browsers apply it to their own PDF viewer too, and then show nothing.
                if (http.Response.ContentType?.StartsWith("text/html", StringComparison.Ordinal) == true) http.Response.Headers.ContentSecurityPolicy = ContentPolicy;
                return Task.CompletedTask;
            });
            return next(http);
        });
        app.UseWhen(http => http.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal), pages =>
        {
            if (!app.Environment.IsDevelopment()) pages.UseExceptionHandler("/error", createScopeForErrors: true);
            pages.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true);
        });
        // After the above, so that what is shown instead finds its route.
        app.UseRouting();
    }

    public static void MapPortal(this WebApplication app)
    {
        app.MapStaticAssets();
        app.MapSignOut();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode();
    }
}
