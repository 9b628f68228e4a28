using BillingPortal.Shared;

namespace BillingPortal.Features.Plans;

public enum RateModel
{
    /// <summary>Every unit at one price.</summary>
    Flat,

    /// <summary>Every started pack at one price.</summary>
    Package,

    /// <summary>Each tier's units at that tier's price.</summary>
    Graduated,

    /// <summary>All units at the price of the tier that the total falls into.</summary>
    Volume,
}

/// <summary>What usage above a plan's limit costs.</summary>
public sealed class OverageRate
{
    public Guid PlanVersionId { get; private set; }

    public required Metric Metric { get; init; }

    public required RateModel Model { get; init; }

    public required Currency Currency { get; init; }

    /// <summary>How many units a tier's price is for: 1,000 in "$0.40 per 1,000". Only <see cref="RateModel.Package"/> charges started packs; the others are linear.</summary>
    public required long Per { get; init; }

    /// <summary>Ascending; the last has no end.</summary>
    public required IReadOnlyList<RateTier> Tiers { get; init; }

    public OverageRate Half() => new()
    {
        Metric = Metric, Model = Model, Currency = Currency, Per = Per, Tiers = [.. Tiers.Select(tier => tier with { Price = tier.Price / 2 })],
    };
}

/// <summary>A step of a rate: up to and including <paramref name="UpTo"/> units over the limit (null: without end).</summary>
/// <param name="UpTo">In units over the limit, counted from the first.</param>
/// <param name="Price">In minor units, with fractions, for <see cref="OverageRate.Per"/> units.</param>
public sealed record RateTier(long? UpTo, decimal Price);
