using System.Text.Json;
using BillingPortal.Features.Credits;
using BillingPortal.Features.Taxes;
using BillingPortal.Shared;

namespace BillingPortal.Features.Invoicing;

/// <summary>
/// Puts credit on an invoice: promotional credit before tax, prepaid credit after it. Pure. Promotional credit is spread over the lines that it lowers, a negative line
/// for each, taxed like that line: as no line is lowered below zero and rounding keeps the order of amounts, no line's tax falls below zero, and all of it leaves none.
/// What would remain too small to be charged is not left: then less credit is spent. What is too small all the same is waived and takes no credit.
/// </summary>
public static class CreditSpending
{
    public const string Waiver = "waived", TooSmall = "Too small to collect";

    public static InvoiceSum On(InvoiceSum bare, CreditsAtHand credits)
    {
        var sum = Covered(bare, credits) ?? Spend(bare, credits);
        return sum.IsTooSmall ? Waived(bare) : sum;
    }

    /// <summary>
    /// The one rule for what no card can be charged, whatever has left so little: a line of its own takes it off. Every line is lowered to nothing, so that no tax is owed for
    /// what nobody pays and nothing is carried on Stripe's customer balance. Where a plan change gives something back, taxes that are rounded each on their own, or are those of
    /// two places, may not come to nothing so: then they stay, and the line takes off what is due with them.
    /// </summary>
    public static InvoiceSum Waived(InvoiceSum bare)
    {
        if (bare.AmountDue.IsZero) return bare;
        if (Base(bare) is { Minor: > 0 } whole && Lowered(bare, whole) is var waived && waived.AmountDue.IsZero && waived.Taxes.All(tax => tax.Amount.IsZero)) return waived;
        return bare.With([(WaiverLine(bare.Lines[0].Line, null, bare.AmountDue) with { IsTaxed = false }, [])]);
    }

    private static InvoiceSum Spend(InvoiceSum bare, CreditsAtHand credits)
    {
        for (var promotional = Least(credits.Of(CreditKind.Promotional), Base(bare)); ;)
        {
            var sum = WithPrepaid(WithPromotional(bare, credits, promotional), credits);
            if (promotional.Minor <= 0 || IsSound(sum, bare)) return sum;
            promotional = Less(promotional, sum);
        }
    }

    /// <summary>
    /// Where a plan change gives something back, the taxes of both legs are rounded apart, and may be those of two places: the promotional credit that leaves nothing to
    /// pay is some cents more or less than the lines come to. Null where it does not reach that far.
    /// </summary>
    private static InvoiceSum? Covered(InvoiceSum bare, CreditsAtHand credits)
    {
        if (bare.Lines.All(line => !line.Net.IsNegative)) return null;
        var most = Least(credits.Of(CreditKind.Promotional), Money.Sum(bare.Lines.Select(line => line.Net).Where(net => net.Minor > 0), bare.Currency));
        var step = new Money(bare.Currency.Step, bare.Currency);
        for (var promotional = Money.Zero(bare.Currency); promotional <= most;)
        {
            var sum = WithPromotional(bare, credits, promotional);
            if (sum.Total.Minor <= 0) return sum.Total.IsZero ? sum : null;
            var half = Least(sum.Total, new(sum.Total.Minor / 2, bare.Currency));
            promotional += half > step ? half : step;
        }
        return null;
    }

    private static InvoiceSum Lowered(InvoiceSum bare, Money whole)
    {
        SummedLine[] lowered = [.. bare.Lines.Where(line => line.Net.Minor > 0)];
        return bare.With(lowered.Zip(whole.Allocate([.. lowered.Select(line => line.Net.Minor)])).Where(share => !share.Second.IsZero).Select(share => (
            WaiverLine(share.First.Line, share.First.Line.Description, share.Second), TaxCalculation.OfLine(-share.Second, share.First.Taxes.Select(tax => tax.Component)))));
    }

    /// <summary>What is taxed: less than the lines come to where a plan change gives something back.</summary>
    private static Money Base(InvoiceSum bare) => Money.Sum(bare.Lines.Select(line => line.Net), bare.Currency);

