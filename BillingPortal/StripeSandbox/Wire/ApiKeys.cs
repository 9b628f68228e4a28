using System.Net.Http.Headers;
using System.Text;

namespace BillingPortal.StripeSandbox.Wire;

/// <summary>A secret test key, as bearer token or as the user name of basic authentication. Live keys are refused: they have no business here.</summary>
public static class ApiKeys
{
    public static void Check(HttpRequest request)
    {
        var key = AuthenticationHeaderValue.TryParse(request.Headers.Authorization, out var header) ? KeyIn(header) : null;
        if (string.IsNullOrEmpty(key))
            throw new StripeError(401, "invalid_request_error", "You did not provide an API key. Put it in the Authorization header: 'Authorization: Bearer YOUR_SECRET_KEY'.");
        if (!key.StartsWith("sk_test_", StringComparison.Ordinal) && !key.StartsWith("rk_test_", StringComparison.Ordinal))
            throw new StripeError(401, "invalid_request_error", $"Invalid API Key provided: {Masked(key)}");
    }

    private static string? KeyIn(AuthenticationHeaderValue header)
    {
        if (header.Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase)) return header.Parameter;
        if (!header.Scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase) || header.Parameter is not { } encoded) return null;
        Span<byte> decoded = new byte[encoded.Length];
        return Convert.TryFromBase64String(encoded, decoded, out var length) ? Encoding.UTF8.GetString(decoded[..length]).Split(':')[0] : null;
    }

    private static string Masked(string key) => key.Length <= 12 ? new string('*', key.Length) : $"{key[..8]}{new string('*', key.Length - 12)}{key[^4..]}";
}
