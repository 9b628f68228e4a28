using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using BillingPortal.StripeSandbox;
using Microsoft.Extensions.Logging.Abstractions;

namespace BillingPortal.Tests.StripeSandbox;

/// <summary>A sandbox of a test's own, with a file of its own, spoken to over HTTP as any Stripe client would.</summary>
public sealed class Sandbox : IAsyncDisposable
{
    private readonly SandboxServer server;
    private readonly HttpClient http;

    private Sandbox(SandboxServer server, string file)
    {
        this.server = server;
        File = file;
        http = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = server.Address, Timeout = TimeSpan.FromMinutes(1) };
        http.DefaultRequestHeaders.Authorization = new("Bearer", "sk_test_sandbox");
    }

    public string File { get; }

    public Uri Address => server.Address;

    public static async Task<Sandbox> StartAsync(string? file = null, string? webhookSecret = null)
    {
        file ??= Path.Combine(Directory.CreateTempSubdirectory("stripe-sandbox-").FullName, "sandbox.db");
        var server = new SandboxServer(new() { Port = 0, DataFile = file, WebhookSecret = webhookSecret }, NullLoggerFactory.Instance);
        await server.StartAsync(CancellationToken.None);
        return new Sandbox(server, file);
    }

    /// <summary>A second sandbox on a copy of the file as it lies on the disk right now: what a kill -9 would leave behind.</summary>
    public async Task<Sandbox> AfterKillAsync()
    {
        var copy = Path.Combine(Directory.CreateTempSubdirectory("stripe-sandbox-").FullName, "sandbox.db");
        foreach (var suffix in (string[])["", "-wal"])
            if (System.IO.File.Exists(File + suffix)) System.IO.File.Copy(File + suffix, copy + suffix);
        return await StartAsync(copy);
    }

    /// <summary>Fields are `name=value`; the value is encoded here.</summary>
    public Task<Reply> PostAsync(string path, params string[] fields) => PostWithKeyAsync(null, path, fields);

    public async Task<Reply> PostWithKeyAsync(string? key, string path, params string[] fields)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = Form(fields) };
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        return await SendAsync(request);
    }

    public async Task<Reply> GetAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        return await SendAsync(request);
    }

    public async Task<Reply> DeleteAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, path);
        return await SendAsync(request);
    }

    public async Task<Reply> SendAsync(HttpRequestMessage request)
    {
        using var response = await http.SendAsync(request);
        return new Reply(response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers.Concat(response.Content.Headers)
            .ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase));
    }

    public async Task<DateTimeOffset> NowAsync() => DateTimeOffset.Parse((await GetAsync("/sandbox/clock")).Text("now"), CultureInfo.InvariantCulture);

    public async Task<DateTimeOffset> MoveToAsync(DateTimeOffset instant)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/sandbox/clock")
        {
            Content = new StringContent(new JsonObject { ["now"] = instant.ToString("O", CultureInfo.InvariantCulture) }.ToJsonString()),
        };
        return DateTimeOffset.Parse((await SendAsync(request)).Ok().Text("now"), CultureInfo.InvariantCulture);
    }

    public async Task PassAsync(TimeSpan time) => await MoveToAsync(await NowAsync() + time);

    public async Task<string> PostForIdAsync(string path, params string[] fields) => (await PostAsync(path, fields)).Ok().Id;

    /// <summary>A customer whose default card is the one behind this test id.</summary>
    public async Task<string> CustomerAsync(string card = "pm_card_visa")
    {
        var customer = await PostForIdAsync("/v1/customers", "name=Acme", "email=billing@acme.example");
        var method = await PostForIdAsync($"/v1/payment_methods/{card}/attach", $"customer={customer}");
        (await PostAsync($"/v1/customers/{customer}", $"invoice_settings[default_payment_method]={method}")).Ok();
        return customer;
    }

    public async Task<string> PriceAsync(long amount, string interval = "month", string currency = "usd")
    {
        var product = await PostForIdAsync("/v1/products", "name=Starter");
        return await PostForIdAsync("/v1/prices", $"product={product}", $"currency={currency}", $"unit_amount={amount}", $"recurring[interval]={interval}");
    }

    public Task<string> TaxRateAsync(decimal percentage) =>
        PostForIdAsync("/v1/tax_rates", "display_name=Sales tax", "inclusive=false", $"percentage={percentage.ToString(CultureInfo.InvariantCulture)}");

    /// <summary>A paid, active subscription.</summary>
    public async Task<Reply> SubscribeAsync(string customer, string price, params string[] more) =>
        (await PostAsync("/v1/subscriptions", [$"customer={customer}", $"items[0][price]={price}", "expand[]=latest_invoice", .. more])).Ok();

    /// <summary>The subscription's invoices, newest first.</summary>
    public async Task<JsonArray> InvoicesAsync(string subscription) => (await GetAsync($"/v1/invoices?subscription={subscription}&limit=100")).Ok().Json["data"]!.AsArray();

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await server.DisposeAsync();
    }

    private static FormUrlEncodedContent Form(string[] fields) =>
        new(fields.Select(field => KeyValuePair.Create(field[..field.IndexOf('=', StringComparison.Ordinal)], field[(field.IndexOf('=', StringComparison.Ordinal) + 1)..])));
}

/// <summary>What the sandbox answered.</summary>
public sealed record Reply(HttpStatusCode Status, string Body, Dictionary<string, string> Headers)
{
    public JsonNode Json => JsonNode.Parse(Body)!;

    public string Id => Text("id");

    public JsonNode Error => Json["error"]!;

    /// <summary>The value at a path such as `latest_invoice.total`, as text.</summary>
    public string Text(string path) => At(Json, path)?.ToString() ?? "";

    public long Number(string path) => At(Json, path)!.GetValue<long>();

    public Reply Ok()
    {
        ((int)Status).ShouldBe(200, Body);
        return this;
    }

    /// <summary>The error of a refusal with this status.</summary>
    public JsonNode Refused(HttpStatusCode status)
    {
        Status.ShouldBe(status, Body);
        return Error;
    }

    private static JsonNode? At(JsonNode? node, string path) =>
        path.Split('.').Aggregate(node, (at, step) => int.TryParse(step, out var index) ? at?[index] : at?[step]);
}
