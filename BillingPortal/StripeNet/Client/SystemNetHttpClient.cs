#nullable disable

using System.Net;
using System.Net.Http.Headers;

namespace Stripe;

/// <summary>Sends requests and repeats those that failed for a passing reason, with the same idempotency key.</summary>
public class SystemNetHttpClient : IHttpClient
{
    public const int DefaultMaxNumberRetries = 2;

    private static readonly Lazy<HttpClient> DefaultHttpClient = new(BuildDefaultSystemNetHttpClient);
    private static readonly string UserAgent = $"BillingPortal/{typeof(SystemNetHttpClient).Assembly.GetName().Version}";

    private readonly HttpClient httpClient;

    public SystemNetHttpClient(HttpClient httpClient = null, int maxNetworkRetries = DefaultMaxNumberRetries)
    {
        this.httpClient = httpClient ?? DefaultHttpClient.Value;
        MaxNetworkRetries = maxNetworkRetries;
    }

    public static TimeSpan DefaultHttpTimeout => TimeSpan.FromSeconds(80);

    public static TimeSpan MaxNetworkRetriesDelay => TimeSpan.FromSeconds(5);

    public static TimeSpan MinNetworkRetriesDelay => TimeSpan.FromMilliseconds(500);

    public int MaxNetworkRetries { get; }

    public static HttpClient BuildDefaultSystemNetHttpClient() => new() { Timeout = DefaultHttpTimeout };

    public async Task<StripeResponse> MakeRequestAsync(StripeRequest request, CancellationToken cancellationToken = default)
    {
        for (var retries = 0; ; retries++)
        {
            var mayRetry = retries < MaxNetworkRetries;
            try
            {
                var response = await SendAsync(request, cancellationToken).ConfigureAwait(false);
                if (!mayRetry || !IsPassing(response.StatusCode, response.Headers)) return response;
            }
            catch (Exception exception) when (mayRetry && IsConnectionFailure(exception, cancellationToken))
            {
                // Nothing is known about the first try; the idempotency key makes the next one safe.
            }

            await Task.Delay(Backoff(retries), cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<StripeResponse> SendAsync(StripeRequest request, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(request.Method, request.Uri) { Content = request.Content };
        message.Headers.Authorization = request.AuthorizationHeader;
        message.Headers.TryAddWithoutValidation("User-Agent", UserAgent);
        foreach (var (name, value) in request.StripeHeaders) message.Headers.Add(name, value);

        using var response = await httpClient.SendAsync(message, cancellationToken).ConfigureAwait(false);
        var content = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
        return new StripeResponse(response.StatusCode, response.Headers, content);
    }

    /// <summary>Stripe's own advice decides when it gives any; a rate limit (429) without advice is not repeated.</summary>
    private static bool IsPassing(HttpStatusCode status, HttpResponseHeaders headers)
    {
        if (headers.TryGetValues("Stripe-Should-Retry", out var advice) && bool.TryParse(advice.FirstOrDefault(), out var should))
            return should;
        return status == HttpStatusCode.Conflict || (int)status >= 500;
    }

    private static bool IsConnectionFailure(Exception exception, CancellationToken cancellationToken) =>
        exception is HttpRequestException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    /// <summary>Half a second, doubled each time up to five, less up to a quarter so that many clients do not come back at once.</summary>
    private static TimeSpan Backoff(int retries)
    {
        var full = Math.Min(MinNetworkRetriesDelay.TotalSeconds * Math.Pow(2, retries), MaxNetworkRetriesDelay.TotalSeconds);
        var spread = full * (0.75 + (0.25 * Random.Shared.NextDouble()));
        return TimeSpan.FromSeconds(Math.Max(spread, MinNetworkRetriesDelay.TotalSeconds));
    }
}
