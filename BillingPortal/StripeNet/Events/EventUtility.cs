#nullable disable

using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Stripe;

/// <summary>Tells Stripe's events from forged, altered and replayed ones.</summary>
public static class EventUtility
{
    public const int DefaultTimeTolerance = 300;

    private const string BadHeader = "The signature header format is unexpected.";

    private const string NotSigned =
        "The expected signature was not found in the Stripe-Signature header. Make sure you're using the correct webhook secret (whsec_) "
        + "and confirm the incoming request came from Stripe.";

    private const string TooOld = "The webhook cannot be processed because the current timestamp is outside of the allowed tolerance.";

    private const string NotText = "The webhook cannot be processed because the signature cannot be safely calculated.";

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static Event ConstructEvent(
        string json, string stripeSignatureHeader, string secret, long tolerance = DefaultTimeTolerance, bool throwOnApiVersionMismatch = true) =>
        ConstructEvent(json, stripeSignatureHeader, secret, tolerance, Now(), throwOnApiVersionMismatch);

    public static Event ConstructEvent(
        string json, string stripeSignatureHeader, string secret, long tolerance, long utcNow, bool throwOnApiVersionMismatch = true)
    {
        ValidateSignature(json, stripeSignatureHeader, secret, tolerance, utcNow);
        return ParseEvent(json, throwOnApiVersionMismatch);
    }

    public static Event ParseEvent(string json, bool throwOnApiVersionMismatch = true)
    {
        var stripeEvent = Event.FromJson(json);
        if (throwOnApiVersionMismatch && !IsCompatibleApiVersion(stripeEvent.ApiVersion)) throw new StripeException(Mismatch(stripeEvent));
        return stripeEvent;
    }

    /// <summary>Versions of one release train (<c>clover</c>) can be read by each other's clients; dates from before the trains by none.</summary>
    public static bool IsCompatibleApiVersion(string eventApiVersion) =>
        Train(eventApiVersion) is { } train && train == Train(StripeConfiguration.ApiVersion);

    public static void ValidateSignature(string json, string stripeSignatureHeader, string secret, long tolerance = DefaultTimeTolerance) =>
        ValidateSignature(json, stripeSignatureHeader, secret, tolerance, Now());

    /// <summary>While a secret is being rolled Stripe sends one signature for each; any of them will do.</summary>
    /// <exception cref="StripeException">The header is malformed, no signature matches, or the event is too old or from the future.</exception>
    public static void ValidateSignature(string json, string stripeSignatureHeader, string secret, long tolerance, long utcNow)
    {
        var items = Items(stripeSignatureHeader);
        var timestamp = items["t"].FirstOrDefault();
        var expected = Encoding.ASCII.GetBytes(SafelyComputed(secret, timestamp, json));
        if (!items["v1"].Any(given => CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(given), expected)))
            throw new StripeException(NotSigned);
        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var signedAt)) throw new StripeException(BadHeader);
        if (Math.Abs(utcNow - signedAt) > tolerance) throw new StripeException(TooOld);
    }

    public static string ComputeSignature(string secret, string timestamp, string payload) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(StrictUtf8.GetBytes(secret), StrictUtf8.GetBytes($"{timestamp}.{payload}")));

    private static ILookup<string, string> Items(string header)
    {
        var items = (header ?? "").Split(',').Select(item => item.Trim().Split('=', 2)).ToList();
        return items.TrueForAll(item => item.Length == 2) ? items.ToLookup(item => item[0], item => item[1]) : throw new StripeException(BadHeader);
    }

    private static string SafelyComputed(string secret, string timestamp, string json)
    {
        try
        {
            return ComputeSignature(secret, timestamp, json);
        }
        catch (EncoderFallbackException exception)
        {
            throw new StripeException(NotText, exception);
        }
    }

    private static string Train(string version) => version?.Split('.') is [_, var train, ..] ? train : null;

    private static string Mismatch(Event received) =>
        $"Received event with API version {received.ApiVersion}, but Stripe.net {StripeConfiguration.StripeNetVersion} expects API version "
        + $"{StripeConfiguration.ApiVersion}. We recommend that you create a WebhookEndpoint with this API version. Otherwise, you can disable "
        + "this exception by passing `throwOnApiVersionMismatch: false` to `Stripe.EventUtility.ParseEvent` or "
        + "`Stripe.EventUtility.ConstructEvent`, but be wary that objects may be incorrectly deserialized.";

    private static long Now() => DateTimeOffset.UtcNow.ToUnixTimeSeconds();
}
