#nullable disable

namespace Stripe;

public class InvoiceService(IStripeClient client) : Service<Invoice>(client, "/v1/invoices")
{
    public virtual Task<Invoice> CreateAsync(
        InvoiceCreateOptions options, RequestOptions requestOptions = null, CancellationToken cancellationToken = default) =>
        PostAsync(options, requestOptions, cancellationToken);

    public virtual Task<Invoice> UpdateAsync(
        string id, InvoiceUpdateOptions options, RequestOptions requestOptions = null, CancellationToken cancellationToken = default) =>
        PostAsync(id, options, requestOptions, cancellationToken);

    public virtual Task<Invoice> GetAsync(
        string id, InvoiceGetOptions options = null, RequestOptions requestOptions = null, CancellationToken cancellationToken = default) =>
        FetchAsync(id, options, requestOptions, cancellationToken);

    public virtual Task<StripeList<Invoice>> ListAsync(
        InvoiceListOptions options = null, RequestOptions requestOptions = null, CancellationToken cancellationToken = default) =>
        PageAsync(options, requestOptions, cancellationToken);

    public virtual IAsyncEnumerable<Invoice> ListAutoPagingAsync(
        InvoiceListOptions options = null, RequestOptions requestOptions = null, CancellationToken cancellationToken = default) =>
        PagesAsync(options, requestOptions, cancellationToken);

    public virtual Task<Invoice> DeleteAsync(
        string id, InvoiceDeleteOptions options = null, RequestOptions requestOptions = null, CancellationToken cancellationToken = default) =>
        RemoveAsync(id, options, requestOptions, cancellationToken);

    public virtual Task<Invoice> CreatePreviewAsync(
        InvoiceCreatePreviewOptions options = null, RequestOptions requestOptions = null, CancellationToken cancellationToken = default) =>
        PostAsync("create_preview", options, requestOptions, cancellationToken);

    public virtual Task<Invoice> AddLinesAsync(
        string id, InvoiceAddLinesOptions options = null, RequestOptions requestOptions = null, CancellationToken cancellationToken = default) =>
        PostAsync(id, "add_lines", options, requestOptions, cancellationToken);

    public virtual Task<Invoice> UpdateLinesAsync(
        string id, InvoiceUpdateLinesOptions options = null, RequestOptions requestOptions = null, CancellationToken cancellationToken = default) =>
        PostAsync(id, "update_lines", options, requestOptions, cancellationToken);

    public virtual Task<Invoice> RemoveLinesAsync(
        string id, InvoiceRemoveLinesOptions options = null, RequestOptions requestOptions = null, CancellationToken cancellationToken = default) =>
        PostAsync(id, "remove_lines", options, requestOptions, cancellationToken);

    public virtual Task<Invoice> FinalizeInvoiceAsync(
        string id, InvoiceFinalizeOptions options = null, RequestOptions requestOptions = null, CancellationToken cancellationToken = default) =>
        PostAsync(id, "finalize", options, requestOptions, cancellationToken);

    public virtual Task<Invoice> PayAsync(
        string id, InvoicePayOptions options = null, RequestOptions requestOptions = null, CancellationToken cancellationToken = default) =>
        PostAsync(id, "pay", options, requestOptions, cancellationToken);

    public virtual Task<Invoice> VoidInvoiceAsync(
        string id, InvoiceVoidOptions options = null, RequestOptions requestOptions = null, CancellationToken cancellationToken = default) =>
        PostAsync(id, "void", options, requestOptions, cancellationToken);

    public virtual Task<Invoice> MarkUncollectibleAsync(
        string id, InvoiceMarkUncollectibleOptions options = null, RequestOptions requestOptions = null, CancellationToken cancellationToken = default) =>
        PostAsync(id, "mark_uncollectible", options, requestOptions, cancellationToken);
}
