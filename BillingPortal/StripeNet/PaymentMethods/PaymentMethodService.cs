#nullable disable

namespace Stripe;

public class PaymentMethodService(IStripeClient client) : Service<PaymentMethod>(client, "/v1/payment_methods")
{
    public virtual Task<PaymentMethod> GetAsync(
        string id, PaymentMethodGetOptions options = null, RequestOptions requestOptions = null, CancellationToken cancellationToken = default) =>
        FetchAsync(id, options, requestOptions, cancellationToken);

    public virtual Task<StripeList<PaymentMethod>> ListAsync(
        PaymentMethodListOptions options = null, RequestOptions requestOptions = null, CancellationToken cancellationToken = default) =>
        PageAsync(options, requestOptions, cancellationToken);

    public virtual IAsyncEnumerable<PaymentMethod> ListAutoPagingAsync(
        PaymentMethodListOptions options = null, RequestOptions requestOptions = null, CancellationToken cancellationToken = default) =>
        PagesAsync(options, requestOptions, cancellationToken);

    public virtual Task<PaymentMethod> AttachAsync(
        string id, PaymentMethodAttachOptions options = null, RequestOptions requestOptions = null, CancellationToken cancellationToken = default) =>
        PostAsync(id, "attach", options, requestOptions, cancellationToken);

    public virtual Task<PaymentMethod> DetachAsync(
        string id, PaymentMethodDetachOptions options = null, RequestOptions requestOptions = null, CancellationToken cancellationToken = default) =>
        PostAsync(id, "detach", options, requestOptions, cancellationToken);
}
