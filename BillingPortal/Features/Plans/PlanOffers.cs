using System.Globalization;
using BillingPortal.Data;
using BillingPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Plans;

/// <summary>A plan as it is offered: what a buyer compares.</summary>
public sealed record PlanOffer(string Code, string Name, Money Price, IReadOnlyList<OfferedLimit> Limits, string AboveLimits);

public sealed record OfferedLimit(string Label, string Quantity);

/// <summary>The plans on offer, for whoever looks.</summary>
public sealed class PlanOffers(IDbContextFactory<BillingDbContext> contexts, PlanCatalogue catalogue, BillingClock clock)
{
    /// <summary>Free first, then the dearest, so that the one most teams take stands beside it.</summary>
    public async Task<IReadOnlyList<PlanOffer>> ListAsync(Currency currency, CancellationToken ct = default)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var plans = await catalogue.AllCurrentAsync(db, currency, clock.Now, ct);
        return [.. plans.OrderByDescending(plan => plan.IsFree).ThenByDescending(plan => plan.Price.Minor).Select(plan => Offer(plan, currency, HalfOf(plans, plan)))];
    }

    private static PlanOffer Offer(PlanVersion plan, Currency currency, bool half) =>
        new(plan.PlanCode, plan.Name, plan.PriceFor(currency), [.. Metrics.All.Select(metric => new OfferedLimit(metric.Label(), Amount(metric, plan.LimitOf(metric).Quantity)))], AboveLimits(plan, half));

    // Administrators may publish other rates; the promise of half of them is made only where it holds.
    private static bool HalfOf(IReadOnlyList<PlanVersion> plans, PlanVersion plan) =>
        plans.FirstOrDefault(other => other.PlanCode == PlanCodes.Starter)?.OverageRates is { Count: > 0 } whole
        && whole.All(rate => plan.RateOf(rate.Metric) is { } own && own.Model == rate.Model && own.Per == rate.Per && own.Tiers.SequenceEqual(rate.Half().Tiers));

    private static string AboveLimits(PlanVersion plan, bool half) => plan.PlanCode switch
    {
        PlanCodes.Nonprofit => half ? "Verified non-profits. Extra use at half the rates." : "Verified non-profits. Above a limit you pay per use.",
        _ when plan.OverageRates.Count == 0 => "Above a limit, calls are refused. Never a charge.",
        _ => "Above a limit you pay per use.",
    };

    private static string Amount(Metric metric, long quantity) => metric == Metric.StorageBytes
        ? (quantity / (decimal)(1L << 30)).ToString("0.##", CultureInfo.InvariantCulture) + " GiB"
        : quantity.ToString("N0", CultureInfo.InvariantCulture);
}
