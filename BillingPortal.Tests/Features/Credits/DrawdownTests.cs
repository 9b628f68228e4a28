using BillingPortal.Features.Credits;
using FsCheck;
using FsCheck.Fluent;

namespace BillingPortal.Tests.Features.Credits;

public sealed class DrawdownTests
{
    private static readonly DateTime Day = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void The_lowest_priority_number_is_spent_first()
    {
        var (late, soon) = (Grant(5, priority: 1, expires: 90), Grant(5, priority: 2, expires: 1));

        Drawdown.Take([soon, late], 7).ShouldBe([new(late.GrantId, 5), new(soon.GrantId, 2)]);
    }

    [Fact]
    public void The_credit_that_expires_first_is_spent_first_and_what_never_expires_last()
    {
        var (never, late, soon) = (Grant(5), Grant(5, expires: 90), Grant(5, expires: 1));

        Drawdown.Take([never, late, soon], 12).ShouldBe([new(soon.GrantId, 5), new(late.GrantId, 5), new(never.GrantId, 2)]);
    }

    [Fact]
    public void Of_two_alike_the_older_is_spent_first()
    {
        var (younger, older) = (Grant(5, granted: 2), Grant(5, granted: 1));

        Drawdown.Take([younger, older], 6).ShouldBe([new(older.GrantId, 5), new(younger.GrantId, 1)]);
    }

    [Fact]
    public void More_than_there_is_cannot_be_taken() => Should.Throw<ArgumentException>(() => Drawdown.Take([Grant(5)], 6));

    [Fact]
    public void Nothing_is_lost_nothing_is_negative_and_the_order_in_which_grants_are_given_changes_nothing() => Prop.ForAll<NonNegativeInt[], NonNegativeInt>((seeds, wanted) =>
    {
        var grants = seeds.Select(seed => Grant(seed.Get % 50, seed.Get % 3, seed.Get % 5 == 0 ? null : seed.Get % 7, seed.Get % 4)).ToList();
        var amount = wanted.Get % (grants.Sum(grant => grant.Amount) + 1);
        var taken = Drawdown.Take(grants, amount);
        return taken.Sum(share => share.Amount) == amount
            && taken.All(share => share.Amount > 0 && share.Amount <= grants.Single(grant => grant.GrantId == share.GrantId).Amount)
            && taken.SkipLast(1).All(share => share.Amount == grants.Single(grant => grant.GrantId == share.GrantId).Amount)
            && Drawdown.Take(Enumerable.Reverse(grants), amount).SequenceEqual(taken);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Shares_dealt_over_parts_fill_every_part_and_use_up_every_share() => Prop.ForAll<PositiveInt[], PositiveInt[]>((amounts, cuts) =>
    {
        var shares = amounts.Select(amount => new CreditShare(Guid.NewGuid(), amount.Get)).ToList();
        var parts = Split(shares.Sum(share => share.Amount), [.. cuts.Select(cut => (long)cut.Get)]);
        var dealt = Drawdown.Deal(shares, parts);
        return dealt.Select(own => own.Sum(share => share.Amount)).SequenceEqual(parts)
            && dealt.SelectMany(own => own).GroupBy(share => share.GrantId).Select(own => new CreditShare(own.Key, own.Sum(share => share.Amount))).SequenceEqual(shares);
    }).QuickCheckThrowOnFailure();

    private static List<long> Split(long whole, IReadOnlyList<long> cuts)
    {
        var parts = new List<long>();
        foreach (var cut in cuts)
        {
            parts.Add(Math.Min(cut, whole));
            whole -= parts[^1];
        }
        return [.. parts, whole];
    }

    private static CreditAtHand Grant(long amount, int priority = 100, int? expires = null, int granted = 0) =>
        new(Guid.NewGuid(), CreditKind.Promotional, priority, expires is { } days ? Day.AddDays(days) : null, Day.AddDays(granted), amount);
}
