using BillingPortal.Features.Discounts;
using BillingPortal.Shared;

namespace BillingPortal.Features.Invoicing;

/// <param name="IsCovered">Whether the code is about the line at all, even if its share is rounded to nothing.</param>
/// <param name="Amount">What is taken off.</param>
public readonly record struct LineCut(bool IsCovered, Money Amount);

/// <summary>Which lines a code cuts: plan and proration lines of its plans, overage if the code says so; never credit, one-off lines, or what a plan change gives back.</summary>
public static class LineDiscounts
{
    /// <returns>As many as there are lines, none negative.</returns>
    public static IReadOnlyList<LineCut> Of(IReadOnlyList<DraftLine> lines, DiscountTerms? terms, Currency currency)
    {
        var cuts = Enumerable.Repeat(new LineCut(false, Money.Zero(currency)), lines.Count).ToArray();
        if (terms is null) return cuts;

        int[] covered = [.. Enumerable.Range(0, lines.Count).Where(i => IsCovered(lines[i], terms))];
        var givenBack = -Money.Sum(lines.Where(line => line is { Kind: LineKind.Proration, Amount.IsNegative: true }).Select(line => line.Amount), currency);
        foreach (var (position, cut) in covered.Zip(terms.Cut([.. covered.Select(i => lines[i].Amount)], givenBack))) cuts[position] = new(true, cut);
        return cuts;
    }

    private static bool IsCovered(DraftLine line, DiscountTerms terms) => line.Amount.Minor > 0 && terms.CoversPlan(line.Plan) && line.Kind switch
    {
        LineKind.Plan or LineKind.Proration => true,
        LineKind.Overage => terms.CoversOverage,
        _ => false,
    };
}
