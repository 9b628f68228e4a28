using System.Net;
using System.Text;
using BillingPortal.Data;
using BillingPortal.Shared;
using BillingPortal.StripeGateway;
using BillingPortal.StripeSandbox;
using BillingPortal.Tests.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Stripe;

namespace BillingPortal.Tests.StripeGateway;

/// <summary>The gateway alone on a real port and database, with handlers that a test brings along. Several can share one database, as nodes do.</summary>
public sealed class GatewayHost : IAsyncDisposable
{
    public const string Secret = "whsec_test_secret";

    private readonly string folder;
    private readonly TestDatabase database;
    private readonly bool owner;
    private readonly WebApplication app;
    private readonly HttpClient http;

    private GatewayHost(string folder, TestDatabase database, bool owner, IStripeEventHandler[] handlers, SandboxServer? sandbox = null)
    {
        (this.folder, this.database, this.owner) = (folder, database, owner);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddSingleton<TimeProvider>(SystemTime).AddSingleton<BillingClock>();
        builder.Services.AddDatabase(new() { Provider = TestDatabase.Provider, ConnectionString = database.ConnectionString });
        builder.Services.AddKeyRing(Path.Combine(folder, "master.key"), makeKeyFile: true).AddSingleton(SharedEncryption.OfColumns);
        var stripe = new StripeOptions { ApiKey = "sk_test_123", WebhookSecret = Secret, ApiBase = "http://127.0.0.1:9" };
        builder.Services.AddStripeGateway(stripe, sandbox is null ? null : _ => sandbox.Address);
        foreach (var handler in handlers) builder.Services.AddSingleton(handler);
        app = builder.Build();
        app.MapGroup("/billing-engine").MapStripeWebhook();
        http = new();
    }

    public ShiftedTime SystemTime { get; } = new();

    public IStripeClient Stripe => Get<IStripeClient>();

    public BillingClock Clock => Get<BillingClock>();

    public InboxWorker Worker => Get<InboxWorker>();

    public static async Task<GatewayHost> StartAsync(params IStripeEventHandler[] handlers)
    {
        var host = await StandingStillAsync(handlers);
        await host.StartAsync();
        return host;
    }

    /// <summary>A node that is not started: its worker runs when it is told to.</summary>
    public static async Task<GatewayHost> StandingStillAsync(params IStripeEventHandler[] handlers)
    {
        var folder = Directory.CreateTempSubdirectory("gateway-").FullName;
        return new(folder, await TestDatabase.CreateAsync(folder), owner: true, handlers);
    }

    /// <summary>A node, not started, that takes this sandbox for Stripe.</summary>
    public static async Task<GatewayHost> OnAsync(SandboxServer sandbox, params IStripeEventHandler[] handlers)
    {
        var folder = Directory.CreateTempSubdirectory("gateway-").FullName;
        return new(folder, await TestDatabase.CreateAsync(folder), owner: true, handlers, sandbox);
    }

    /// <summary>Another node on the same database, not started either.</summary>
    public GatewayHost AnotherNode(params IStripeEventHandler[] handlers) => new(folder, database, owner: false, handlers);

    public GatewayHost AnotherNodeOn(SandboxServer sandbox, params IStripeEventHandler[] handlers) => new(folder, database, owner: false, handlers, sandbox);

    public T Get<T>()
        where T : notnull => app.Services.GetRequiredService<T>();

    public Task<HttpResponseMessage> DeliverAsync(string json, string? secret = Secret, TimeSpan age = default) =>
        DeliverAsync(Encoding.UTF8.GetBytes(json), secret is null ? null : Signature(json, secret, age));

    public async Task<HttpResponseMessage> DeliverAsync(byte[] body, string? signature, bool chunked = false)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{app.Urls.Single()}/billing-engine/webhooks/stripe") { Content = new ByteArrayContent(body) };
        request.Headers.TransferEncodingChunked = chunked;
        if (signature is not null) request.Headers.TryAddWithoutValidation("Stripe-Signature", signature);
        return await http.SendAsync(request);
    }

    public string Signature(string json, string secret = Secret, TimeSpan age = default)
    {
        var at = (SystemTime.GetUtcNow() - age).ToUnixTimeSeconds().ToString();
        return $"t={at},v1={EventUtility.ComputeSignature(secret, at, json)}";
    }

    /// <summary>Puts an event into the inbox without telling the worker.</summary>
    public async Task PutAsync(string id, string type, string objectId = "in_1") =>
        (await Get<Inbox>().TakeInAsync(EventEnvelope.Read(Sample.Event(id, type, objectId))!, "{}")).ShouldBeTrue();

    public async Task<IReadOnlyList<StripeEvent>> StoredAsync()
    {
        await using var db = await OpenAsync();
        return await db.StripeEvents.AsNoTracking().OrderBy(stored => stored.Id).ToListAsync();
    }

    public async Task<StripeEvent> StoredAsync(string eventId) => (await StoredAsync()).Single(stored => stored.EventId == eventId);

    public Task<BillingDbContext> OpenAsync() => Get<IDbContextFactory<BillingDbContext>>().CreateDbContextAsync();

    public Task StartAsync() => app.StartAsync();

    public Task StopAsync() => app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
        if (!owner) return;
        await database.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}

/// <summary>The system's clock, wrong by as much as a test wants.</summary>
public sealed class ShiftedTime : TimeProvider
{
    public TimeSpan By { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + By;
}

/// <summary>Writes down what it is called with, and does what the test says.</summary>
public sealed class TestHandler(string type, Func<StripeEventNotice, Task>? act = null) : IStripeEventHandler
{
    private readonly List<StripeEventNotice> seen = [];

    public IReadOnlyCollection<string> Types => [type];

    public IReadOnlyList<StripeEventNotice> Seen
    {
        get { lock (seen) return [.. seen]; }
    }

    public async Task HandleAsync(StripeEventNotice notice, CancellationToken ct)
    {
        lock (seen) seen.Add(notice);
        if (act is not null) await act(notice);
    }

    public async Task<StripeEventNotice> FirstAsync()
    {
        for (var tries = 0; tries < 500 && Seen.Count == 0; tries++) await Task.Delay(10);
        return Seen[0];
    }
}

public static class Sample
{
    public static string Event(string id, string type, string objectId = "in_1", string version = "2026-02-25.clover") => $$$$"""
        {"id":"{{{{id}}}}","object":"event","type":"{{{{type}}}}","api_version":"{{{{version}}}}","created":1772366400,"livemode":false,"pending_webhooks":1,
         "request":{"id":null,"idempotency_key":null},"data":{"object":{"id":"{{{{objectId}}}}","object":"invoice","customer":"cus_1","customer_email":"payer@example.com"}}}
        """;
}
