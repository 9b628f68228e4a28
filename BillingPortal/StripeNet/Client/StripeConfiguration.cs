#nullable disable

namespace Stripe;

public static class StripeConfiguration
{
    /// <summary>The version of Stripe's API that every request asks for and that the entities are written against.</summary>
    public static string ApiVersion => "2026-02-25.clover";

    /// <summary>The version of Stripe.net whose names and signatures are kept here.</summary>
    public static string StripeNetVersion => "50.4.1";
}
