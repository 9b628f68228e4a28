using System.Globalization;
using BillingPortal.Shared;

namespace BillingPortal.Features.Discounts;

/// <summary>A code's terms as one sentence, also while they are being filled in: "20 % off plan lines for 3 months, at most 500 times, first purchase only".</summary>
public static class DiscountWords
{
    public static string Of(DiscountOffer offer, int? maxRedemptions) => Sentence(
        offer.PercentOff, offer.Amount, offer.Duration, offer.DurationInMonths, maxRedemptions, offer.MaxPerAccount ?? 1, offer.ExpiresAt, offer.Plans ?? [], offer.FirstPurchaseOnly, offer.AppliesToOverage);

    public static string Of(DiscountCode code) => Sentence(
        code.PercentOff, code.Amount, code.Duration, code.DurationInMonths, code.MaxRedemptions, code.MaxPerAccount, code.ExpiresAt, code.Plans, code.FirstPurchaseOnly, code.AppliesToOverage);

    /// <summary>What somebody who buys wants to know of it: "20 % off for 3 months".</summary>
    public static string ForBuyer(DiscountCode code) => $"{code.Terms.Off} {HowLong(code.Duration, code.DurationInMonths)}";

    private static string Sentence(
        decimal? percent, Money? amount, DiscountDuration? duration, int? months, int? most, int perAccount, DateTime? expires, IReadOnlyList<string> plans, bool first, bool overage)
    {
        var off = percent is { } p ? $"{p.ToString("0.##", CultureInfo.InvariantCulture)} % off" : amount is { } a ? $"{a} off" : "Nothing off yet:";
        var what = (plans.Count > 0 ? string.Join(" and ", plans) : "plan") + " lines" + (overage ? " and overage" : "");
        var rest = new[]
        {
            most is { } limit ? $"at most {Times(limit)}" : null,
            perAccount > 1 ? $"{Times(perAccount)} an account" : "once an account",
            expires is { } at ? $"until {Day(at)}" : null,
            first ? "first purchase only" : null,
        };
        return $"{off} {what} {HowLong(duration, months)}, {string.Join(", ", rest.OfType<string>())}.";
    }

    /// <summary>The last day on which something that ends then is good.</summary>
    public static string Day(DateTime end) => DateWords.Day(DateOnly.FromDateTime(end.AddTicks(-1)));

    private static string HowLong(DiscountDuration? duration, int? months) => duration switch
    {
        DiscountDuration.Once => "on one invoice",
        DiscountDuration.Repeating when months == 1 => "for 1 month",
        DiscountDuration.Repeating => $"for {(months is { } n ? Count(n) : "…")} months",
        DiscountDuration.Forever => "on every invoice",
        _ => "for …",
    };

    private static string Times(int times) => times == 1 ? "once" : $"{Count(times)} times";

    private static string Count(int number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
