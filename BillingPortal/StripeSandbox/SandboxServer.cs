using System.Net;
using BillingPortal.StripeSandbox.Billing;
using BillingPortal.StripeSandbox.Catalogue;
using BillingPortal.StripeSandbox.Checkout;
using BillingPortal.StripeSandbox.Customers;
using BillingPortal.StripeSandbox.Events;
using BillingPortal.StripeSandbox.Payments;
using BillingPortal.StripeSandbox.State;
using BillingPortal.StripeSandbox.Wire;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;

namespace BillingPortal.StripeSandbox;

/// <summary>A stateful Stripe on localhost: a second web server of this process, with its own port, its own services and its own file.</summary>
public sealed class SandboxServer(SandboxOptions options, ILoggerFactory logs) : IHostedService, IAsyncDisposable
{
    private WebApplication? app;
    private Engine? engine;
    private Deliverer? deliverer;
    private Timekeeper? timekeeper;

    /// <summary>Where it listens, once started.</summary>
    public Uri Address { get; private set; } = null!;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        engine = new Engine(options.DataFile);
        deliverer = new Deliverer(engine);
        timekeeper = new Timekeeper(engine, deliverer, logs.CreateLogger<Timekeeper>());
        app = Build(engine, timekeeper);
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (IOException fault) when (fault.InnerException is AddressInUseException)
        {
            throw new IOException($"The Stripe sandbox cannot listen on 127.0.0.1:{options.Port}: the port is in use.", fault);
        }
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single());
        engine.Write(tx => tx.Store.Address = Address);
        timekeeper.Start();
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (app is not null) await app.StopAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (timekeeper is not null) await timekeeper.DisposeAsync();
        if (app is not null) await app.DisposeAsync();
        deliverer?.Dispose();
        engine?.Dispose();
        (timekeeper, app, deliverer, engine) = (null, null, null, null);
    }

    private WebApplication Build(Engine state, Timekeeper time)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, options.Port);
        });
        builder.Services.AddRoutingCore().AddSingleton(logs);
        var built = builder.Build();
        built.Use(async (http, next) =>
        {
            await next(http);
            if (http.Response is { StatusCode: 405, HasStarted: false }) await RequestPipeline.SendNotFoundAsync(http);
        });
        built.UseRouting();
        MapStripe(new StripeRoutes(built, new RequestPipeline(state, logs.CreateLogger<RequestPipeline>())));
        CheckoutPages.Map(built, state);
        InvoicePages.Map(built, state);
        ControlRoutes.Map(built, state, time);
        built.MapFallback(RequestPipeline.SendNotFoundAsync);
        return built;
    }

    private void MapStripe(StripeRoutes routes)
    {
        CustomerRoutes.Map(routes);
        BalanceTransactions.Map(routes);
        PaymentMethods.Map(routes);
        SetupIntents.Map(routes);
        CheckoutSessions.Map(routes);
        Products.Map(routes);
        Prices.Map(routes);
        Coupons.Map(routes);
        TaxRates.Map(routes);
        InvoiceItems.Map(routes);
        SubscriptionRoutes.Map(routes);
        InvoiceRoutes.Map(routes);
        InvoicePayments.Map(routes);
        PaymentIntents.Map(routes);
        Refunds.Map(routes);
        EventRoutes.Map(routes);
        Webhooks.Map(routes, options);
    }
}
