using System.Text.Json;
using BillingPortal.Features.Plans;
using BillingPortal.Features.Taxes;
using BillingPortal.Shared;

namespace BillingPortal.Features.Invoicing;

/// <summary>What was really charged for the plan that is left: less than its price where a discount was given, and after a change within the period only for the rest of it.</summary>
/// <param name="Net">After discounts.</param>
/// <param name="For">From then until the period's end.</param>
/// <param name="TaxedWith">What was charged on it; null for what would be charged now.</param>
public sealed record Debited(Money Net, Period For, IReadOnlyList<TaxComponent>? TaxedWith = null);

/// <summary>
/// What it costs to change to another plan within a period, to the second: what is left of the old plan is given back, what is left of the period is charged at the
/// new price. Each leg is rounded on its own, half away from zero, and both stand on the invoice (Stripe's rule). Pure.
/// </summary>
public sealed record Proration
{
    private static readonly JsonSerializerOptions Wire = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <param name="from">The plan that is left.</param>
    /// <param name="debited">Its part for the time left is given back: never of the price, or leaving early would pay out a discount.</param>
    /// <param name="to">The plan that is entered.</param>
    /// <param name="period">Half-open, of whole seconds.</param>
    /// <param name="at">A whole second of the period, its end included: then nothing is left.</param>
    /// <exception cref="ArgumentOutOfRangeException">The instant is not of the period.</exception>
    public Proration(PlanVersion from, Debited debited, PlanVersion to, Period period, DateTime at)
    {
        if (at < period.Start || at < debited.For.Start || at > period.End) throw new ArgumentOutOfRangeException(nameof(at), "The change lies outside the period.");
        (From, Debited, To, Period, At) = (from, debited, to, period, at);
        (Seconds, SecondsLeft) = (SecondsOf(period), SecondsOf(new(at, period.End)));
    }

    public PlanVersion From { get; }

    public Debited Debited { get; }

    public PlanVersion To { get; }

    public Period Period { get; }

    public DateTime At { get; }

    public long Seconds { get; }

    public long SecondsLeft { get; }

    /// <summary>Never positive.</summary>
    public Money Unused => -Share(Debited.Net, SecondsLeft, SecondsOf(Debited.For));

    public Money Remaining => Share(To.Price, SecondsLeft, Seconds);

    public DraftLine RemainingLine => Line("remaining", $"{To.Name}, rest of the period", Remaining, To.Price, Seconds) with { Plan = To.PlanCode };

    public DraftLine UnusedLine => Line("unused", $"{From.Name}, unused part given back", Unused, -Debited.Net, SecondsOf(Debited.For)) with { Plan = From.PlanCode, TaxedWith = Debited.TaxedWith };

    /// <summary>Where nothing was charged, nothing is given back.</summary>
    public IReadOnlyList<DraftLine> Lines => Debited.Net.IsZero ? [RemainingLine] : [RemainingLine, UnusedLine];

    /// <summary>The part of a price that falls on some seconds of a period.</summary>
    public static Money Share(Money price, long left, long seconds) => Money.Round((decimal)price.Minor * left / seconds, price.Currency);

    private static long SecondsOf(Period span) => span.Length.Ticks / TimeSpan.TicksPerSecond;

    /// <summary>The quantity is shown; the amount is computed from the seconds.</summary>
    private DraftLine Line(string leg, string description, Money amount, Money price, long of)
    {
        var provenance = new
        {
            Formula = "proration", Leg = leg, Price = price.IsNegative ? -price.Minor : price.Minor, SecondsLeft, PeriodSeconds = of, At, PeriodStart = Period.Start, PeriodEnd = Period.End,
            FromPlanCode = From.PlanCode, FromPlanVersionId = From.Id, FromVersionNumber = From.Number, ToPlanCode = To.PlanCode, ToPlanVersionId = To.Id, ToVersionNumber = To.Number,
        };
        return new(LineKind.Proration, description, Math.Round((decimal)SecondsLeft / of, 6, MidpointRounding.AwayFromZero), price.Major, amount, new(At, Period.End), JsonSerializer.Serialize(provenance, Wire));
    }
}
