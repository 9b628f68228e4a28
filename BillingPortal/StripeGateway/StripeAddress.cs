namespace BillingPortal.StripeGateway;

/// <summary>
/// Where the sandbox listens, if it takes Stripe's place. Its port is known only once it has started, which is after the client was made;
/// therefore each request asks.
/// </summary>
public sealed class StripeAddress(Func<Uri?>? sandbox = null)
{
    public bool IsSandbox => sandbox is not null;

    public Uri? Sandbox => sandbox?.Invoke();
}

/// <summary>Sends what is meant for Stripe to the sandbox, where there is one.</summary>
public sealed class ToSandboxHandler(StripeAddress address) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var sandbox = address.Sandbox ?? throw new HttpRequestException("The Stripe sandbox has not started.");
        request.RequestUri = new UriBuilder(request.RequestUri!) { Scheme = sandbox.Scheme, Host = sandbox.Host, Port = sandbox.Port }.Uri;
        return base.SendAsync(request, cancellationToken);
    }
}
