using BillingPortal.Features.Discounts;
using BillingPortal.Shared;

namespace BillingPortal.Features.Invoicing;

/// <param name="IsCovered">Whether the code is about the line at all, even if its share is rounded to nothing.</param>
/// <param name="Amount">What is taken off.</param>
/// <param name="TakesAll">More than the code says, because what it would leave is too little to be charged.</param>
public readonly record struct LineCut(bool IsCovered, Money Amount, bool TakesAll = false);

/// <summary>Which lines a code cuts: plan and proration lines of its plans, overage if the code says so; never credit, one-off lines, or what a plan change gives back.</summary>
public static class LineDiscounts
{
    /// <returns>As many as there are lines, none negative.</returns>
    public static IReadOnlyList<LineCut> Of(IReadOnlyList<DraftLine> lines, DiscountTerms? terms, Currency currency) => terms is null
        ? [.. lines.Select(_ => new LineCut(false, Money.Zero(currency)))]
        : Cut(lines, terms, currency, takesAll: false);

    /// <summary>All of the lines that the code covers.</summary>
    public static IReadOnlyList<LineCut> Whole(IReadOnlyList<DraftLine> lines, DiscountTerms terms, Currency currency) => Cut(lines, terms, currency, takesAll: true);

    private static LineCut[] Cut(IReadOnlyList<DraftLine> lines, DiscountTerms terms, Currency currency, bool takesAll)
    {
        var cuts = Enumerable.Repeat(new LineCut(false, Money.Zero(currency)), lines.Count).ToArray();
        int[] covered = [.. Enumerable.Range(0, lines.Count).Where(i => IsCovered(lines[i], terms))];
        var givenBack = -Money.Sum(lines.Where(line => line is { Kind: LineKind.Proration, Amount.IsNegative: true }).Select(line => line.Amount), currency);
        IReadOnlyList<Money> amounts = [.. covered.Select(i => lines[i].Amount)];
        foreach (var (position, cut) in covered.Zip(takesAll ? DiscountTerms.CutAll(amounts, givenBack) : terms.Cut(amounts, givenBack))) cuts[position] = new(true, cut, takesAll);
        return cuts;
    }

    private static bool IsCovered(DraftLine line, DiscountTerms terms) => line.Amount.Minor > 0 && terms.CoversPlan(line.Plan) && line.Kind switch
    {
        LineKind.Plan or LineKind.Proration => true,
        LineKind.Overage => terms.CoversOverage,
        _ => false,
    };
}
