using BillingPortal.Data;
using BillingPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Jobs;

/// <summary>After a start the portal's clock and the sandbox's agree again, whatever a crash has left: the one behind catches up.</summary>
public sealed class SandboxClock(SandboxControl sandbox, IDbContextFactory<BillingDbContext> contexts, BillingClock clock) : IHostedService
{
    private static readonly TimeSpan Alike = TimeSpan.FromSeconds(1);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var theirs = (await sandbox.ClockAsync(cancellationToken)).Now;
        var ahead = theirs - clock.Now;
        if (ahead > Alike) await contexts.MoveClockAsync(clock, theirs, cancellationToken);
        if (ahead < -Alike) await sandbox.MoveClockAsync(clock.Now, cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
