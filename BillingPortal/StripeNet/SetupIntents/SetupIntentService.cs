#nullable disable

namespace Stripe;

public class SetupIntentService(IStripeClient client) : Service<SetupIntent>(client, "/v1/setup_intents")
{
    public virtual Task<SetupIntent> CreateAsync(
        SetupIntentCreateOptions options, RequestOptions requestOptions = null, CancellationToken cancellationToken = default) =>
        PostAsync(options, requestOptions, cancellationToken);

    public virtual Task<SetupIntent> GetAsync(
        string id, SetupIntentGetOptions options = null, RequestOptions requestOptions = null, CancellationToken cancellationToken = default) =>
        FetchAsync(id, options, requestOptions, cancellationToken);

    public virtual Task<StripeList<SetupIntent>> ListAsync(
        SetupIntentListOptions options = null, RequestOptions requestOptions = null, CancellationToken cancellationToken = default) =>
        PageAsync(options, requestOptions, cancellationToken);

    public virtual IAsyncEnumerable<SetupIntent> ListAutoPagingAsync(
        SetupIntentListOptions options = null, RequestOptions requestOptions = null, CancellationToken cancellationToken = default) =>
        PagesAsync(options, requestOptions, cancellationToken);

    public virtual Task<SetupIntent> ConfirmAsync(
        string id, SetupIntentConfirmOptions options = null, RequestOptions requestOptions = null, CancellationToken cancellationToken = default) =>
        PostAsync(id, "confirm", options, requestOptions, cancellationToken);

    public virtual Task<SetupIntent> CancelAsync(
        string id, SetupIntentCancelOptions options = null, RequestOptions requestOptions = null, CancellationToken cancellationToken = default) =>
        PostAsync(id, "cancel", options, requestOptions, cancellationToken);
}
