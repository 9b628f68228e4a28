using BillingPortal.Features.Credits;
using BillingPortal.Features.Discounts;
using BillingPortal.Features.Invoicing;
using BillingPortal.Features.Plans;
using BillingPortal.Features.Taxes;
using BillingPortal.Shared;
using FsCheck;
using FsCheck.Fluent;

namespace BillingPortal.Tests.Features.Invoicing;

/// <summary>A whole change to a dearer plan, whatever the prices, the second, the code, the credit, the taxes and the currency.</summary>
public sealed class PlanChangePropertyTests
{
    private static readonly Period Month = Period.Month(new DateTime(2026, 1, 31, 9, 30, 0, DateTimeKind.Utc), 0);
    private static readonly Currency[] Currencies = [Currency.Usd, new("JPY"), new("KWD"), new("EUR")];

    [Fact]
    public void What_is_charged_is_what_was_shown_and_the_sum_of_its_lines() => ForAny(change =>
    {
        var shown = change.Sum();
        var held = change.Sum([.. change.Grants.Select(grant => grant with { Amount = shown.CreditShares.Where(share => share.GrantId == grant.GrantId).Sum(share => share.Amount) }).Where(grant => grant.Amount > 0)]);
        Figures(held).ShouldBe(Figures(shown), change.ToString());
        shown.Lines.Sum(line => line.Net.Minor + line.Tax.Minor).ShouldBe(shown.AmountDue.Minor, change.ToString());
        shown.Taxes.Sum(tax => tax.Amount.Minor).ShouldBe(shown.Lines.Sum(line => line.Tax.Minor), change.ToString());
    });

    [Fact]
    public void What_is_given_back_and_what_is_charged_are_two_lines_each_rounded_once() => ForAny(change =>
    {
        var (left, all, step) = ((decimal)(Month.End - change.At).TotalSeconds, (decimal)Month.Length.TotalSeconds, (decimal)change.Currency.Step);
        var proration = change.Proration;
        (Math.Abs(proration.Remaining.Minor - change.To * left / all) <= step / 2).ShouldBeTrue(change.ToString());
        (Math.Abs(-proration.Unused.Minor - change.Debited * left / all) <= step / 2).ShouldBeTrue(change.ToString());
        change.Sum().Subtotal.ShouldBe(proration.Remaining + proration.Unused, change.ToString());
        (proration.Unused.Minor <= 0 && proration.Remaining.Minor >= 0).ShouldBeTrue(change.ToString());
    });

    [Fact]
    public void Nothing_is_below_zero_and_what_is_due_is_nothing_or_can_be_charged() => ForAny(change =>
    {
        var sum = change.Sum();
        Money[] totals = [sum.Subtotal, sum.DiscountTotal, sum.PrepaidTotal, sum.Total, sum.AmountDue];
        totals.ShouldAllBe(total => !total.IsNegative, change.ToString());
        (sum.AmountDue.IsZero || SmallestCharge.Covers(sum.AmountDue)).ShouldBeTrue($"{sum.AmountDue} of {change}");
        totals.ShouldAllBe(total => total.Minor % change.Currency.Step == 0, change.ToString());
        sum.CreditShares.ShouldAllBe(share => share.Amount <= change.Grants.Single(grant => grant.GrantId == share.GrantId).Amount, change.ToString());
        if (!change.HasMoved) sum.PromotionalTotal.IsNegative.ShouldBeFalse(change.ToString());
    });

    [Fact]
    public void Computed_again_or_with_its_lines_and_grants_in_another_order_it_is_the_same() => ForAny(change =>
    {
        Figures(change.Sum()).ShouldBe(Figures(change.Sum()), change.ToString());
        var turned = change with { IsTurned = true };
        var (one, other) = (change.Sum(), turned.Sum());
        (other.Subtotal, other.DiscountTotal, other.TaxTotal, other.Total, other.AmountDue).ShouldBe((one.Subtotal, one.DiscountTotal, one.TaxTotal, one.Total, one.AmountDue), change.ToString());
        other.CreditShares.OrderBy(share => share.GrantId).ShouldBe(one.CreditShares.OrderBy(share => share.GrantId), change.ToString());
    });

