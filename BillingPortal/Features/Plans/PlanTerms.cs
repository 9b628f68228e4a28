using System.ComponentModel.DataAnnotations;
using BillingPortal.Shared;

namespace BillingPortal.Features.Plans;

/// <summary>What an administrator decides about a plan version: name, price, limits, and what use above them costs. Amounts are in major units, as they are typed.</summary>
public sealed record PlanTerms : IValidatableObject
{
    /// <summary>Stripe takes eight digits of minor units; no monthly price comes near.</summary>
    private const long HighestMinor = 99_999_999;

    public string? Name { get; set; }

    /// <summary>ISO 4217, in upper or lower case.</summary>
    public string? Currency { get; set; }

    /// <summary>For one month.</summary>
    public decimal? Price { get; set; }

    /// <summary>UTC; null: from the moment it is published.</summary>
    public DateTime? SoldFrom { get; set => field = value is { } at ? DateTime.SpecifyKind(at, DateTimeKind.Utc) : null; }

    public List<MetricTerms> Metrics { get; set; } = [];

    public static PlanTerms Of(PlanVersion version) => new()
    {
        Name = version.Name, Currency = version.Currency.Code, Price = version.Price.Major, Metrics = [.. Plans.Metrics.All.Select(metric => MetricTerms.Of(version, metric))],
    };

    /// <summary>A copy that shares nothing with this one.</summary>
    public PlanTerms Copy() => this with { Metrics = [.. Metrics.Select(metric => metric with { Tiers = [.. metric.Tiers.Select(tier => tier with { })] })] };

    /// <summary>The version that these terms make. They must have been found sound.</summary>
    public PlanVersion ToVersion(string planCode, int number, DateTime now)
    {
        var currency = new Currency(Currency!.Trim().ToUpperInvariant());
        return new()
        {
            PlanCode = planCode, Name = Name!.Trim(), Number = number, Price = Money.Round(Price!.Value / MinorUnit(currency), currency), PublishedAt = now, SoldFrom = SoldFrom ?? now,
            Limits = [.. Metrics.OrderBy(metric => metric.Metric).Select(metric => metric.Limit())],
            OverageRates = [.. Metrics.OrderBy(metric => metric.Metric).Select(metric => metric.Rate(currency, MinorUnit(currency))).OfType<OverageRate>()],
        };
    }

    /// <summary>Faults in the terms themselves; what depends on the plan and on time is the catalogue's to check.</summary>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (string.IsNullOrWhiteSpace(Name)) yield return new("A plan needs a name.", [nameof(Name)]);
        else if (Name.Trim().Length > 100) yield return new("A name has at most 100 characters.", [nameof(Name)]);
        foreach (var fault in PriceFaults()) yield return fault;
        foreach (var metric in Plans.Metrics.All.Where(metric => Metrics.Count(terms => terms.Metric == metric) != 1))
            yield return new($"{metric.Label()} must stand in the plan exactly once; every metric has a limit.", [metric.Wire()]);
        foreach (var fault in Metrics.SelectMany(metric => metric.Faults())) yield return fault;
    }

    /// <summary>What a paid plan and Free differ in.</summary>
    public IEnumerable<(string Field, string Fault)> FaultsFor(string planCode)
    {
        if (planCode == PlanCodes.Free && Price != 0) yield return ("price", "Free costs nothing: its price is 0.");
        if (planCode != PlanCodes.Free && Price == 0) yield return ("price", "A paid plan costs something; only Free has the price 0.");
        if (planCode != PlanCodes.Free) yield break;
        foreach (var metric in Metrics.Where(metric => metric.Above is not null))
            yield return ($"{metric.Metric.Wire()}.above", $"On Free, use above a limit is refused and never billed; {metric.Metric.Label()} has a rate.");
    }

    private IEnumerable<ValidationResult> PriceFaults()
    {
        if (!Shared.Currency.TryParse(Currency, out var currency))
        {
            yield return new($"'{Currency}' is not a currency that this portal knows; write a code such as USD, JPY or KWD.", [nameof(Currency)]);
            yield break;
        }
        var minor = Price / MinorUnit(currency);
        if (minor is not { } exact) yield return new("The plan needs a price; Free has the price 0.", [nameof(Price)]);
        else if (exact < 0) yield return new("A price is never negative.", [nameof(Price)]);
        else if (exact > HighestMinor) yield return new($"A monthly price is at most {new Money(HighestMinor, currency)}.", [nameof(Price)]);
        else if (exact != decimal.Truncate(exact)) yield return new($"A price in {currency} is written with at most {Digits(currency)}.", [nameof(Price)]);
        else if (currency.MinorDigits == 3 && exact % 10 != 0) yield return new($"Stripe charges {currency} in steps of 0.010: the last of the three decimals is 0.", [nameof(Price)]);
    }

    private static string Digits(Currency currency) => currency.MinorDigits == 0 ? "no decimals" : $"{currency.MinorDigits} decimals";

    private static decimal MinorUnit(Currency currency) => new Money(1, currency).Major;
}
