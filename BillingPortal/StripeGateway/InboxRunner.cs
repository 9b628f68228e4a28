namespace BillingPortal.StripeGateway;

/// <summary>Applies events as they arrive, and at the start those that were left.</summary>
public sealed class InboxRunner(Inbox inbox, InboxWorker worker, IHostApplicationLifetime application, ILogger<InboxRunner> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var whenStarted = application.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);

        await DrainAsync(stoppingToken);
        await foreach (var _ in inbox.ArrivalsAsync(stoppingToken)) await DrainAsync(stoppingToken);
    }

    private async Task DrainAsync(CancellationToken ct)
    {
        try
        {
            await worker.DrainAsync(ct);
        }
        catch (Exception failure) when (!ct.IsCancellationRequested)
        {
            log.LogError(failure, "The inbox could not be worked through; the next sweep tries again.");
        }
    }
}
