using BillingPortal.Data;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.DevTools.Bench;

/// <summary>A running portal on loopback with an empty database, and the report that a benchmark writes.</summary>
internal sealed class BenchRoom(WebApplication app) : IAsyncDisposable
{
    public IServiceProvider Services => app.Services;

    /// <summary>Where the portal answers.</summary>
    public Uri Address { get; private set; } = null!;

    public BenchReport Report { get; private set; } = null!;

    public DatabaseOptions Database => app.Services.GetRequiredService<DatabaseOptions>();

    public async Task OpenAsync()
    {
        await app.StartAsync();
        Address = new(app.Urls.First());
        Report = new(await DatabaseCpu.OfAsync(Database), Console.Out);
        await Report.BeginAsync(Database.Provider);
    }

    public Task<BillingDbContext> ContextAsync() => Services.GetRequiredService<IDbContextFactory<BillingDbContext>>().CreateDbContextAsync();

    public async ValueTask DisposeAsync()
    {
        var folder = Services.GetRequiredService<PortalSettings>().DataFolder;
        await app.StopAsync();
        await app.DisposeAsync();
        if (Path.GetFileName(folder).StartsWith("billing-bench-", StringComparison.Ordinal)) Directory.Delete(folder, recursive: true);
    }
}
