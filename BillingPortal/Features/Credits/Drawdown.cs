using BillingPortal.Shared;

namespace BillingPortal.Features.Credits;

/// <summary>What of one grant may be spent now.</summary>
public sealed record CreditAtHand(Guid GrantId, CreditKind Kind, int Priority, DateTime? ExpiresAt, DateTime GrantedAt, long Amount);

/// <summary>How much is taken of one grant, in minor units.</summary>
public readonly record struct CreditShare(Guid GrantId, long Amount);

/// <summary>All that an account could spend on one invoice, in the invoice's currency.</summary>
public sealed record CreditsAtHand(IReadOnlyList<CreditAtHand> Grants, Currency Currency)
{
    public Money Of(CreditKind kind) => Money.Sum(Grants.Where(grant => grant.Kind == kind).Select(grant => new Money(grant.Amount, Currency)), Currency);

    /// <summary>What is left when these shares are taken.</summary>
    public CreditsAtHand Without(IReadOnlyList<CreditShare> shares) => this with
    {
        Grants = [.. Grants.Select(grant => grant with { Amount = grant.Amount - shares.Where(share => share.GrantId == grant.GrantId).Sum(share => share.Amount) }).Where(grant => grant.Amount > 0)],
    };

    /// <summary>What is taken of each grant of a kind; the amount must be there.</summary>
    public IReadOnlyList<CreditShare> Take(CreditKind kind, Money amount) => Drawdown.Take(Grants.Where(grant => grant.Kind == kind), amount.Minor);
}

/// <summary>The order in which credit is spent: priority, then the one that expires first, then the oldest. Pure; in which order the grants are given changes nothing.</summary>
public static class Drawdown
{
    /// <returns>Shares above zero that add up to the amount.</returns>
    /// <exception cref="ArgumentException">The amount is negative, or more than there is.</exception>
    public static IReadOnlyList<CreditShare> Take(IEnumerable<CreditAtHand> grants, long amount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(amount);
        var shares = new List<CreditShare>();
        foreach (var grant in InOrder(grants))
        {
            var taken = Math.Min(grant.Amount, amount);
            if (taken <= 0) continue;
            shares.Add(new(grant.GrantId, taken));
            amount -= taken;
        }
        return amount == 0 ? shares : throw new ArgumentException($"{amount} is missing.", nameof(amount));
    }

    /// <summary>Deals shares out over parts, in order: each part says which grants it was paid from.</summary>
    public static IReadOnlyList<IReadOnlyList<CreditShare>> Deal(IReadOnlyList<CreditShare> shares, IEnumerable<long> parts)
    {
        var left = new Queue<CreditShare>(shares);
        var rest = left.TryDequeue(out var first) ? first : default;
        var dealt = new List<IReadOnlyList<CreditShare>>();
        foreach (var part in parts)
        {
            var own = new List<CreditShare>();
            for (var open = part; open > 0;)
            {
                if (rest.Amount == 0) rest = left.Dequeue();
                var taken = Math.Min(open, rest.Amount);
                own.Add(rest with { Amount = taken });
                rest = rest with { Amount = rest.Amount - taken };
                open -= taken;
            }
            dealt.Add(own);
        }
        return dealt;
    }

    public static IEnumerable<CreditAtHand> InOrder(IEnumerable<CreditAtHand> grants) =>
        grants.OrderBy(grant => grant.Priority).ThenBy(grant => grant.ExpiresAt ?? DateTime.MaxValue).ThenBy(grant => grant.GrantedAt).ThenBy(grant => grant.GrantId);
}
