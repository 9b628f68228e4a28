using System.Runtime.InteropServices;
using BillingPortal.Data;
using BillingPortal.Jobs;
using BillingPortal.StripeSandbox;

namespace BillingPortal.DevTools;

/// <summary><c>stripe-sandbox</c>: runs the sandbox without the portal, until it is told to end.</summary>
internal static class SandboxAlone
{
    public static async Task<int> RunAsync(WebApplication app, string[] words)
    {
        var options = SandboxSetup.OptionsOf(app.Services.GetRequiredService<PortalSettings>(), app.Configuration["Stripe:WebhookSecret"]);
        await using var sandbox = new SandboxServer(options, app.Services.GetRequiredService<ILoggerFactory>());
        await sandbox.StartAsync(CancellationToken.None);
        Console.WriteLine($"The Stripe sandbox listens on {sandbox.Address}");
        await EndAsync();
        await sandbox.StopAsync(CancellationToken.None);
        return 0;
    }

    private static async Task EndAsync()
    {
        var end = new TaskCompletionSource();
        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            end.TrySetResult();
        }
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        await end.Task;
    }
}
