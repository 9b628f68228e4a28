#nullable disable

namespace Stripe;

public class InvoiceItemService(IStripeClient client) : Service<InvoiceItem>(client, "/v1/invoiceitems")
{
    public virtual Task<InvoiceItem> CreateAsync(
        InvoiceItemCreateOptions options, RequestOptions requestOptions = null, CancellationToken cancellationToken = default) =>
        PostAsync(options, requestOptions, cancellationToken);

    public virtual Task<InvoiceItem> UpdateAsync(
        string id, InvoiceItemUpdateOptions options, RequestOptions requestOptions = null, CancellationToken cancellationToken = default) =>
        PostAsync(id, options, requestOptions, cancellationToken);

    public virtual Task<InvoiceItem> GetAsync(
        string id, InvoiceItemGetOptions options = null, RequestOptions requestOptions = null, CancellationToken cancellationToken = default) =>
        FetchAsync(id, options, requestOptions, cancellationToken);

    public virtual Task<StripeList<InvoiceItem>> ListAsync(
        InvoiceItemListOptions options = null, RequestOptions requestOptions = null, CancellationToken cancellationToken = default) =>
        PageAsync(options, requestOptions, cancellationToken);

    public virtual IAsyncEnumerable<InvoiceItem> ListAutoPagingAsync(
        InvoiceItemListOptions options = null, RequestOptions requestOptions = null, CancellationToken cancellationToken = default) =>
        PagesAsync(options, requestOptions, cancellationToken);

    public virtual Task<InvoiceItem> DeleteAsync(
        string id, InvoiceItemDeleteOptions options = null, RequestOptions requestOptions = null, CancellationToken cancellationToken = default) =>
        RemoveAsync(id, options, requestOptions, cancellationToken);
}
