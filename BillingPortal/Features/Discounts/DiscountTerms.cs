using System.Globalization;
using BillingPortal.Shared;

namespace BillingPortal.Features.Discounts;

/// <summary>What a code takes off an invoice. Pure; either a percentage or an amount.</summary>
/// <param name="Code">As printed.</param>
/// <param name="PercentOff">In percent, above 0 and at most 100.</param>
/// <param name="AmountOff">Of the whole invoice; what it does not use is lost.</param>
/// <param name="CoversOverage">Plan and proration lines are covered always, overage only if the code says so.</param>
/// <param name="Plans">Only lines of these plans; empty for all.</param>
public sealed record DiscountTerms(string Code, decimal? PercentOff, Money? AmountOff, bool CoversOverage, IReadOnlyList<string> Plans)
{
    /// <summary>"20 % off", "$5.00 off".</summary>
    public string Off => PercentOff is { } percent ? $"{percent.ToString("0.##", CultureInfo.InvariantCulture)} % off" : $"{AmountOff} off";

    /// <summary>As an invoice prints it: "LAUNCH20, 20 % off".</summary>
    public string Name => $"{Code}, {Off}";

    public bool CoversPlan(string? plan) => Plans.Count == 0 || plan is null || Plans.Contains(plan);

    /// <summary>
    /// The discount of each line, in the order of the lines. A percentage is rounded on each line, half away from zero, as Stripe rounds; an amount is spread
    /// by line amount, largest remainder, ties to the earlier line. A line is never cut below zero, nor all together below what they come to.
    /// </summary>
    /// <param name="covered">The lines that the code covers. None is negative.</param>
    /// <param name="givenBack">What a plan change gives back on the same invoice, as a positive amount: it was paid net of its own discount, so it is not cut again, and a code never pays it out.</param>
    public IReadOnlyList<Money> Cut(IReadOnlyList<Money> covered, Money givenBack)
    {
        var currency = givenBack.Currency;
        var room = Money.Sum(covered, currency) - givenBack;
        Money[] parts = [.. covered.Select(line => PercentOff is { } percent ? Money.Round(line.Minor * percent / 100, currency) : Money.Zero(currency))];
        var wanted = AmountOff ?? Money.Sum(parts, currency);
        if (PercentOff is not null && wanted <= room) return parts;
        return Spread(covered, wanted < room ? wanted : room);
    }

    private static IReadOnlyList<Money> Spread(IReadOnlyList<Money> covered, Money whole)
    {
        // An amount that was typed in thousandths takes off the tens of them: nothing else can be charged.
        var chargeable = whole - new Money(whole.Minor % whole.Currency.Step, whole.Currency);
        return chargeable.Minor > 0 ? chargeable.Allocate([.. covered.Select(line => line.Minor)]) : [.. covered.Select(_ => Money.Zero(whole.Currency))];
    }
}

/// <summary>The discount that an invoice bears, and the redemption that it counts for.</summary>
/// <param name="RedemptionId">Empty while a code is only looked at.</param>
/// <param name="Terms">What is off.</param>
/// <param name="InvoicesLeft">How many invoices may bear it, this one included; null for all there will ever be.</param>
public sealed record DeservedDiscount(Guid RedemptionId, DiscountTerms Terms, int? InvoicesLeft = null)
{
    /// <summary>What the invoice after this one deserves; null where this is the last.</summary>
    public DeservedDiscount? OneLess => InvoicesLeft is not { } left ? this : left > 1 ? this with { InvoicesLeft = left - 1 } : null;
}
