using BillingPortal.Shared;

namespace BillingPortal.Features.Taxes;

/// <summary>One component's tax on one line.</summary>
/// <param name="Component">Which tax.</param>
/// <param name="TaxableAmount">The share of the line that is taxed.</param>
/// <param name="Amount">The tax; it has the line's sign.</param>
public sealed record LineTax(TaxComponent Component, Money TaxableAmount, Money Amount);

/// <summary>One component's tax on a whole invoice: the sum of its lines.</summary>
public sealed record TaxTotal(TaxComponent Component, Money TaxableAmount, Money Amount);

/// <summary>Taxes by line and component, each rounded on its own and half away from zero, as Stripe rounds; totals are sums of what was rounded.</summary>
public static class TaxCalculation
{
    /// <param name="amount">The line after its discounts; negative for promotional credit and for the credited leg of a proration.</param>
    /// <param name="components">What the buyer's place charges.</param>
    public static IReadOnlyList<LineTax> OfLine(Money amount, IEnumerable<TaxComponent> components) =>
    [
        .. components.Select(component => new LineTax(
            component,
            Money.Round(amount.Minor * component.TaxableShare, amount.Currency),
            Money.Round(amount.Minor * component.Percentage / 100, amount.Currency))),
    ];

    /// <summary>The totals that an invoice prints, in the order in which the components first appear.</summary>
    public static IReadOnlyList<TaxTotal> Totals(IEnumerable<LineTax> taxes) =>
    [
        .. taxes.GroupBy(tax => tax.Component).Select(group => new TaxTotal(
            group.Key,
            group.Select(tax => tax.TaxableAmount).Aggregate((sum, next) => sum + next),
            group.Select(tax => tax.Amount).Aggregate((sum, next) => sum + next))),
    ];
}