    private static void ForAny(Action<AnyChange> holds) => Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed => holds(AnyChange.Of(new(seed)))).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));

    private static string Figures(InvoiceSum sum) => string.Join('\n', sum.Lines.Select(line => $"{line.Line.Kind} {line.Line.Amount.Minor} -{line.Discount.Minor} +{line.Tax.Minor} {string.Join(',', line.Line.Grants)}"));

    private sealed record AnyChange(Currency Currency, long From, long To, long Debited, DateTime At, DeservedDiscount? Discount, IReadOnlyList<CreditAtHand> Grants, TaxComponent[] Then, TaxComponent[] Now)
    {
        public bool IsTurned { get; init; }

        public bool HasMoved => Then != Now;

        public Proration Proration => new(Plan("nonprofit", From), new(new(Debited, Currency), Month, HasMoved ? Then : null), Plan("starter", To), Month, At);

        public static AnyChange Of(Random random)
        {
            var currency = Currencies[random.Next(Currencies.Length)];
            var from = random.Next(0, 5_000) * currency.Step;
            var now = Taxes(random, "Now");
            return new(
                currency, from, from + random.Next(1, 9_000) * currency.Step, random.Next(3) == 0 ? random.NextInt64(0, from / currency.Step + 1) * currency.Step : from, Month.Start.AddSeconds(random.Next(1, (int)Month.Length.TotalSeconds)),
                random.Next(3) switch { 0 => null, 1 => new(Guid.NewGuid(), new("TENTH", random.Next(1, 10_001) / 100m, null, false, [])), _ => new(Guid.NewGuid(), new("FIXED", null, new(random.Next(1, 9_000) * currency.Step, currency), false, [])) },
                [.. Enumerable.Range(0, random.Next(0, 4)).Select(n => new CreditAtHand(Guid.NewGuid(), (CreditKind)random.Next(2), n, null, Month.Start, random.Next(1, 4_000) * currency.Step))],
                random.Next(4) == 0 ? Taxes(random, "Then") : now, now);
        }

        /// <summary>As the change prices it: a code that would leave less than nothing is not borne, and a rest that is worth nothing to a card is waived as it is.</summary>
        public InvoiceSum Sum(IReadOnlyList<CreditAtHand>? held = null)
        {
            var lines = IsTurned ? Proration.Lines.Reverse().ToList() : Proration.Lines;
            var bare = InvoiceSum.Of(lines, null, Now, Currency);
            if (!SmallestCharge.Covers(bare.AmountDue)) return CreditSpending.Waived(bare);
            var hand = new CreditsAtHand([.. IsTurned ? (held ?? Grants).Reverse() : held ?? Grants], Currency);
            var sum = InvoiceSum.Of(lines, Discount, Now, Currency, hand);
            return sum.AmountDue.IsNegative ? InvoiceSum.Of(lines, null, Now, Currency, hand) : sum;
        }

        public override string ToString() => $"{Currency} {From} to {To}, debited {Debited}, at {At:O}, code {Discount?.Terms.Off}, credit {string.Join(", ", Grants.Select(grant => $"{grant.Kind} {grant.Amount}"))}, taxed {Told(Then)} then and {Told(Now)} now";

        private static string Told(TaxComponent[] taxes) => string.Join('+', taxes.Select(tax => tax.Percentage));

        private static TaxComponent[] Taxes(Random random, string place) => [.. Enumerable.Range(0, random.Next(0, 3)).Select(n => new TaxComponent($"{place}{n}", $"Tax {n}", random.Next(0, 25_000) / 1_000m, 1, TaxReasons.Charged))];

        private PlanVersion Plan(string code, long price) => new() { PlanCode = code, Name = code, Number = 1, Price = new(price, Currency), PublishedAt = Month.Start, SoldFrom = Month.Start, Limits = [], OverageRates = [] };
    }
}
