#nullable disable

using System.Net;
using System.Text.Json;

namespace Stripe;

public class StripeClient : IStripeClient
{
    private readonly StripeClientOptions options;

    public StripeClient(string apiKey = null, string clientId = null, IHttpClient httpClient = null, string apiBase = null)
        : this(new StripeClientOptions { ApiKey = apiKey, HttpClient = httpClient, ApiBase = apiBase })
    {
        ClientId = clientId;
    }

    public StripeClient(StripeClientOptions options)
    {
        if (options.ApiKey is "")
            throw new ArgumentException("API key cannot be the empty string.", nameof(options));
        if (options.ApiKey is { } key && key.Any(char.IsWhiteSpace))
            throw new ArgumentException("API key cannot contain whitespace.", nameof(options));

        this.options = options;
        HttpClient = options.HttpClient ?? new SystemNetHttpClient();
    }

    public static string DefaultApiBase => "https://api.stripe.com";

    public string ApiBase => options.ApiBase ?? DefaultApiBase;

    public string ApiKey => options.ApiKey;

    public string ClientId { get; }

    public IHttpClient HttpClient { get; }

    public async Task<T> RequestAsync<T>(
        HttpMethod method, string path, BaseOptions options, RequestOptions requestOptions, CancellationToken cancellationToken = default)
        where T : IStripeEntity
    {
        var request = StripeRequest.Make(this.options, ApiBase, method, path, options, requestOptions);
        var response = await HttpClient.MakeRequestAsync(request, cancellationToken).ConfigureAwait(false);
        return response.StatusCode == HttpStatusCode.OK ? Read<T>(response) : throw StripeException.From(response);
    }

    private static T Read<T>(StripeResponse response)
        where T : IStripeEntity
    {
        try
        {
            var entity = StripeEntity.FromJson<T>(response.Content);
            entity.StripeResponse = response;
            return entity;
        }
        catch (JsonException)
        {
            throw StripeException.NotUnderstood(response);
        }
    }
}
