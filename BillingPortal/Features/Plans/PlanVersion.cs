using BillingPortal.Shared;

namespace BillingPortal.Features.Plans;

public static class PlanCodes
{
    public const string Free = "free";
    public const string Starter = "starter";
    public const string Nonprofit = "nonprofit";

    public static readonly IReadOnlyList<string> All = [Free, Starter, Nonprofit];
}

/// <summary>A plan's price, limits and rates as they were published. Never changes: a change is the next version, and accounts stay on theirs until moved.</summary>
public sealed class PlanVersion
{
    private readonly List<PlanLimit> limits = [];
    private readonly List<OverageRate> overageRates = [];

    public Guid Id { get; private set; } = Guid.CreateVersion7();

    /// <summary>One of <see cref="PlanCodes"/>.</summary>
    public required string PlanCode { get; init; }

    public required string Name { get; init; }

    /// <summary>Counted within the plan, over all its currencies.</summary>
    public required int Number { get; init; }

    /// <summary>For one month.</summary>
    public required Money Price { get; init { field = value; Currency = value.Currency; } }

    /// <summary>The price's: what the version is sold in. A column of its own, because an index cannot reach into an amount.</summary>
    public Currency Currency { get; private set; }

    public required DateTime PublishedAt { get; init; }

    /// <summary>New customers get the newest version that is on sale; the version before it is on sale until then.</summary>
    public required DateTime SoldFrom { get; init; }

    public IReadOnlyList<PlanLimit> Limits { get => limits; init => limits = [.. value]; }

    /// <summary>Empty where usage above the limits is refused.</summary>
    public IReadOnlyList<OverageRate> OverageRates { get => overageRates; init => overageRates = [.. value]; }

    public bool IsFree => Price.IsZero;

    /// <summary>The price as somebody with this currency sees it: nothing is nothing in every currency.</summary>
    public Money PriceFor(Currency currency) => IsFree ? Money.Zero(currency) : Price;

    public PlanLimit LimitOf(Metric metric) => limits.Single(limit => limit.Metric == metric);

    public OverageRate? RateOf(Metric metric) => overageRates.SingleOrDefault(rate => rate.Metric == metric);

    /// <summary>What is over the limit, and what it costs.</summary>
    public Rated RateOverage(Metric metric, long used) => RateOf(metric) is { } rate
        ? Rating.Rate(rate, Math.Max(0, used - LimitOf(metric).Quantity))
        : Rated.Nothing(Price.Currency);
}

/// <summary>How much of a metric a plan includes.</summary>
public sealed class PlanLimit
{
    public Guid PlanVersionId { get; private set; }

    public required Metric Metric { get; init; }

    public required long Quantity { get; init; }

    /// <summary>Usage above a hard limit is refused; above a soft one it is billed.</summary>
    public required bool IsHard { get; init; }
}
