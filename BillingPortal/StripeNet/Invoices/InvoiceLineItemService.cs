#nullable disable

namespace Stripe;

public class InvoiceLineItemService(IStripeClient client) : Service<InvoiceLineItem>(client, "/v1/invoices")
{
    public virtual Task<StripeList<InvoiceLineItem>> ListAsync(
        string parentId, InvoiceLineItemListOptions options = null, RequestOptions requestOptions = null, CancellationToken cancellationToken = default) =>
        PageAsync(LinesOf(parentId), options, requestOptions, cancellationToken);

    public virtual IAsyncEnumerable<InvoiceLineItem> ListAutoPagingAsync(
        string parentId, InvoiceLineItemListOptions options = null, RequestOptions requestOptions = null, CancellationToken cancellationToken = default) =>
        PagesAsync(LinesOf(parentId), options, requestOptions, cancellationToken);

    private static string LinesOf(string invoiceId) => $"/v1/invoices/{Checked(invoiceId)}/lines";
}
