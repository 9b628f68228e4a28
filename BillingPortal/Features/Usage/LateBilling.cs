using BillingPortal.Features.Plans;
using BillingPortal.Shared;

namespace BillingPortal.Features.Usage;

/// <summary>
/// That an invoice has billed late usage of a period, or, once it is cancelled, that it has not. Lines are only ever added, in the save that rates or cancels
/// the invoice; of two invoices that bill the same at once the second finds its number taken.
/// </summary>
public sealed class LateBilling
{
    public required Guid AccountId { get; init; }

    public required DateTime PeriodStart { get; init; }

    public required Metric Metric { get; init; }

    /// <summary>From 0, for this metric and period.</summary>
    public required int Number { get; init; }

    /// <summary>What the period had been billed on before, what was in time included.</summary>
    public required long From { get; init; }

    /// <summary>What the period has been billed on from now on.</summary>
    public required long Quantity { get; init; }

    /// <summary>Below zero where it is given back.</summary>
    public required Money Amount { get; init; }

    public required Guid InvoiceId { get; init; }

    public required DateTime At { get; init; }

    /// <summary>The entry that takes this one back. Another invoice may have billed more since: what that one billed stays billed.</summary>
    public LateBilling TakenBack(LateBilling last, DateTime at) => new()
    {
        AccountId = AccountId, PeriodStart = PeriodStart, Metric = Metric, Number = last.Number + 1, From = last.Quantity, Quantity = last.Quantity - (Quantity - From), Amount = -Amount,
        InvoiceId = InvoiceId, At = at,
    };
}

/// <summary>A metric of a closed period of which more is known than was billed.</summary>
/// <param name="Metric">What is counted.</param>
/// <param name="Version">The plan that the period is billed by.</param>
/// <param name="Period">The events' own period.</param>
/// <param name="Billed">What the period has been billed on so far.</param>
/// <param name="Used">What it was, with all that arrived since.</param>
/// <param name="Number">How many entries there are about late usage of it.</param>
/// <param name="Charged">What the period has been charged with so far, what was in time included.</param>
public sealed record LateOverage(Metric Metric, PlanVersion Version, Period Period, long Billed, long Used, int Number, Money Charged)
{
    public Rated Before => Version.RateOverage(Metric, Billed);

    public Rated Now => Version.RateOverage(Metric, Used);

    /// <summary>The price of everything less what was charged. Below zero after corrections; then nothing is billed.</summary>
    public Money Due => Now.Amount - Charged;

    /// <summary>The entry to be saved with the invoice that bills this.</summary>
    public LateBilling BilledOn(Guid accountId, Guid invoiceId, DateTime at) => new()
    {
        AccountId = accountId, PeriodStart = Period.Start, Metric = Metric, Number = Number, From = Billed, Quantity = Used, Amount = Due, InvoiceId = invoiceId, At = at,
    };
}
