using System.Globalization;
using BillingPortal.Shared;

namespace BillingPortal.Features.Plans;

/// <summary>Prices usage above a limit: one pure function per model, exact to the last fraction.</summary>
public static class Rating
{
    /// <param name="rate">The rate to price by.</param>
    /// <param name="over">Units above the limit.</param>
    /// <exception cref="ArgumentOutOfRangeException">Negative units.</exception>
    public static Rated Rate(OverageRate rate, long over)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(over);
        if (over == 0) return Rated.Nothing(rate.Currency);
        return new(over, rate.Currency, rate.Model switch
        {
            RateModel.Flat => Flat(rate, over),
            RateModel.Package => Package(rate, over),
            RateModel.Graduated => Graduated(rate, over),
            _ => Volume(rate, over),
        });
    }

    private static RatingStep[] Flat(OverageRate rate, long over) => [Linear(rate, rate.Tiers[0], over)];

    private static RatingStep[] Package(OverageRate rate, long over)
    {
        var packs = (over - 1) / rate.Per + 1;
        return [new(over, rate.Tiers[0].Price, rate.Per, packs * rate.Tiers[0].Price) { Packs = packs }];
    }

    private static RatingStep[] Graduated(OverageRate rate, long over)
    {
        var steps = new List<RatingStep>();
        var below = 0L;
        foreach (var tier in rate.Tiers.TakeWhile(_ => below < over))
        {
            var upTo = Math.Min(over, tier.UpTo ?? over);
            steps.Add(Linear(rate, tier, upTo - below));
            below = upTo;
        }
        return [.. steps];
    }

    private static RatingStep[] Volume(OverageRate rate, long over) => [Linear(rate, rate.Tiers.First(tier => over <= (tier.UpTo ?? over)), over)];

    private static RatingStep Linear(OverageRate rate, RateTier tier, long quantity) => new(quantity, tier.Price, rate.Per, quantity * tier.Price / rate.Per);
}

/// <summary>A priced quantity with the steps that led to it. The steps' exact amounts add up to <see cref="Minor"/>; only their sum is rounded.</summary>
public sealed record Rated(long Quantity, Currency Currency, IReadOnlyList<RatingStep> Steps)
{
    /// <summary>Exact, in minor units.</summary>
    public decimal Minor => Steps.Sum(step => step.Minor);

    public Money Amount => Money.Round(Minor, Currency);

    public static Rated Nothing(Currency currency) => new(0, currency, []);
}

/// <summary>One tier's part of a price.</summary>
/// <param name="Quantity">In units.</param>
/// <param name="Price">In minor units, for <paramref name="Per"/> units.</param>
/// <param name="Per">How many units the price is for.</param>
/// <param name="Minor">Exact, in minor units.</param>
public sealed record RatingStep(long Quantity, decimal Price, long Per, decimal Minor)
{
    /// <summary>Started packs, where those are charged.</summary>
    public long? Packs { get; init; }

    /// <summary>For people: "1,000,000 at $0.40 per 1,000".</summary>
    public string Describe(Currency currency)
    {
        var price = Money.Rate(Price / MinorPerMajor(currency), currency);
        var quantity = Quantity.ToString("N0", CultureInfo.InvariantCulture);
        var per = Per.ToString("N0", CultureInfo.InvariantCulture);
        if (Packs is { } packs) return $"{quantity} in {packs.ToString("N0", CultureInfo.InvariantCulture)} started packs of {per} at {price}";
        return Per == 1 ? $"{quantity} at {price} each" : $"{quantity} at {price} per {per}";
    }

    private static decimal MinorPerMajor(Currency currency) => 1 / new Money(1, currency).Major;
}
