using Stripe;

namespace BillingPortal.StripeGateway;

public static class StripeSetup
{
    /// <summary>What the sandbox takes for a key where none is configured.</summary>
    private const string SandboxKey = "sk_test_sandbox";

    /// <param name="services">Where to register.</param>
    /// <param name="options">How Stripe is reached.</param>
    /// <param name="sandbox">Where the sandbox listens once it has started; null where the real Stripe is used.</param>
    public static IServiceCollection AddStripeGateway(this IServiceCollection services, StripeOptions options, Func<IServiceProvider, Uri?>? sandbox = null)
    {
        services.AddSingleton(options);
        services.AddSingleton(provider => new StripeAddress(sandbox is null ? null : () => sandbox(provider)));
        services.AddSingleton(provider => new PriorityTokenBucket(options.RequestsPerSecond, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IStripeClient>(provider => Client(options, provider.GetRequiredService<StripeAddress>(), provider.GetRequiredService<PriorityTokenBucket>()));
        services.AddSingleton<StripeCalls>();
        services.AddSingleton<HandledTypes>().AddSingleton<Inbox>().AddSingleton<InboxWorker>().AddSingleton<InboxService>().AddSingleton<DraftSweep>();
        services.AddSingleton<LiveSecrets>().AddSingleton<WebhookService>();
        if (sandbox is not null) services.AddSingleton<SandboxEndpoint>().AddHostedService(provider => provider.GetRequiredService<SandboxEndpoint>());
        services.AddHostedService<InboxRunner>();
        return services;
    }

    private static StripeClient Client(StripeOptions options, StripeAddress address, PriorityTokenBucket bucket)
    {
        HttpMessageHandler handler = new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(2), AllowAutoRedirect = false };
        if (address.IsSandbox) handler = new ToSandboxHandler(address) { InnerHandler = handler };
        var http = new HttpClient(new RateLimitHandler(bucket) { InnerHandler = handler }) { Timeout = options.Timeout };
        return new(new StripeClientOptions
        {
            ApiKey = string.IsNullOrEmpty(options.ApiKey) && address.IsSandbox ? SandboxKey : options.ApiKey,
            ApiBase = string.IsNullOrEmpty(options.ApiBase) ? null : options.ApiBase,
            HttpClient = new SystemNetHttpClient(http),
        });
    }
}
