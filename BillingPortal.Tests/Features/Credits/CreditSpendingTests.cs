using BillingPortal.Features.Credits;
using BillingPortal.Features.Invoicing;
using BillingPortal.Features.Taxes;
using BillingPortal.Shared;
using FsCheck;
using FsCheck.Fluent;

namespace BillingPortal.Tests.Features.Credits;

/// <summary>Credit on an invoice: promotional before tax, prepaid after it, to the cent.</summary>
public sealed class CreditSpendingTests
{
    private static readonly TaxComponent NewYork = new("US-NY", "New York sales tax", 4m, 1, TaxReasons.Charged);
    private static readonly Period Month = Period.Month(new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc), 0);

    [Fact]
    public void Promotional_credit_lowers_what_is_taxed()
    {
        var sum = Sum([10_00], [NewYork], promotional: 4_00);

        (sum.PromotionalTotal.Minor, sum.TaxTotal.Minor, sum.Total.Minor, sum.AmountDue.Minor).ShouldBe((4_00, 24, 6_24, 6_24));
    }

    [Fact]
    public void Prepaid_credit_pays_after_tax_and_is_not_taxed_itself()
    {
        var sum = Sum([10_00], [NewYork], prepaid: 4_00);

        (sum.PrepaidTotal.Minor, sum.TaxTotal.Minor, sum.Total.Minor, sum.AmountDue.Minor).ShouldBe((4_00, 40, 10_40, 6_40));
        sum.Lines[^1].Taxes.ShouldBeEmpty();
    }

    [Fact]
    public void Promotional_credit_is_spent_before_prepaid_credit()
    {
        var sum = Sum([10_00], [NewYork], promotional: 10_00, prepaid: 5_00);

        (sum.PromotionalTotal.Minor, sum.PrepaidTotal.Minor, sum.AmountDue.Minor).ShouldBe((10_00, 0, 0));
    }

    [Fact]
    public void Credit_that_covers_all_of_many_lines_leaves_no_tax_although_each_is_rounded()
    {
        var sum = Sum([17_50, 17_50, 17_50, 17_50, 3], [NewYork with { Percentage = 7m }, NewYork with { Jurisdiction = "C", Percentage = 4.4625m }], promotional: 1_000_00);

        (sum.Total.Minor, sum.TaxTotal.Minor, sum.PromotionalTotal.Minor).ShouldBe((0, 0, 70_03));
    }

    [Theory]
    [InlineData(9_80, 0)]
    [InlineData(0, 10_20)]
    [InlineData(5_00, 5_15)]
    public void What_would_be_too_small_to_charge_is_not_left(long promotional, long prepaid)
    {
        var sum = Sum([10_00], [NewYork], promotional, prepaid);

        sum.AmountDue.Minor.ShouldBeInRange(50, 52);
    }

    [Fact]
    public void An_invoice_that_is_too_small_to_charge_takes_no_credit_unless_credit_pays_all_of_it()
    {
        Sum([30], [], promotional: 20).CreditShares.ShouldBeEmpty();
        Sum([30], [], prepaid: 29).CreditShares.ShouldBeEmpty();
        Sum([30], [], promotional: 20, prepaid: 10).CreditShares.Sum(share => share.Amount).ShouldBe(30);
    }

    [Theory]
    [InlineData(30, 4, true)]
    [InlineData(48, 4, false)]
    [InlineData(47, 4, true)]
    [InlineData(49, 0, true)]
    [InlineData(50, 0, false)]
    public void What_no_card_can_be_charged_is_waived_with_its_tax(long amount, double percent, bool isWaived)
    {
        var sum = Sum([amount], percent == 0 ? [] : [NewYork with { Percentage = (decimal)percent }]);

        sum.IsWaived.ShouldBe(isWaived);
        if (isWaived) (sum.Subtotal.Minor, sum.PromotionalTotal.Minor, sum.TaxTotal.Minor, sum.Total.Minor, sum.AmountDue.Minor).ShouldBe((amount, amount, 0, 0, 0));
        else sum.AmountDue.Minor.ShouldBe(50);
    }

    [Fact]
    public void Currencies_without_cents_have_a_smallest_charge_of_their_own()
    {
        var yen = new Currency("JPY");
        var line = new DraftLine(LineKind.Plan, "Starter plan", 1, 1500, new(1500, yen), Month, "{}");
        var sum = InvoiceSum.Of([line], null, [NewYork with { Percentage = 10m }], yen, new([Grant(CreditKind.Prepaid, 1_640)], yen));

        sum.AmountDue.ShouldBe(new Money(50, yen));
    }

    [Fact]
    public void Every_credit_line_says_which_grants_pay_it()
    {
        var grants = new[] { Grant(CreditKind.Promotional, 3_00), Grant(CreditKind.Promotional, 4_00), Grant(CreditKind.Prepaid, 1_00) };
        var sum = InvoiceSum.Of([Line(10_00), Line(20_00)], null, [NewYork], Currency.Usd, new(grants, Currency.Usd));

        foreach (var credit in sum.Lines.Where(line => line.Line.Kind == LineKind.Credit))
        {
            credit.Line.Grants.Sum(share => share.Amount).ShouldBe(-credit.Line.Amount.Minor);
            credit.Line.Grants.ShouldAllBe(share => credit.Line.Provenance.Contains(share.GrantId.ToString()));
        }
        sum.CreditShares.ShouldBe(grants.Select(grant => new CreditShare(grant.GrantId, grant.Amount)), ignoreOrder: true);
    }

    [Fact]
    public void Totals_are_never_negative_nothing_is_lost_and_what_is_due_can_be_charged() => Prop.ForAll<PositiveInt[], PositiveInt[], NonNegativeInt[]>((amounts, rates, seeds) =>
    {
        var lines = amounts.Select(amount => Line(amount.Get * 7 % 5_000 + 1)).DefaultIfEmpty(Line(10_00)).ToList();
        var components = rates.Take(3).Select((rate, index) => NewYork with { Jurisdiction = $"J{index}", Percentage = rate.Get % 3000 / 100m }).ToList();
        return IsSound(lines, components, [.. seeds.Select(seed => Grant((CreditKind)(seed.Get % 2), seed.Get * 13 % 4_000))]);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void That_holds_where_a_plan_change_gives_something_back_as_well() => Prop.ForAll<PositiveInt, PositiveInt, NonNegativeInt[]>((dearer, unused, seeds) =>
    {
        var more = dearer.Get * 31 % 9_000 + 1_00;
        DraftLine[] lines = [Line(-(unused.Get * 17 % more)) with { Kind = LineKind.Proration }, Line(more) with { Kind = LineKind.Proration }];
        TaxComponent[] components = [NewYork with { Percentage = dearer.Get % 2500 / 100m }, NewYork with { Jurisdiction = "C", Percentage = unused.Get % 900 / 100m }];
        return IsSound(lines, components, [.. seeds.Select(seed => Grant((CreditKind)(seed.Get % 2), seed.Get * 13 % 4_000))]);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Promotional_credit_that_is_large_enough_leaves_nothing_of_a_change_in_nearly_every_case_and_never_less()
    {
        var (covered, all) = (0, 0);
        for (var cents = 1_00; cents < 60_00; cents += 37, all++)
        {
            DraftLine[] lines = [Line(cents * 2) with { Kind = LineKind.Proration }, Line(-cents) with { Kind = LineKind.Proration, TaxedWith = [NewYork] }];
            var sum = InvoiceSum.Of(lines, null, [cents % 2 == 0 ? NewYork : NewYork with { Jurisdiction = "US-PA", Percentage = 6m }], Currency.Usd, new([Grant(CreditKind.Promotional, 200_00)], Currency.Usd));
            (sum.AmountDue.Minor is 0 or >= 50).ShouldBeTrue(sum.ToString());
            if (sum.AmountDue.IsZero) covered++;
        }
        covered.ShouldBeGreaterThan(all * 9 / 10);
    }

    [Fact]
    public void Dinars_are_taken_in_what_can_be_charged()
    {
        var dinar = new Currency("KWD");
        var line = new DraftLine(LineKind.Plan, "Starter plan", 1, 3, new(3_000, dinar), Month, "{}");
        foreach (var kind in Enum.GetValues<CreditKind>())
            InvoiceSum.Of([line], null, [NewYork], dinar, new([Grant(kind, 1_239)], dinar)).CreditShares.ShouldHaveSingleItem().Amount.ShouldBe(1_230);
    }

    private static bool IsSound(IReadOnlyList<DraftLine> lines, IReadOnlyList<TaxComponent> components, CreditAtHand[] grants)
    {
        var (bare, sum) = (InvoiceSum.Of(lines, null, components, Currency.Usd), InvoiceSum.Of(lines, null, components, Currency.Usd, new(grants, Currency.Usd)));
        if (bare.TaxTotal.Minor < 0 || bare.Taxes.Any(tax => tax.Amount.Minor < 0)) return true;
        Money[] totals = [sum.Subtotal, sum.PromotionalTotal, sum.PrepaidTotal, sum.Total, sum.AmountDue];
        // The legs of a change and the credit on them are rounded apart: where credit leaves nothing to pay, some cents of tax stand against as many of the lines.
        var rounding = sum.AmountDue.IsZero && lines.Any(line => line.Amount.IsNegative) ? 2 : 0;
        var shares = sum.CreditShares.ToDictionary(share => share.GrantId, share => share.Amount);
        return totals.All(total => total.Minor >= 0)
            && sum.Taxes.All(tax => tax.Amount.Minor >= -rounding)
            && sum.Subtotal == bare.Subtotal
            && sum.Lines.Sum(line => line.Line.Amount.Minor + line.Tax.Minor) == sum.AmountDue.Minor
            && grants.All(grant => shares.GetValueOrDefault(grant.GrantId) <= grant.Amount)
            && (sum.IsWaived ? shares.Count == 0 && sum.AmountDue.IsZero && bare.AmountDue.Minor is > 0 and < 50 : shares.Values.Sum() == sum.PromotionalTotal.Minor + sum.PrepaidTotal.Minor)
            && (sum.AmountDue.Minor is 0 or >= 50);
    }

    private static InvoiceSum Sum(long[] amounts, TaxComponent[] components, long promotional = 0, long prepaid = 0) => InvoiceSum.Of(
        [.. amounts.Select(Line)], null, components, Currency.Usd, new([Grant(CreditKind.Promotional, promotional), Grant(CreditKind.Prepaid, prepaid)], Currency.Usd));

    private static DraftLine Line(long cents) => new(LineKind.Plan, "Starter plan", 1, null, Money.Usd(cents), Month, "{}");

    private static CreditAtHand Grant(CreditKind kind, long amount) => new(Guid.NewGuid(), kind, 100, null, Month.Start, amount);
}
