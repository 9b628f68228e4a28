using System.ComponentModel.DataAnnotations;
using BillingPortal.Shared;
using static System.FormattableString;

namespace BillingPortal.Features.Plans;

/// <summary>What a plan includes of a metric, and what is above: refused, or billed by a rate. Never both, never neither, so that no use is without a price.</summary>
public sealed record MetricTerms
{
    private const long Most = 1_000_000_000_000_000;
    private const int MostTiers = 10;
    private const int MostDecimals = 8;
    private const decimal HighestPrice = 1_000_000;

    public Metric Metric { get; set; }

    /// <summary>In the metric's own units; storage in bytes.</summary>
    public long? Included { get; set; }

    /// <summary>Null: use above the limit is refused.</summary>
    public RateModel? Above { get; set; }

    /// <inheritdoc cref="OverageRate.Per"/>
    public long? Per { get; set; }

    public List<TierTerms> Tiers { get; set; } = [];

    /// <summary>Whether the rate has steps; the others have one price.</summary>
    public bool IsTiered => Above is RateModel.Graduated or RateModel.Volume;

    public static MetricTerms Of(PlanVersion version, Metric metric)
    {
        var limit = version.LimitOf(metric);
        var (rate, unit) = (version.RateOf(metric), new Money(1, version.Currency).Major);
        return new()
        {
            Metric = metric, Included = limit.Quantity, Above = limit.IsHard ? null : rate?.Model, Per = rate?.Per ?? 1,
            Tiers = [.. rate?.Tiers.Select(tier => new TierTerms { UpTo = tier.UpTo, Price = tier.Price * unit }) ?? []],
        };
    }

    public PlanLimit Limit() => new() { Metric = Metric, Quantity = Included!.Value, IsHard = Above is null };

    public OverageRate? Rate(Currency currency, decimal minorUnit) => Above is not { } model ? null : new()
    {
        Metric = Metric, Model = model, Currency = currency, Per = Per!.Value, Tiers = [.. Tiers.Select(tier => new RateTier(tier.UpTo, tier.Price!.Value / minorUnit))],
    };

    /// <summary>Each names its field after the metric: <c>api_calls.tiers</c>.</summary>
    public IEnumerable<ValidationResult> Faults()
    {
        if (Included is null) yield return Fault("included", "needs a limit; 0 includes nothing.");
        else if (Included < 0) yield return Fault("included", "cannot include less than nothing.");
        else if (Included > Most) yield return Fault("included", Invariant($"can include at most {Most:N0}."));
        if (Above is not { } model) yield break;

        if (!Enum.IsDefined(model)) yield return Fault("above", "needs one of the models flat, package, graduated, volume.");
        if (Per is not (>= 1 and <= Most)) yield return Fault("per", Invariant($"needs a whole number of units, from 1 to {Most:N0}, that a price is for."));
        foreach (var fault in TierFaults()) yield return fault;
    }

    private IEnumerable<ValidationResult> TierFaults()
    {
        if (Tiers.Count == 0)
        {
            yield return Fault("tiers", "can pass its limit, but no rate says what that costs.");
            yield break;
        }
        if (Tiers.Count > MostTiers) yield return Fault("tiers", Invariant($"has more than {MostTiers} tiers."));
        if (!IsTiered && Tiers.Count > 1) yield return Fault("tiers", "has several tiers, but a flat or package rate has one price.");
        if (Tiers[^1].UpTo is { } end) yield return Fault("tiers", Invariant($"has a gap: nothing says what units above {end:N0} cost. The last tier must have no end."));
        for (var i = 0; i < Tiers.Count; i++)
            if (TierFault(i) is { } fault) yield return fault;
    }

    private ValidationResult? TierFault(int i)
    {
        var (tier, before) = (Tiers[i], i == 0 ? 0 : Tiers[i - 1].UpTo);
        return tier.Price switch
        {
            null => Fault("tiers", Invariant($"has no price in tier {i + 1}.")),
            < 0 => Fault("tiers", Invariant($"has a negative price in tier {i + 1}.")),
            > HighestPrice => Fault("tiers", Invariant($"has a price above {HighestPrice:N0} in tier {i + 1}.")),
            { } price when decimal.Round(price, MostDecimals, MidpointRounding.AwayFromZero) != price => Fault("tiers", Invariant($"has a price with more than {MostDecimals} decimals in tier {i + 1}.")),
            _ when tier.UpTo is null && i < Tiers.Count - 1 => Fault("tiers", Invariant($"has no end in tier {i + 1}, although another tier follows.")),
            _ when tier.UpTo > Most => Fault("tiers", Invariant($"ends tier {i + 1} above {Most:N0}.")),
            _ when tier.UpTo <= (before ?? 0) => Fault("tiers", Invariant($"has tiers that do not ascend: tier {i + 1} ends at {tier.UpTo:N0}, not above {before ?? 0:N0}.")),
            _ => null,
        };
    }

    private ValidationResult Fault(string field, string rule) => new($"{Metric.Label()} {rule}", [$"{Metric.Wire()}.{field}"]);
}

/// <summary>One step of a rate as it is typed.</summary>
public sealed record TierTerms
{
    /// <inheritdoc cref="RateTier(long?, decimal)"/>
    public long? UpTo { get; set; }

    /// <summary>In major units, for <see cref="MetricTerms.Per"/> units.</summary>
    public decimal? Price { get; set; }
}