    private static InvoiceSum WithPromotional(InvoiceSum bare, CreditsAtHand credits, Money amount)
    {
        if (amount.Minor <= 0) return bare;
        SummedLine[] lowered = [.. bare.Lines.Where(line => line.Net.Minor > 0)];
        var parts = amount.Allocate([.. lowered.Select(line => line.Net.Minor)]);
        var grants = Drawdown.Deal(credits.Take(CreditKind.Promotional, amount), parts.Select(part => part.Minor));
        return bare.With(lowered.Select((line, index) => (line, part: parts[index], grants: grants[index])).Where(share => !share.part.IsZero).Select(share => (
            Line(CreditKind.Promotional, $"Promotional credit, {Short(share.line.Line.Description)}", share.part, share.line.Line.Period, share.grants),
            TaxCalculation.OfLine(-share.part, share.line.Taxes.Select(tax => tax.Component)))));
    }

    private static InvoiceSum WithPrepaid(InvoiceSum sum, CreditsAtHand credits)
    {
        var smallest = SmallestCharge.In(sum.Currency);
        var amount = Least(credits.Of(CreditKind.Prepaid), sum.Total);
        var rest = sum.Total - amount;
        if (!rest.IsZero && rest < smallest) amount = sum.Total - smallest;
        return amount.Minor <= 0 ? sum : sum.With([(Line(CreditKind.Prepaid, "Prepaid credit", amount, sum.Lines[0].Line.Period, credits.Take(CreditKind.Prepaid, amount)), [])]);
    }

    /// <summary>
    /// Credit takes nothing below zero, and what is left can be charged. Only what a plan change gives back brings a tax below zero, of the place that the buyer has left;
    /// credit takes none further down.
    /// </summary>
    private static bool IsSound(InvoiceSum sum, InvoiceSum bare) =>
        sum.Taxes.Zip(bare.Taxes).All(tax => IsAsLow(tax.First.Amount, tax.Second.Amount) && IsAsLow(tax.First.TaxableAmount, tax.Second.TaxableAmount))
        && sum.Total.Minor >= 0 && (sum.AmountDue.IsZero || SmallestCharge.Covers(sum.AmountDue));

    private static bool IsAsLow(Money now, Money before) => now.Minor >= Math.Min(0, before.Minor);

    /// <summary>In big steps where much is missing, by one where little is: tax makes up for less than half of a step.</summary>
    private static Money Less(Money promotional, InvoiceSum sum)
    {
        var missing = SmallestCharge.In(sum.Currency) - sum.AmountDue;
        var step = new Money(sum.Total.Minor > 0 ? Math.Max(sum.Currency.Step, missing.Minor / 2) : sum.Currency.Step, sum.Currency);
        return promotional - Least(step, promotional);
    }

    private static DraftLine Line(CreditKind kind, string description, Money amount, Period period, IReadOnlyList<CreditShare> grants) =>
        new(LineKind.Credit, description, 1, null, -amount, period, JsonSerializer.Serialize(
            new { Formula = "credit", Kind = JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString()), Grants = grants.Select(share => new { share.GrantId, share.Amount }) }, InvoiceComposer.Wire))
        {
            Credit = kind, Grants = grants,
        };

    private static DraftLine WaiverLine(DraftLine line, string? of, Money part) =>
        new(LineKind.Credit, of is null ? TooSmall : $"{TooSmall}, {Short(of)}", 1, null, -part, line.Period, JsonSerializer.Serialize(
            new { Formula = Waiver, Kind = "promotional", Waived = part.Minor, SmallestCharge = SmallestCharge.In(part.Currency).Minor }, InvoiceComposer.Wire))
        {
            Credit = CreditKind.Promotional,
        };

    /// <summary>A one-off line may have a long description of its own.</summary>
    private static string Short(string description) => description.Length <= 300 ? description : description[..299] + "…";

    /// <summary>In what can be charged: of credit in thousandths of a dinar the tens.</summary>
    private static Money Least(Money one, Money other)
    {
        var least = one < other ? one : other;
        return least - new Money(least.Minor % least.Currency.Step, least.Currency);
    }
}
