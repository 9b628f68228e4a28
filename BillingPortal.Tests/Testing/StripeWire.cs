using BillingPortal.StripeGateway;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace BillingPortal.Tests.Testing;

/// <summary>The line between the portal and Stripe, which can be cut or lose answers: what was asked is done there, and nobody here hears of it.</summary>
public sealed class StripeWire
{
    private readonly Lock dice = new();
    private Random? luck;

    /// <summary>Nothing gets through.</summary>
    public bool IsCut { get; set; }

    /// <summary>How many answers of a hundred are lost.</summary>
    public int LostPercent { get; set; }

    public int Lost { get; private set; }

    public bool IsBad => IsCut || LostPercent > 0;

    /// <summary>The same luck for one seed, as far as the order of the calls is the same.</summary>
    public void Seed(int seed) => luck = new(seed);

    /// <summary>A client of Stripe on this line that does not try again by itself.</summary>
    internal void Attach(IServiceCollection services) => services.Replace(ServiceDescriptor.Singleton<Stripe.IStripeClient>(provider => new Stripe.StripeClient(new Stripe.StripeClientOptions
    {
        ApiKey = ApiClient.SandboxKey,
        HttpClient = new Stripe.SystemNetHttpClient(new HttpClient(new Line(this) { InnerHandler = new ToSandboxHandler(provider.GetRequiredService<StripeAddress>()) { InnerHandler = new SocketsHttpHandler() } }), 0),
    })));

    private bool Loses()
    {
        if (LostPercent == 0) return false;
        lock (dice)
        {
            if ((luck ?? Random.Shared).Next(100) >= LostPercent) return false;
            Lost++;
            return true;
        }
    }

    private sealed class Line(StripeWire wire) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (wire.IsCut) throw new HttpRequestException("The line to Stripe is cut.");
            var answer = await base.SendAsync(request, cancellationToken);
            if (!wire.Loses()) return answer;
            answer.Dispose();
            throw new HttpRequestException("Stripe's answer was lost.");
        }
    }
}
