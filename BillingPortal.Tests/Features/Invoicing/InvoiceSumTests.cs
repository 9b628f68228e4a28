using BillingPortal.Features.Invoicing;
using BillingPortal.Features.Taxes;
using BillingPortal.Shared;
using FsCheck;
using FsCheck.Fluent;

namespace BillingPortal.Tests.Features.Invoicing;

public sealed class InvoiceSumTests
{
    private static readonly Period May = Period.CalendarMonth(new(2026, 5, 1, 0, 0, 0, DateTimeKind.Utc));
    private static readonly TaxComponent NewYork = new("US-NY", "New York sales tax", 4m, 1m, TaxReasons.Charged);

    [Fact]
    public void Starter_in_New_York_costs_ten_dollars_and_forty_cents()
    {
        var sum = InvoiceSum.Of([Line(10_00)], null, [NewYork], Currency.Usd);

        sum.Subtotal.ShouldBe(Money.Usd(10_00));
        sum.TaxTotal.ShouldBe(Money.Usd(40));
        sum.AmountDue.ShouldBe(Money.Usd(10_40));
        sum.Taxes.ShouldHaveSingleItem().TaxableAmount.ShouldBe(Money.Usd(10_00));
    }

    [Fact]
    public void Tax_is_rounded_on_each_line_and_not_once_on_the_sum()
    {
        var sum = InvoiceSum.Of([.. Enumerable.Repeat(Line(17_50), 4)], null, [NewYork with { Percentage = 7m }], Currency.Usd);

        sum.TaxTotal.ShouldBe(Money.Usd(4_92));
    }

    [Fact]
    public void A_promotional_credit_lowers_the_tax_as_well()
    {
        var credit = Line(-5_00) with { Kind = LineKind.Credit };
        var sum = InvoiceSum.Of([Line(10_00), credit], null, [NewYork], Currency.Usd);

        sum.Subtotal.ShouldBe(Money.Usd(10_00));
        sum.PromotionalTotal.ShouldBe(Money.Usd(5_00));
        sum.TaxTotal.ShouldBe(Money.Usd(20));
        sum.AmountDue.ShouldBe(Money.Usd(5_20));
    }

    [Fact]
    public void Whatever_the_lines_and_rates_the_totals_are_the_sums_of_what_is_printed() => Prop.ForAll<PositiveInt[], PositiveInt[]>((amounts, rates) =>
    {
        var lines = amounts.Select(amount => Line(amount.Get)).ToList();
        var components = rates.Take(3).Select((rate, index) => NewYork with { Jurisdiction = $"J{index}", Percentage = rate.Get % 3000 / 100m }).ToList();
        var sum = InvoiceSum.Of(lines, null, components, Currency.Usd);
        return sum.Lines.Sum(line => line.Line.Amount.Minor) == sum.Subtotal.Minor
            && sum.Lines.Sum(line => line.Tax.Minor) == sum.TaxTotal.Minor
            && sum.Taxes.Sum(tax => tax.Amount.Minor) == sum.TaxTotal.Minor
            && sum.AmountDue == sum.Subtotal + sum.TaxTotal
            && !sum.AmountDue.IsNegative;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_order_of_the_lines_changes_no_total() => Prop.ForAll<PositiveInt[]>(amounts =>
    {
        var lines = amounts.Select(amount => Line(amount.Get)).ToList();
        var there = InvoiceSum.Of(lines, null, [NewYork], Currency.Usd);
        var back = InvoiceSum.Of([.. Enumerable.Reverse(lines)], null, [NewYork], Currency.Usd);
        return there.AmountDue == back.AmountDue && there.TaxTotal == back.TaxTotal;
    }).QuickCheckThrowOnFailure();

    private static DraftLine Line(long cents) => new(LineKind.Plan, "Starter plan", 1, cents / 100m, Money.Usd(cents), May, "{}");
}
