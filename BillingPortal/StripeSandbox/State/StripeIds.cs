using System.Security.Cryptography;

namespace BillingPortal.StripeSandbox.State;

/// <summary>Random ids with Stripe's prefixes and lengths.</summary>
public static class StripeIds
{
    private const string Letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    public static string New(string kind) => kind switch
    {
        "cus" or "prod" or "si" or "req" => kind + "_" + Random(14),
        "cs" => "cs_test_a1" + Random(56),
        "coupon" => Random(8),
        _ => kind + "_1" + Random(23),
    };

    public static string ClientSecret(string id) => $"{id}_secret_{Random(25)}";

    public static string WebhookSecret() => "whsec_" + Random(32);

    public static string Random(int length) => RandomNumberGenerator.GetString(Letters, length);
}
