using BillingPortal.Shared;

namespace BillingPortal.Features.Invoicing;

/// <summary>
/// The least that Stripe charges a card, by currency. A smaller invoice would be marked paid and its amount carried on the customer's balance, where nothing of ours
/// may ever stand (docs.stripe.com/currencies#minimum-and-maximum-charge-amounts).
/// </summary>
public static class SmallestCharge
{
    private static readonly Dictionary<string, long> Others = new()
    {
        ["GBP"] = 30, ["DKK"] = 2_50, ["NOK"] = 3_00, ["SEK"] = 3_00, ["PLN"] = 2_00, ["KWD"] = 200, ["BHD"] = 200,
    };

    /// <summary>In minor units.</summary>
    public static Money In(Currency currency) => new(Others.GetValueOrDefault(currency.Code, 50), currency);

    public static bool Covers(Money due) => due >= In(due.Currency);
}
