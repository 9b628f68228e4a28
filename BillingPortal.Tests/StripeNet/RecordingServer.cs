using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Stripe;

namespace BillingPortal.Tests.StripeNet;

/// <summary>What arrived at the far end of the wire.</summary>
public sealed record Received(string Method, string Path, string Query, string Body, IReadOnlyDictionary<string, string> Headers);

/// <summary>A server on localhost that writes down each request and answers what it was told to; the last answer is repeated.</summary>
public sealed class RecordingServer : IAsyncDisposable
{
    private readonly ConcurrentQueue<Answer> answers = new();
    private readonly ConcurrentQueue<Received> received = new();
    private readonly WebApplication app;
    private Answer last = new(200, "{}", null);

    private RecordingServer()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        app = builder.Build();
        app.Run(AnswerAsync);
    }

    public IReadOnlyList<Received> Received => [.. received];

    public Received Only => received.ShouldHaveSingleItem();

    public string Address => app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    public StripeClient Client => new("sk_test_123", httpClient: new SystemNetHttpClient(new HttpClient()), apiBase: Address);

    public static async Task<RecordingServer> StartAsync()
    {
        var server = new RecordingServer();
        await server.app.StartAsync();
        return server;
    }

    public RecordingServer Answers(int status, string body = "{}", string? shouldRetry = null)
    {
        answers.Enqueue(new(status, body, shouldRetry));
        return this;
    }

    /// <summary>Hangs up without an answer.</summary>
    public RecordingServer HangsUp()
    {
        answers.Enqueue(new(0, "", null));
        return this;
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var body = await new StreamReader(context.Request.Body).ReadToEndAsync();
        received.Enqueue(new(
            context.Request.Method,
            context.Request.Path,
            context.Request.QueryString.Value ?? "",
            body,
            context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase)));
        if (answers.TryDequeue(out var next)) last = next;
        if (last.Status == 0)
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = last.Status;
        context.Response.ContentType = "application/json";
        context.Response.Headers["Request-Id"] = "req_test";
        if (last.ShouldRetry is not null) context.Response.Headers["Stripe-Should-Retry"] = last.ShouldRetry;
        await context.Response.WriteAsync(last.Body);
    }

    private sealed record Answer(int Status, string Body, string? ShouldRetry);
}
