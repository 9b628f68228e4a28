using BillingPortal.Data;
using BillingPortal.StripeSandbox;

namespace BillingPortal.Jobs;

public static class SandboxSetup
{
    /// <summary>Runs a Stripe of our own on localhost, started before whatever speaks to it, and keeps its clock and ours together.</summary>
    public static IServiceCollection AddStripeSandbox(this IServiceCollection services, PortalSettings settings, string? webhookSecret)
    {
        if (!settings.UsesSandbox) return services;
        services.AddSingleton(OptionsOf(settings, webhookSecret));
        services.AddSingleton<SandboxServer>().AddHostedService(provider => provider.GetRequiredService<SandboxServer>());
        services.AddSingleton(provider => new SandboxControl(() => provider.SandboxAddress()!));
        return services.AddHostedService<SandboxClock>();
    }

    public static SandboxOptions OptionsOf(PortalSettings settings, string? webhookSecret) =>
        new() { Port = settings.SandboxPort, DataFile = settings.SandboxFile, WebhookSecret = string.IsNullOrEmpty(webhookSecret) ? null : webhookSecret };

    /// <summary>Where the sandbox listens; before it has started here, where that of a running portal does. Null without a sandbox.</summary>
    public static Uri? SandboxAddress(this IServiceProvider services) => services.GetService<SandboxServer>() is not { } sandbox
        ? null
        : sandbox.Address ?? new UriBuilder(Uri.UriSchemeHttp, "127.0.0.1", services.GetRequiredService<PortalSettings>().SandboxPort).Uri;
}
