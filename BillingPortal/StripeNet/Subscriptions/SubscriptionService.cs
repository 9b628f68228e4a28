#nullable disable

namespace Stripe;

public class SubscriptionService(IStripeClient client) : Service<Subscription>(client, "/v1/subscriptions")
{
    public virtual Task<Subscription> CreateAsync(
        SubscriptionCreateOptions options, RequestOptions requestOptions = null, CancellationToken cancellationToken = default) =>
        PostAsync(options, requestOptions, cancellationToken);

    public virtual Task<Subscription> UpdateAsync(
        string id, SubscriptionUpdateOptions options, RequestOptions requestOptions = null, CancellationToken cancellationToken = default) =>
        PostAsync(id, options, requestOptions, cancellationToken);

    public virtual Task<Subscription> GetAsync(
        string id, SubscriptionGetOptions options = null, RequestOptions requestOptions = null, CancellationToken cancellationToken = default) =>
        FetchAsync(id, options, requestOptions, cancellationToken);

    public virtual Task<StripeList<Subscription>> ListAsync(
        SubscriptionListOptions options = null, RequestOptions requestOptions = null, CancellationToken cancellationToken = default) =>
        PageAsync(options, requestOptions, cancellationToken);

    public virtual IAsyncEnumerable<Subscription> ListAutoPagingAsync(
        SubscriptionListOptions options = null, RequestOptions requestOptions = null, CancellationToken cancellationToken = default) =>
        PagesAsync(options, requestOptions, cancellationToken);

    public virtual Task<Subscription> CancelAsync(
        string id, SubscriptionCancelOptions options = null, RequestOptions requestOptions = null, CancellationToken cancellationToken = default) =>
        RemoveAsync(id, options, requestOptions, cancellationToken);
}
