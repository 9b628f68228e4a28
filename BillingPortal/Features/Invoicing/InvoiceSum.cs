using BillingPortal.Features.Credits;
using BillingPortal.Features.Discounts;
using BillingPortal.Features.Plans;
using BillingPortal.Features.Taxes;
using BillingPortal.Shared;

namespace BillingPortal.Features.Invoicing;

/// <summary>A line before discounts and tax. Credits are negative, and so is what a plan change gives back.</summary>
public sealed record DraftLine(LineKind Kind, string Description, decimal Quantity, decimal? UnitAmount, Money Amount, Period Period, string Provenance)
{
    public Metric? Metric { get; init; }

    /// <summary>The plan that the line is for; a discount code may be for certain plans only.</summary>
    public string? Plan { get; init; }

    /// <summary>Of a credit line: before tax or after it.</summary>
    public CreditKind? Credit { get; init; }

    /// <summary>Of a credit line: the grants that pay it, which add up to it.</summary>
    public IReadOnlyList<CreditShare> Grants { get; init; } = [];

    /// <summary>False for what no tax is about: a deposit, damages, what was laid out for the buyer.</summary>
    public bool IsTaxed { get; init; } = true;

    public bool IsPrepaid => Credit == CreditKind.Prepaid;

    /// <summary>Of a line that gives something back: the taxes that were charged on it then, as the buyer may have moved since; null for those of the invoice.</summary>
    public IReadOnlyList<TaxComponent>? TaxedWith { get; init; }
}

public sealed record SummedLine(DraftLine Line, LineCut Cut, IReadOnlyList<LineTax> Taxes)
{
    public Money Discount => Cut.Amount;

    /// <summary>What is taxed.</summary>
    public Money Net => Line.Amount - Discount;

    public Money Tax => Money.Sum(Taxes.Select(tax => tax.Amount), Line.Amount.Currency);
}

/// <summary>Lines, taxes and totals of one invoice, in the billing order: lines, discounts, promotional credits, tax per line, prepaid credits, amount due. Pure.</summary>
/// <param name="Discount">Null where nothing is cut: then the invoice is none that the code counts.</param>
public sealed record InvoiceSum(IReadOnlyList<SummedLine> Lines, DeservedDiscount? Discount, IReadOnlyList<TaxTotal> Taxes, IReadOnlyList<TaxComponent> Components, Currency Currency)
{
    /// <summary>On what the taxes rest, as the invoice keeps it.</summary>
    public TaxBasis? Basis { get; init; }

    public Money Subtotal => Sum(line => line.Kind != LineKind.Credit);

    public Money DiscountTotal => Money.Sum(Lines.Select(line => line.Discount), Currency);

    public Money PromotionalTotal => -Sum(line => line.Kind == LineKind.Credit && !line.IsPrepaid);

    public Money PrepaidTotal => -Sum(line => line.IsPrepaid);

    public Money TaxTotal => Money.Sum(Taxes.Select(tax => tax.Amount), Currency);

    public Money Total => Subtotal - DiscountTotal - PromotionalTotal + TaxTotal;

    public Money AmountDue => Total - PrepaidTotal;

    /// <summary>Whether all of it is taken off, because it is too small to be collected.</summary>
    public bool IsWaived => Lines.Any(line => line.Line.Kind == LineKind.Credit && LineProvenance.IsWaiver(line.Line.Provenance));

    /// <summary>What its credit lines take of each grant.</summary>
    public IReadOnlyList<CreditShare> CreditShares =>
        [.. Lines.SelectMany(line => line.Line.Grants).GroupBy(share => share.GrantId).Select(shares => new CreditShare(shares.Key, shares.Sum(share => share.Amount)))];

    /// <summary>Whether something is due, and it is too little for a card to be charged.</summary>
    public bool IsTooSmall => AmountDue.Minor > 0 && !SmallestCharge.Covers(AmountDue);

    /// <param name="lines">Without credit lines: those are made here.</param>
    /// <param name="discount">What the invoice deserves, if anything.</param>
    /// <param name="components">The taxes of the buyer's place.</param>
    /// <param name="currency">Of all of it.</param>
    /// <param name="credits">What may be spent on it; null for none.</param>
    public static InvoiceSum Of(IReadOnlyList<DraftLine> lines, DeservedDiscount? discount, IReadOnlyList<TaxComponent> components, Currency currency, CreditsAtHand? credits = null)
    {
        var cuts = LineDiscounts.Of(lines, discount?.Terms, currency);
        SummedLine[] summed = [.. lines.Zip(cuts, (line, cut) => new SummedLine(line, cut, TaxCalculation.OfLine(line.Amount - cut.Amount, TaxesOf(line, components))))];
        var bare = new InvoiceSum(summed, cuts.Any(cut => !cut.Amount.IsZero) ? discount : null, TaxCalculation.Totals(summed.SelectMany(line => line.Taxes)), components, currency);
        return credits is null ? bare : CreditSpending.On(bare, credits);
    }

    /// <summary>The same invoice with more lines, which nothing is cut from.</summary>
    public InvoiceSum With(IEnumerable<(DraftLine Line, IReadOnlyList<LineTax> Taxes)> more)
    {
        SummedLine[] all = [.. Lines, .. more.Select(added => new SummedLine(added.Line, new(false, Money.Zero(Currency)), added.Taxes))];
        return this with { Lines = all, Taxes = TaxCalculation.Totals(all.SelectMany(line => line.Taxes)) };
    }

    /// <summary>Where the same taxes were charged then as are now, they are the invoice's: under one name, in one sum.</summary>
    private static IReadOnlyList<TaxComponent> TaxesOf(DraftLine line, IReadOnlyList<TaxComponent> components) => !line.IsTaxed ? []
        : line.TaxedWith is { } then && !Charged(then).SetEquals(Charged(components)) ? then : components;

    private static HashSet<(string Jurisdiction, decimal Percentage)> Charged(IEnumerable<TaxComponent> components) =>
        [.. components.Where(tax => tax.IsCharged).Select(tax => (tax.Jurisdiction, tax.Percentage))];

    private Money Sum(Func<DraftLine, bool> which) => Money.Sum(Lines.Select(line => line.Line).Where(which).Select(line => line.Amount), Currency);
}
