#nullable disable

namespace Stripe;

public class ProductService(IStripeClient client) : Service<Product>(client, "/v1/products")
{
    public virtual Task<Product> CreateAsync(
        ProductCreateOptions options, RequestOptions requestOptions = null, CancellationToken cancellationToken = default) =>
        PostAsync(options, requestOptions, cancellationToken);

    public virtual Task<Product> UpdateAsync(
        string id, ProductUpdateOptions options, RequestOptions requestOptions = null, CancellationToken cancellationToken = default) =>
        PostAsync(id, options, requestOptions, cancellationToken);

    public virtual Task<Product> GetAsync(
        string id, ProductGetOptions options = null, RequestOptions requestOptions = null, CancellationToken cancellationToken = default) =>
        FetchAsync(id, options, requestOptions, cancellationToken);

    public virtual Task<StripeList<Product>> ListAsync(
        ProductListOptions options = null, RequestOptions requestOptions = null, CancellationToken cancellationToken = default) =>
        PageAsync(options, requestOptions, cancellationToken);

    public virtual IAsyncEnumerable<Product> ListAutoPagingAsync(
        ProductListOptions options = null, RequestOptions requestOptions = null, CancellationToken cancellationToken = default) =>
        PagesAsync(options, requestOptions, cancellationToken);
}
