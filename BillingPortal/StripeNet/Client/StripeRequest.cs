#nullable disable

using System.Net.Http.Headers;

namespace Stripe;

/// <summary>One call to Stripe, whole: the same headers and body are sent again by every retry.</summary>
public class StripeRequest
{
    private const string NoApiKey = "No API key was given, neither to the StripeClient nor in the RequestOptions.";

    private readonly string form;

    private StripeRequest(HttpMethod method, Uri uri, string form)
    {
        Method = method;
        Uri = uri;
        this.form = form;
    }

    public HttpMethod Method { get; }

    public Uri Uri { get; }

    public AuthenticationHeaderValue AuthorizationHeader { get; private init; }

    public Dictionary<string, string> StripeHeaders { get; } = [];

    /// <summary>New at each call, because sending a request consumes its content.</summary>
    public HttpContent Content => form is null
        ? null
        : new StringContent(form, new MediaTypeHeaderValue("application/x-www-form-urlencoded"));

    internal static StripeRequest Make(
        StripeClientOptions client, string apiBase, HttpMethod method, string path, BaseOptions options, RequestOptions requestOptions)
    {
        var apiKey = requestOptions?.ApiKey ?? client.ApiKey ?? throw new StripeException(NoApiKey);
        var parameters = FormEncoder.Encode(options);
        var inBody = method == HttpMethod.Post;
        var address = apiBase.TrimEnd('/') + path + (inBody || parameters.Length == 0 ? "" : "?" + parameters);
        var request = new StripeRequest(method, new Uri(address), inBody ? parameters : null)
        {
            AuthorizationHeader = new AuthenticationHeaderValue("Bearer", apiKey),
        };
        request.AddHeaders(client, requestOptions);
        return request;
    }

    private void AddHeaders(StripeClientOptions client, RequestOptions requestOptions)
    {
        StripeHeaders["Stripe-Version"] = StripeConfiguration.ApiVersion;
        // Without a key a retried POST could act twice; GET and DELETE are safe to repeat as they are.
        AddIfSet("Idempotency-Key", requestOptions?.IdempotencyKey ?? (Method == HttpMethod.Post ? Guid.NewGuid().ToString() : null));
        AddIfSet("Stripe-Account", requestOptions?.StripeAccount ?? client.StripeAccount);
        AddIfSet("Stripe-Context", requestOptions?.StripeContext ?? client.StripeContext);
    }

    private void AddIfSet(string header, string value)
    {
        if (value is not null) StripeHeaders[header] = value;
    }
}
