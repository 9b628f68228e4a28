using BillingPortal.StripeGateway;
using BillingPortal.StripeSandbox;
using BillingPortal.Tests.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Stripe;

namespace BillingPortal.Tests.StripeGateway;

[OnEveryDatabase]
public sealed class SandboxEndpointTests : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("sandbox-").FullName;
    private SandboxServer sandbox = null!;

    public async ValueTask InitializeAsync() => sandbox = await SandboxAsync("sandbox.db");

    public async ValueTask DisposeAsync()
    {
        await sandbox.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task What_happens_at_the_sandbox_reaches_the_portal()
    {
        var handler = new TestHandler(EventTypes.CustomerCreated);
        await using var portal = await GatewayHost.OnAsync(sandbox, handler);
        await portal.StartAsync();

        var customer = await new CustomerService(portal.Stripe).CreateAsync(new() { Name = "Acme" });

        var notice = await handler.FirstAsync();
        (notice.ObjectId, notice.CustomerId).ShouldBe((customer.Id, customer.Id));
    }

    [Fact]
    public async Task A_portal_that_comes_back_on_another_port_moves_its_endpoint_and_keeps_its_secret()
    {
        var handler = new TestHandler(EventTypes.CustomerCreated);
        await using var before = await GatewayHost.OnAsync(sandbox, new TestHandler(EventTypes.InvoicePaid));
        await before.StartAsync();
        var first = (await EndpointsAsync(before)).ShouldHaveSingleItem();
        await before.StopAsync();

        await using var after = before.AnotherNodeOn(sandbox, handler);
        await after.StartAsync();

        var moved = (await EndpointsAsync(after)).ShouldHaveSingleItem();
        moved.Id.ShouldBe(first.Id);
        moved.Url.ShouldNotBe(first.Url);
        moved.EnabledEvents.ShouldBe([EventTypes.CustomerCreated]);
        (await SecretsAsync(after)).ShouldHaveSingleItem().Url.ShouldBe(moved.Url);
        await new CustomerService(after.Stripe).CreateAsync(new() { Name = "Acme" });
        await handler.FirstAsync();
    }

    [Fact]
    public async Task A_sandbox_that_lost_its_memory_gets_a_new_endpoint_and_the_old_secret_is_retired()
    {
        var handler = new TestHandler(EventTypes.CustomerCreated);
        await using var before = await GatewayHost.OnAsync(sandbox, new TestHandler(EventTypes.InvoicePaid));
        await before.StartAsync();
        await before.StopAsync();
        await using var forgetful = await SandboxAsync("another.db");

        await using var after = before.AnotherNodeOn(forgetful, handler);
        await after.StartAsync();

        var endpoint = (await EndpointsAsync(after)).ShouldHaveSingleItem();
        var secrets = await SecretsAsync(after);
        secrets.Count.ShouldBe(2);
        secrets[0].RetiredAt.ShouldNotBeNull();
        (secrets[1].EndpointId, secrets[1].RetiredAt).ShouldBe((endpoint.Id, null));
        await new CustomerService(after.Stripe).CreateAsync(new() { Name = "Acme" });
        await handler.FirstAsync();
    }

    [Fact]
    public async Task An_endpoint_whose_secret_was_never_written_down_is_replaced()
    {
        await using var portal = await GatewayHost.OnAsync(sandbox, new TestHandler(EventTypes.InvoicePaid));
        await portal.StartAsync();
        var first = (await EndpointsAsync(portal)).ShouldHaveSingleItem();
        await using (var db = await portal.OpenAsync()) await db.WebhookSecrets.ExecuteDeleteAsync();

        await portal.Get<SandboxEndpoint>().StartedAsync(default);

        var second = (await EndpointsAsync(portal)).ShouldHaveSingleItem();
        second.Id.ShouldNotBe(first.Id);
        (await SecretsAsync(portal)).ShouldHaveSingleItem().EndpointId.ShouldBe(second.Id);
    }

    private async Task<SandboxServer> SandboxAsync(string file)
    {
        var server = new SandboxServer(new() { Port = 0, DataFile = Path.Combine(folder, file) }, NullLoggerFactory.Instance);
        await server.StartAsync(default);
        return server;
    }

    private static async Task<List<WebhookEndpoint>> EndpointsAsync(GatewayHost portal) => (await new WebhookEndpointService(portal.Stripe).ListAsync()).Data;

    private static async Task<List<WebhookSecret>> SecretsAsync(GatewayHost portal)
    {
        await using var db = await portal.OpenAsync();
        return await db.WebhookSecrets.OrderBy(secret => secret.Id).ToListAsync();
    }
}
