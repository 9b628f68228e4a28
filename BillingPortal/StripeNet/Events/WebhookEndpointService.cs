#nullable disable

namespace Stripe;

public class WebhookEndpointService(IStripeClient client) : Service<WebhookEndpoint>(client, "/v1/webhook_endpoints")
{
    public virtual Task<WebhookEndpoint> CreateAsync(
        WebhookEndpointCreateOptions options, RequestOptions requestOptions = null, CancellationToken cancellationToken = default) =>
        PostAsync(options, requestOptions, cancellationToken);

    public virtual Task<WebhookEndpoint> UpdateAsync(
        string id, WebhookEndpointUpdateOptions options, RequestOptions requestOptions = null, CancellationToken cancellationToken = default) =>
        PostAsync(id, options, requestOptions, cancellationToken);

    public virtual Task<WebhookEndpoint> GetAsync(
        string id, WebhookEndpointGetOptions options = null, RequestOptions requestOptions = null, CancellationToken cancellationToken = default) =>
        FetchAsync(id, options, requestOptions, cancellationToken);

    public virtual Task<StripeList<WebhookEndpoint>> ListAsync(
        WebhookEndpointListOptions options = null, RequestOptions requestOptions = null, CancellationToken cancellationToken = default) =>
        PageAsync(options, requestOptions, cancellationToken);

    public virtual IAsyncEnumerable<WebhookEndpoint> ListAutoPagingAsync(
        WebhookEndpointListOptions options = null, RequestOptions requestOptions = null, CancellationToken cancellationToken = default) =>
        PagesAsync(options, requestOptions, cancellationToken);

    public virtual Task<WebhookEndpoint> DeleteAsync(
        string id, WebhookEndpointDeleteOptions options = null, RequestOptions requestOptions = null, CancellationToken cancellationToken = default) =>
        RemoveAsync(id, options, requestOptions, cancellationToken);
}
