using BillingPortal.StripeSandbox.State;

namespace BillingPortal.StripeSandbox.Catalogue;

/// <summary>What a unit of a product costs, once or per interval; amount and interval never change.</summary>
public sealed class Price : StripeObject
{
    public override string Object => "price";
    public bool Active { get; set; } = true;
    public string BillingScheme { get; set; } = "per_unit";
    public string Currency { get; set; } = "";
    public object? CustomUnitAmount => null;
    public string? LookupKey { get; set; }
    public string? Nickname { get; set; }
    public string Product { get; set; } = "";
    public Recurring? Recurring { get; set; }
    public string? TaxBehavior { get; set; } = "unspecified";
    public string? TiersMode { get; set; }
    public object? TransformQuantity => null;
    public string Type => Recurring is null ? "one_time" : "recurring";
    public long? UnitAmount { get; set; }
    public string? UnitAmountDecimal { get; set; }

    /// <summary>Shown as `tiers` only when expanded.</summary>
    [StoredOnly] public List<PriceTier>? TierList { get; set; }

    public long AmountOf(long quantity) => TierList is { } tiers ? Tiers.Amount(tiers, TiersMode == "volume", quantity)
        : Currencies.Round(Decimals.Parse(UnitAmountDecimal ?? "0") * quantity, Currency);
}

public sealed class Recurring
{
    public string Interval { get; set; } = "month";
    public long IntervalCount { get; set; } = 1;
    public string? Meter => null;
    public long? TrialPeriodDays => null;
    public string UsageType { get; set; } = "licensed";

    /// <summary>The start of period <paramref name="number"/>, counted from the anchor each time so that the 31st comes back after February.</summary>
    public long PeriodStart(long anchor, long number)
    {
        var start = DateTimeOffset.FromUnixTimeSeconds(anchor);
        var steps = checked((int)(number * IntervalCount));
        return (Interval switch
        {
            "day" => start.AddDays(steps),
            "week" => start.AddDays(7L * steps),
            "year" => start.AddYears(steps),
            _ => start.AddMonths(steps),
        }).ToUnixTimeSeconds();
    }
}

/// <summary>One step of a tiered price; <see cref="UpTo"/> is null for the last.</summary>
public sealed class PriceTier
{
    public long? FlatAmount { get; set; }
    public string? FlatAmountDecimal { get; set; }
    public long? UnitAmount { get; set; }
    public string? UnitAmountDecimal { get; set; }
    public long? UpTo { get; set; }
}

public static class Tiers
{
    public static long Amount(IReadOnlyList<PriceTier> tiers, bool volume, long quantity)
    {
        var total = 0m;
        var below = 0L;
        foreach (var tier in tiers)
        {
            var reached = tier.UpTo is null || quantity <= tier.UpTo;
            if (volume ? reached : quantity > below || below == 0)
            {
                var units = volume ? quantity : Math.Min(quantity, tier.UpTo ?? quantity) - below;
                total += units * Decimals.Parse(tier.UnitAmountDecimal ?? "0") + Decimals.Parse(tier.FlatAmountDecimal ?? "0");
            }
            if (reached) break;
            below = tier.UpTo!.Value;
        }
        return (long)decimal.Round(total, 0, MidpointRounding.AwayFromZero);
    }
}
