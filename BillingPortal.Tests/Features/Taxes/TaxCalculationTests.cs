using BillingPortal.Features.Taxes;
using BillingPortal.Shared;
using FsCheck;
using FsCheck.Fluent;

namespace BillingPortal.Tests.Features.Taxes;

public sealed class TaxCalculationTests
{
    private static readonly TaxComponent NewYork = new("US-NY", "New York sales tax", 4, 1, TaxReasons.Charged);
    private static readonly TaxComponent Texas = new("US-TX", "Texas sales tax (6.25 % on 80 %)", 5, 0.8m, TaxReasons.PartlyCharged);
    private static readonly TaxComponent Gst = new("CA", "Canada GST", 5, 1, TaxReasons.Charged);
    private static readonly TaxComponent Qst = new("CA-QC", "Quebec QST", 9.975m, 1, TaxReasons.Charged);

    [Fact]
    public void Four_lines_of_17_50_at_7_percent_bear_4_92_because_each_line_is_rounded_up_on_its_own()
    {
        var seven = new TaxComponent("DE", "Germany VAT", 7, 1, TaxReasons.Charged);
        var lines = Enumerable.Repeat(Money.Usd(17_50), 4).SelectMany(line => TaxCalculation.OfLine(line, [seven]));
        TaxCalculation.Totals(lines).Single().Amount.ShouldBe(Money.Usd(4_92));
    }

    [Fact]
    public void Starter_in_New_York_bears_forty_cents() =>
        TaxCalculation.OfLine(Money.Usd(10_00), [NewYork]).Single().ShouldBe(new(NewYork, Money.Usd(10_00), Money.Usd(40)));

    [Fact]
    public void Texas_taxes_eighty_percent_of_the_price() =>
        TaxCalculation.OfLine(Money.Usd(10_00), [Texas]).Single().ShouldBe(new(Texas, Money.Usd(8_00), Money.Usd(50)));

    [Fact]
    public void Quebec_charges_both_taxes_on_the_price_without_tax() =>
        TaxCalculation.OfLine(Money.Usd(10_00), [Gst, Qst]).Select(tax => tax.Amount.Minor).ShouldBe([50, 100]);

    [Fact]
    public void A_promotional_credit_takes_the_tax_of_what_it_reduces_with_it()
    {
        var taxes = new[] { Money.Usd(10_00), Money.Usd(-10_00) }.SelectMany(line => TaxCalculation.OfLine(line, [Gst, Qst]));
        TaxCalculation.Totals(taxes).ShouldAllBe(total => total.Amount.IsZero && total.TaxableAmount.IsZero);
    }

    [Fact]
    public void A_tax_that_is_not_collected_is_listed_at_nothing_with_its_reason()
    {
        var none = new TaxComponent("US-NY", "New York sales tax", 0, 1, TaxReasons.NotCollecting);
        var total = TaxCalculation.Totals(TaxCalculation.OfLine(Money.Usd(10_00), [none])).Single();
        (total.Amount, total.Component.Reason).ShouldBe((Money.Usd(0), "not_collecting"));
    }

    [Fact]
    public void Totals_are_the_sum_of_their_lines_never_negative_and_the_same_in_any_order_and_however_often_they_are_computed() =>
        Prop.ForAll(Arb.From(Lines()), lines =>
        {
            var taxes = lines.SelectMany(line => TaxCalculation.OfLine(line, [Gst, Qst])).ToList();
            var totals = TaxCalculation.Totals(taxes);
            var backwards = TaxCalculation.Totals(lines.Reverse().SelectMany(line => TaxCalculation.OfLine(line, [Qst, Gst])));
            return totals.Sum(total => total.Amount.Minor) == taxes.Sum(tax => tax.Amount.Minor)
                && totals.All(total => !total.Amount.IsNegative && !total.TaxableAmount.IsNegative)
                && totals.ToHashSet().SetEquals(backwards)
                && totals.SequenceEqual(TaxCalculation.Totals(taxes));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_lines_tax_is_never_more_than_half_a_cent_from_the_exact_one() => Prop.ForAll<int>(cents =>
        TaxCalculation.OfLine(Money.Usd(cents), [Gst, Qst, Texas]).All(tax => Math.Abs(tax.Amount.Minor - cents * tax.Component.Percentage / 100) <= 0.5m)).QuickCheckThrowOnFailure();

    private static Gen<Money[]> Lines() => Gen.Choose(1, 30).SelectMany(count => Gen.Choose(0, 1_000_000).Select(cents => Money.Usd(cents)).ArrayOf(count));
}
