using BillingPortal.Shared;

namespace BillingPortal.Features.Subscriptions.DryRuns;

/// <summary>How many accounts a difference in minor units meets.</summary>
public sealed record DifferenceCount(long Difference, int Accounts);

/// <summary>One bar of the distribution: accounts whose difference lies within a span; those without any stand alone.</summary>
/// <param name="From">The smallest difference of the span.</param>
/// <param name="To">The largest.</param>
/// <param name="Accounts">How many.</param>
public sealed record DifferenceStep(Money From, Money To, int Accounts)
{
    private const int MostSteps = 6;

    public string Text => From == To ? Signed(From) : $"{Signed(From)} to {Signed(To)}";

    /// <summary>At most six spans below zero and six above, of one round width, so that the picture is the same size for ten accounts and for a million.</summary>
    public static IReadOnlyList<DifferenceStep> Of(IReadOnlyList<DifferenceCount> counts, Currency currency)
    {
        if (counts.Count == 0) return [];
        if (counts.Count <= MostSteps) return [.. counts.OrderBy(count => count.Difference).Select(count => new DifferenceStep(new(count.Difference, currency), new(count.Difference, currency), count.Accounts))];

        var width = Width(counts.Max(count => Math.Abs(count.Difference)));
        return [.. counts.GroupBy(count => Span(count.Difference, width)).OrderBy(of => of.Key).Select(of => Step(of.Key, width, of.Sum(count => count.Accounts), currency))];
    }

    // 1, 2 or 5 times a power of ten: the least such that six of them reach the farthest.
    private static long Width(long farthest)
    {
        for (var power = 1L; ; power *= 10)
            foreach (var width in (long[])[power, power * 2, power * 5])
                if (width >= (farthest + MostSteps - 1) / MostSteps) return width;
    }

    // Zero is 0; 1 to width is 1, the next width 2; the same below zero.
    private static long Span(long difference, long width) => Math.Sign(difference) * ((Math.Abs(difference) + width - 1) / width);

    private static DifferenceStep Step(long span, long width, int accounts, Currency currency)
    {
        var (near, far) = (Math.Sign(span) * ((Math.Abs(span) - 1) * width + 1), span * width);
        return span == 0 ? new(new(0, currency), new(0, currency), accounts) : new(new(Math.Min(near, far), currency), new(Math.Max(near, far), currency), accounts);
    }

    private static string Signed(Money amount) => amount.Minor > 0 ? $"+{amount}" : amount.ToString();
}
