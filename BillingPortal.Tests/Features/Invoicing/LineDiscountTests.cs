using BillingPortal.Features.Discounts;
using BillingPortal.Features.Invoicing;
using BillingPortal.Features.Taxes;
using BillingPortal.Shared;
using FsCheck;
using FsCheck.Fluent;

namespace BillingPortal.Tests.Features.Invoicing;

/// <summary>What a code does to an invoice: which lines it cuts, and what is taxed after.</summary>
public sealed class LineDiscountTests
{
    private static readonly Period May = Period.CalendarMonth(new(2026, 5, 1, 0, 0, 0, DateTimeKind.Utc));
    private static readonly TaxComponent NewYork = new("US-NY", "New York sales tax", 4m, 1m, TaxReasons.Charged);
    private static readonly DiscountTerms Fifth = new("LAUNCH20", 20m, null, false, []);

    [Fact]
    public void Tax_is_on_what_the_discount_leaves()
    {
        var sum = Sum(Fifth, Line(LineKind.Plan, 10_00));

        sum.Subtotal.ShouldBe(Money.Usd(10_00));
        sum.DiscountTotal.ShouldBe(Money.Usd(2_00));
        sum.TaxTotal.ShouldBe(Money.Usd(32));
        sum.AmountDue.ShouldBe(Money.Usd(8_32));
        sum.Taxes.ShouldHaveSingleItem().TaxableAmount.ShouldBe(Money.Usd(8_00));
    }

    [Fact]
    public void Overage_is_cut_only_if_the_code_says_so_and_credit_and_one_off_lines_never()
    {
        DraftLine[] lines = [Line(LineKind.Plan, 10_00), Line(LineKind.Overage, 20_00), Line(LineKind.OneOff, 30_00), Line(LineKind.Credit, -5_00)];

        Sum(Fifth, lines).Lines.Select(line => line.Discount.Minor).ShouldBe([2_00, 0, 0, 0]);
        Sum(Fifth with { CoversOverage = true }, lines).Lines.Select(line => line.Discount.Minor).ShouldBe([2_00, 4_00, 0, 0]);
    }

    [Fact]
    public void A_code_for_one_plan_cuts_no_line_of_another()
    {
        var starter = Fifth with { Plans = ["starter"] };

        Sum(starter, Line(LineKind.Plan, 10_00, "starter")).DiscountTotal.ShouldBe(Money.Usd(2_00));
        Sum(starter, Line(LineKind.Plan, 10_00, "nonprofit")).Discount.ShouldBeNull();
    }

    [Fact]
    public void An_invoice_without_a_line_that_the_code_covers_does_not_bear_it()
    {
        var sum = Sum(Fifth, Line(LineKind.Overage, 20_00));

        sum.DiscountTotal.IsZero.ShouldBeTrue();
        sum.Discount.ShouldBeNull();
    }

    [Fact]
    public void On_a_plan_change_the_new_plan_is_cut_and_what_is_given_back_is_not()
    {
        var sum = Sum(Fifth, Line(LineKind.Proration, -6_34, "starter"), Line(LineKind.Proration, 15_85, "growth"));

        sum.Lines.Select(line => line.Discount.Minor).ShouldBe([0, 3_17]);
        sum.DiscountTotal.ShouldBe(Money.Usd(3_17));
    }

    [Fact]
    public void A_code_never_turns_what_is_given_back_into_a_payout() =>
        Sum(Fifth with { PercentOff = 100m, Plans = ["growth"] }, Line(LineKind.Proration, -6_34, "starter"), Line(LineKind.Proration, 15_85, "growth")).AmountDue.ShouldBe(Money.Usd(0));

