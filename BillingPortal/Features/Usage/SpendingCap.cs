using BillingPortal.Shared;

namespace BillingPortal.Features.Usage;

/// <summary>The most that an account's overage may cost in one billing period, net of tax. At the cap usage is refused as at a hard limit.</summary>
public sealed class SpendingCap
{
    /// <summary>In percent of the cap; the highest that is reached is told by email, once for a cap and a period.</summary>
    public static readonly IReadOnlyList<int> AlertSteps = [50, 80, 100];

    public required Guid AccountId { get; init; }

    public required Money Amount { get; set; }

    public required DateTime SetAt { get; set; }

    public long Version { get; private set; }

    /// <summary>The highest alert step that is reached, or null.</summary>
    /// <param name="spent">What the period's overage costs so far.</param>
    /// <param name="refused">Whether usage was refused because of this cap: then it is reached, even if some cents are left.</param>
    public int? StepAt(Money spent, bool refused) =>
        refused ? AlertSteps[^1] : AlertSteps.Where(step => !spent.IsZero && spent.Minor * 100m >= Amount.Minor * (decimal)step).Select(step => (int?)step).LastOrDefault();
}
