using BillingPortal.Data;
using BillingPortal.Shared;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.EntityFrameworkCore;
using Stripe;

namespace BillingPortal.StripeGateway;

/// <summary>
/// Tells the sandbox, at each start, which events the portal wants and where. An endpoint that is there stays, and its secret with it; it only
/// moves if the portal listens elsewhere now.
/// </summary>
public sealed class SandboxEndpoint(
    IStripeClient stripe,
    StripeCalls calls,
    HandledTypes handled,
    LiveSecrets live,
    IServer server,
    IDbContextFactory<BillingDbContext> contexts,
    TimeProvider system,
    ILogger<SandboxEndpoint> log) : IHostedLifecycleService
{
    private readonly WebhookEndpointService endpoints = new(stripe);

    /// <summary>By now both servers listen, and their ports are known.</summary>
    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        if (handled.All.Count == 0) return;
        if (OwnAddress() is not { } address)
        {
            log.LogWarning("The portal listens on no address that the Stripe sandbox could reach; its events are found by the sweep alone.");
            return;
        }
        var url = new Uri(address, $"/billing-engine{WebhookEndpoints.Route}").ToString();
        await calls.TryAsync(() => EnsureAsync(url, cancellationToken), cancellationToken);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<Done> EnsureAsync(string url, CancellationToken ct)
    {
        var there = new Dictionary<string, WebhookEndpoint>();
        await foreach (var endpoint in endpoints.ListAutoPagingAsync(new() { Limit = 100 }, cancellationToken: ct)) there[endpoint.Id] = endpoint;

        await using var db = await contexts.CreateDbContextAsync(ct);
        var known = await db.WebhookSecrets.Where(secret => secret.RetiredAt == null).ToListAsync(ct);
        foreach (var gone in known.Where(secret => !there.ContainsKey(secret.EndpointId))) gone.Retire(system.GetUtcNow().UtcDateTime);

        if (known.FindLast(secret => there.ContainsKey(secret.EndpointId)) is { } kept) await MoveAsync(kept, there[kept.EndpointId], url, ct);
        else db.Add(await MakeAsync(url, there.Values, ct));
        await db.SaveChangesAsync(ct);
        live.Forget();
        return Done.It;
    }

    private async Task MoveAsync(WebhookSecret kept, WebhookEndpoint endpoint, string url, CancellationToken ct)
    {
        if (endpoint.Url != url || endpoint.Status != "enabled" || !handled.All.SetEquals(endpoint.EnabledEvents))
            await endpoints.UpdateAsync(endpoint.Id, new() { Url = url, Disabled = false, EnabledEvents = [.. handled.All] }, cancellationToken: ct);
        kept.Url = url;
    }

    /// <summary>An endpoint at this address whose secret nobody wrote down is left from a start that was cut short: it goes.</summary>
    private async Task<WebhookSecret> MakeAsync(string url, IEnumerable<WebhookEndpoint> there, CancellationToken ct)
    {
        foreach (var stray in there.Where(endpoint => endpoint.Url == url)) await endpoints.DeleteAsync(stray.Id, cancellationToken: ct);

        var made = await endpoints.CreateAsync(
            new() { Url = url, EnabledEvents = [.. handled.All], ApiVersion = StripeConfiguration.ApiVersion, Description = "The billing portal" }, cancellationToken: ct);
        return new() { EndpointId = made.Id, Url = url, Secret = made.Secret, CreatedAt = system.GetUtcNow().UtcDateTime };
    }

    private Uri? OwnAddress()
    {
        var addresses = server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        return addresses
            .Select(address => BindingAddress.Parse(address))
            .OrderBy(address => address.Scheme == Uri.UriSchemeHttp ? 0 : 1)
            .Select(address => new UriBuilder(address.Scheme, IsAnyHost(address.Host) ? "localhost" : address.Host, address.Port).Uri)
            .FirstOrDefault();
    }

    private static bool IsAnyHost(string host) => host is "*" or "+" or "0.0.0.0" or "[::]";
}
