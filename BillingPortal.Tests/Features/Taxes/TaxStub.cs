using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace BillingPortal.Tests.Features.Taxes;

/// <summary>A far end on loopback, a tax provider or VIES, that answers what it is told to and writes down what it was asked.</summary>
public sealed class TaxStub : IAsyncDisposable
{
    public const int Silent = 0;

    private readonly ConcurrentQueue<(string Path, string? Authorization, JsonElement Body)> asked = new();
    private readonly WebApplication app;

    private TaxStub()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        app = builder.Build();
        app.Run(AnswerAsync);
    }

    public (int Status, string Body) Answer { get; set; } = (200, "{}");

    public IReadOnlyList<(string Path, string? Authorization, JsonElement Body)> Asked => [.. asked];

    public Uri Address => new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single() + "/");

    public static async Task<TaxStub> StartAsync()
    {
        var stub = new TaxStub();
        await stub.app.StartAsync();
        return stub;
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        asked.Enqueue((context.Request.Path, context.Request.Headers.Authorization, await JsonSerializer.DeserializeAsync<JsonElement>(context.Request.Body)));
        var (status, body) = Answer;
        if (status == Silent) await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        if (context.RequestAborted.IsCancellationRequested) return;

        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(body);
    }
}