    [Theory]
    [InlineData(5_00, 95, 4_75, true)]
    [InlineData(5_00, 90, 4_50, false)]
    [InlineData(1_00, 60, 60, true)]
    public void A_code_takes_what_it_says_and_what_it_leaves_too_small_for_a_card_is_waived_as_anything_is(long price, int percent, long discount, bool isWaived)
    {
        var sum = InvoiceSum.Of([Line(LineKind.Plan, price)], new(Guid.NewGuid(), Fifth with { PercentOff = percent }), [NewYork], Currency.Usd, new([], Currency.Usd));

        (sum.DiscountTotal.Minor, sum.IsWaived).ShouldBe((discount, isWaived));
        (sum.AmountDue.Minor, sum.TaxTotal.Minor).ShouldBe(isWaived ? (0, 0) : (52, 2));
    }

    [Fact]
    public void An_amount_in_thousandths_of_a_dinar_takes_off_what_can_be_charged()
    {
        var dinar = new Currency("KWD");
        DraftLine[] lines = [.. new long[] { 3_000, 1_000, 2_000 }.Select(minor => new DraftLine(LineKind.Plan, "Plan", 1, null, new(minor, dinar), May, "{}"))];
        var sum = InvoiceSum.Of(lines, new(Guid.NewGuid(), new("FILS", null, new(1_237, dinar), false, [])), [], dinar);

        sum.Lines.Select(line => line.Discount.Minor).ShouldBe([620, 200, 410], "the tens that are left over go to the largest remainders");
    }

    [Fact]
    public void Whatever_the_lines_and_the_code_the_totals_are_the_sums_of_the_lines() => Prop.ForAll(AnyLines, AnyTerms, (lines, terms) =>
    {
        var sum = Sum(terms, lines);
        return sum.Lines.Sum(line => line.Discount.Minor) == sum.DiscountTotal.Minor
            && sum.Lines.All(line => line.Discount.Minor >= 0 && (line.Discount.IsZero || line.Discount <= line.Line.Amount))
            && sum.DiscountTotal <= sum.Subtotal
            && sum.Lines.Sum(line => line.Tax.Minor) == sum.TaxTotal.Minor
            && sum.AmountDue == sum.Subtotal - sum.DiscountTotal + sum.TaxTotal
            && !sum.AmountDue.IsNegative
            && (sum.Discount is null) == sum.DiscountTotal.IsZero;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_order_of_the_lines_changes_no_discount() => Prop.ForAll(AnyLines, AnyTerms, (lines, terms) =>
        Sum(terms, lines).DiscountTotal == Sum(terms, [.. Enumerable.Reverse(lines)]).DiscountTotal).QuickCheckThrowOnFailure();

    [Fact]
    public void Computed_again_it_is_the_same() => Prop.ForAll(AnyLines, AnyTerms, (lines, terms) =>
        Sum(terms, lines).Lines.Select(line => (line.Discount, line.Tax)).SequenceEqual(Sum(terms, lines).Lines.Select(line => (line.Discount, line.Tax)))).QuickCheckThrowOnFailure();

    private static Arbitrary<DraftLine[]> AnyLines => Gen.Choose(1, 100_000)
        .SelectMany(amount => Gen.Elements(LineKind.Plan, LineKind.Proration, LineKind.Overage, LineKind.OneOff), (amount, kind) => Line(kind, amount)).NonEmptyListOf().Select(lines => lines.ToArray()).ToArbitrary();

    private static Arbitrary<DiscountTerms> AnyTerms => Gen.OneOf(
        Gen.Choose(1, 10_000).Select(basis => Fifth with { PercentOff = basis / 100m, CoversOverage = basis % 2 == 0 }),
        Gen.Choose(1, 200_000).Select(off => Fifth with { PercentOff = null, AmountOff = Money.Usd(off), CoversOverage = off % 2 == 0 })).ToArbitrary();

    private static InvoiceSum Sum(DiscountTerms terms, params DraftLine[] lines) => InvoiceSum.Of(lines, new(Guid.NewGuid(), terms), [NewYork], Currency.Usd);

    private static DraftLine Line(LineKind kind, long cents, string? plan = null) => new(kind, kind.ToString(), 1, cents / 100m, Money.Usd(cents), May, "{}") { Plan = plan };
}
