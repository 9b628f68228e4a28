#nullable disable

using System.Runtime.CompilerServices;

namespace Stripe;

/// <summary>The calls that Stripe's resources share: each service names the ones that its resource has.</summary>
public abstract class Service<T>
    where T : IStripeEntity
{
    private readonly IStripeClient client;
    private readonly string collection;

    private protected Service(IStripeClient client, string collection)
    {
        this.client = client;
        this.collection = collection;
    }

    private protected Task<T> PostAsync(BaseOptions options, RequestOptions requestOptions, CancellationToken cancellationToken) =>
        client.RequestAsync<T>(HttpMethod.Post, collection, options, requestOptions, cancellationToken);

    private protected Task<T> PostAsync(string id, BaseOptions options, RequestOptions requestOptions, CancellationToken cancellationToken) =>
        client.RequestAsync<T>(HttpMethod.Post, $"{collection}/{Checked(id)}", options, requestOptions, cancellationToken);

    private protected Task<T> PostAsync(
        string id, string action, BaseOptions options, RequestOptions requestOptions, CancellationToken cancellationToken) =>
        client.RequestAsync<T>(HttpMethod.Post, $"{collection}/{Checked(id)}/{action}", options, requestOptions, cancellationToken);

    private protected Task<T> FetchAsync(string id, BaseOptions options, RequestOptions requestOptions, CancellationToken cancellationToken) =>
        client.RequestAsync<T>(HttpMethod.Get, $"{collection}/{Checked(id)}", options, requestOptions, cancellationToken);

    private protected Task<T> RemoveAsync(string id, BaseOptions options, RequestOptions requestOptions, CancellationToken cancellationToken) =>
        client.RequestAsync<T>(HttpMethod.Delete, $"{collection}/{Checked(id)}", options, requestOptions, cancellationToken);

    private protected Task<StripeList<T>> PageAsync(ListOptions options, RequestOptions requestOptions, CancellationToken cancellationToken) =>
        PageAsync(collection, options, requestOptions, cancellationToken);

    private protected IAsyncEnumerable<T> PagesAsync(ListOptions options, RequestOptions requestOptions, CancellationToken cancellationToken) =>
        PagesAsync(collection, options, requestOptions, cancellationToken);

    private protected Task<StripeList<T>> PageAsync(
        string path, ListOptions options, RequestOptions requestOptions, CancellationToken cancellationToken) =>
        client.RequestAsync<StripeList<T>>(HttpMethod.Get, path, options, requestOptions, cancellationToken);

    /// <summary>All pages, newest first; from the oldest up when the options say what to end before.</summary>
    private protected async IAsyncEnumerable<T> PagesAsync(
        string path, ListOptions options, RequestOptions requestOptions, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var next = options?.Copy() ?? new ListOptions();
        var backwards = next.EndingBefore is not null;
        for (var more = true; more;)
        {
            var page = await PageAsync(path, next, requestOptions, cancellationToken).ConfigureAwait(false);
            if (backwards) page.Reverse();
            foreach (var item in page) yield return item;

            more = page.HasMore && page.Data.Count > 0;
            if (!more) continue;
            var last = ((IHasId)page.Data[^1]).Id;
            if (backwards) next.EndingBefore = last;
            else next.StartingAfter = last;
        }
    }

    /// <summary>An empty id would turn a call about one object into a call about all of them.</summary>
    private protected static string Checked(string id) => string.IsNullOrWhiteSpace(id)
        ? throw new ArgumentException("The resource ID cannot be null or whitespace.", nameof(id))
        : Uri.EscapeDataString(id);
}
