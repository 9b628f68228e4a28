using System.Text.Json;
using BillingPortal.Data;
using BillingPortal.Shared;
using BillingPortal.StripeGateway;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BillingPortal.Tests.Testing;

/// <summary>
/// The whole portal in this process: a real port, a real database, the Stripe sandbox on the wire, and a clock that only moves when it is told to.
/// Jobs run when the clock is advanced, never by themselves.
/// </summary>
public sealed class BillingApp : IAsyncLifetime
{
    public const string Password = "Portal-Demo-1!";

    private static readonly Uri Nowhere = new("http://127.0.0.1:1");

    private readonly string folder;

    private readonly BillingApp? first;

    private TestDatabase? database;

    private Host? host;

    public BillingApp() => folder = Directory.CreateTempSubdirectory("billing-app-").FullName;

    private BillingApp(BillingApp first) => (this.first, folder) = (first, first.folder);

    /// <summary>Settings of configuration beside those that every test application has; set them before the start.</summary>
    public Dictionary<string, string> Settings { get; } = [];

    /// <summary>A line to Stripe that the test can cut; set it before the start.</summary>
    public StripeWire? Wire { get; init; }

    /// <summary>Encrypts with a key ring of its own, for what a process beside it is to read as well; set it before the start.</summary>
    public bool KeepsItsKeys { get; init; }

    public Uri Address { get; private set; } = null!;

    /// <summary>Whoever has not signed in.</summary>
    public ApiClient Client { get; private set; } = null!;

    /// <summary>Stripe's side, by Stripe's own API: what really was charged.</summary>
    public ApiClient Stripe { get; private set; } = null!;

    /// <summary>The time of business, as far ahead as it was advanced.</summary>
    public DateTimeOffset Now => Services.GetRequiredService<BillingClock>().GetUtcNow();

    public IServiceProvider Services => Running.Services;

    public string ConnectionString => (database ?? throw new InvalidOperationException("The application has not been started yet.")).ConnectionString;

    /// <summary>Where the application keeps its files.</summary>
    public string Folder => folder;

    private Host Running => host ?? throw new InvalidOperationException("The application is not running.");

    public static async Task<BillingApp> StartAsync(params (string Key, string Value)[] settings)
    {
        var app = new BillingApp();
        foreach (var (key, value) in settings) app.Settings[key] = value;
        await app.InitializeAsync();
        return app;
    }

    public async ValueTask InitializeAsync()
    {
        database = first?.database ?? await TestDatabase.CreateAsync(folder);
        Start();
    }

    /// <summary>A second application on the database and files of this one, as another node is. Its Stripe is this one's, and its clock stands where this one's does now.</summary>
    public async Task<BillingApp> StartNodeAsync()
    {
        var node = new BillingApp(this)
        {
            Settings = { ["StripeSandbox:Enabled"] = "false", ["Stripe:ApiKey"] = ApiClient.SandboxKey, ["Stripe:ApiBase"] = Services.GetRequiredService<StripeAddress>().Sandbox!.ToString(), ["Stripe:WebhookSecret"] = "whsec_of_nobody" },
        };
        await node.InitializeAsync();
        return node;
    }

    /// <summary>Ends the application and starts it again on the same folder and database.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        Start();
    }

    public async Task StopAsync()
    {
        if (host is null) return;
        Client.Dispose();
        Stripe.Dispose();
        await host.DisposeAsync();
        host = null;
    }

    /// <summary>Somebody new, registered and signed in over the API.</summary>
    public Task<ApiClient> SignedInAsync() => SignedInAsync($"{Guid.NewGuid():N}@example.com");

    /// <summary>Signs in, and registers first where the address is new.</summary>
    public async Task<ApiClient> SignedInAsync(string email)
    {
        await Client.PostAsync("/identity/register", new { email, password = Password });
        var answer = await Client.PostAsync("/identity/login", new { email, password = Password });
        return new(Address, answer.Ok().GetProperty("accessToken").GetString()) { Email = email };
    }

    /// <summary>Moves the billing clock; everything that falls due on the way is done when this returns.</summary>
    public async Task AdvanceAsync(TimeSpan by) => (await Client.PostAsync("/dev/clock/advance", new { hours = by.TotalHours })).Ok();

    public Task AdvanceAsync(int days) => AdvanceAsync(TimeSpan.FromDays(days));

    /// <summary>The mails that the portal has sent, newest first.</summary>
    public async Task<IReadOnlyList<JsonElement>> EmailsAsync(string? to = null) =>
        [.. (await Client.GetAsync("/dev/emails")).Ok().GetProperty("data").EnumerateArray().Where(mail => to is null || mail.Text("to").Contains(to, StringComparison.OrdinalIgnoreCase))];

    /// <summary>The invoice at Stripe that one of ours was completed on.</summary>
    public async Task<JsonElement> StripeInvoiceAsync(JsonElement invoice) => (await Stripe.GetAsync($"/v1/invoices/{invoice.Text("stripe_invoice_id")}")).Ok();

    /// <summary>A look into the database beside every service.</summary>
    public Task<BillingDbContext> DatabaseAsync() => Services.GetRequiredService<IDbContextFactory<BillingDbContext>>().CreateDbContextAsync();

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        if (first is not null) return;
        if (database is not null) await database.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private void Start()
    {
        host = new(new Dictionary<string, string>
        {
            ["Data:Folder"] = folder,
            ["Database:Provider"] = TestDatabase.Provider.ToString(),
            ["ConnectionStrings:BillingPortal"] = database!.ConnectionString,
            ["StripeSandbox:Enabled"] = "true",
            ["StripeSandbox:Port"] = "0",
            ["Jobs:Enabled"] = "false",
            ["Logging:LogLevel:Default"] = "Warning",
            // All people of a test come from one address, and sign in more often than one person would.
            ["Limits:PasswordTriesAMinute"] = "10000",
        }.Concat(Settings), this);
        host.StartServer();
        Address = new UriBuilder(host.ClientOptions.BaseAddress) { Host = "127.0.0.1" }.Uri;
        Client = new(Address, null);
        Stripe = new(Services.GetRequiredService<StripeAddress>().Sandbox ?? Nowhere, ApiClient.SandboxKey);
    }

    private sealed class Host : WebApplicationFactory<Program>
    {
        private readonly IEnumerable<KeyValuePair<string, string>> settings;
        private readonly BillingApp app;

        public Host(IEnumerable<KeyValuePair<string, string>> settings, BillingApp app)
        {
            (this.settings, this.app) = (settings, app);
            UseKestrel(0);
        }

        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            builder.UseEnvironment("Development");
            foreach (var (key, value) in settings) builder.UseSetting(key, value);
            builder.ConfigureTestServices(services =>
            {
                // Once is enough: where the same tests run again on another database they send the same queries.
                if (TestDatabase.Provider == DatabaseProvider.Sqlite) services.ConfigureDbContext<BillingDbContext>(SqlServerReading.Attach);
                if (!app.KeepsItsKeys) services.AddSingleton(SharedEncryption.OfColumns);
                app.Wire?.Attach(services);
            });
        }
    }
}
