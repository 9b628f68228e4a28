using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace BillingPortal.Features.Emails;

/// <summary>Absolute links to the portal, for emails and for Stripe: from <c>Portal:PublicUrl</c>, else from where the portal listens.</summary>
public sealed class PortalLinks(IConfiguration configuration, IServer server)
{
    private const string AnyHost = "//localhost";

    /// <summary>Never taken from a request: whoever sends one could choose its host.</summary>
    public Uri Root => new(configuration["Portal:PublicUrl"] is { Length: > 0 } given ? given : Listening);

    private string Listening =>
        (server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? configuration["urls"]?.Split(';')[0] ?? "http://localhost:5080")
        .Replace("//*", AnyHost, StringComparison.Ordinal)
        .Replace("//+", AnyHost, StringComparison.Ordinal)
        .Replace("//0.0.0.0", AnyHost, StringComparison.Ordinal)
        .Replace("//[::]", AnyHost, StringComparison.Ordinal);

    /// <param name="path">Relative to the root, with or without a leading slash; it may carry a query.</param>
    public Uri To(string path) => new(new Uri(Root.AbsoluteUri.TrimEnd('/') + "/"), path.TrimStart('/'));
}
