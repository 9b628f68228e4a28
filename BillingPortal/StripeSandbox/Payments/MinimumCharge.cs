namespace BillingPortal.StripeSandbox.Payments;

/// <summary>The least that Stripe charges, in minor units; smaller amounts of invoices are carried on the customer's balance.</summary>
public static class MinimumCharge
{
    private static readonly Dictionary<string, long> Others = new()
    {
        ["aed"] = 200, ["bgn"] = 100, ["czk"] = 1500, ["dkk"] = 250, ["gbp"] = 30, ["hkd"] = 400, ["huf"] = 17500, ["mxn"] = 1000, ["myr"] = 200,
        ["nok"] = 300, ["pln"] = 200, ["ron"] = 200, ["sek"] = 300, ["thb"] = 1000,
        ["bhd"] = 200, ["jod"] = 400, ["kwd"] = 200, ["omr"] = 200, ["tnd"] = 1600,
    };

    public static long In(string currency) => Others.GetValueOrDefault(currency, 50);
}
