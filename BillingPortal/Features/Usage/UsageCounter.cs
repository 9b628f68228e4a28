using BillingPortal.Data;
using BillingPortal.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace BillingPortal.Features.Usage;

/// <summary>From the section <c>Billing</c>.</summary>
public sealed class UsageOptions
{
    /// <summary>How long after a period's end its events are still taken for it.</summary>
    public TimeSpan UsageGrace { get; set; } = TimeSpan.FromHours(1);
}

/// <summary>Counts sound events: events, rollups and alerts in one transaction, in a handful of statements however many events there are.</summary>
public sealed class UsageCounter(
    IDbContextFactory<BillingDbContext> contexts, UsageLookup lookup, SpendingAlerts alerts, BillingClock clock, IOptions<UsageOptions> options)
{
    /// <returns>The answers to each order's events.</returns>
    public async Task<IReadOnlyList<IReadOnlyList<UsageResult>>> CountAsync(IReadOnlyList<UsageOrder> orders, CancellationToken ct = default)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var inputs = orders.GroupBy(order => order.AccountId).ToDictionary(of => of.Key, of => (IReadOnlyList<UsageInput>)[.. of.SelectMany(order => order.Inputs)]);
        var (transaction, turns) = await db.TakeTurnsAsync(contexts, [.. inputs.Keys], ct);
        await using var _ = transaction;
        var now = clock.Now;
        var known = await lookup.ReadAsync(db, inputs, now, ct);
        var tallies = known.ToDictionary(of => of.Key, of => new UsageTally(of.Value, turns[of.Key], now, options.Value.UsageGrace));
        IReadOnlyList<UsageResult>[] results = [.. orders.Select(order => (UsageResult[])[.. order.Inputs.Select(tallies[order.AccountId].Count)])];

        await SaveAsync(db, tallies, ct);
        await transaction.CommitAsync(ct);
        return results;
    }

    private async Task SaveAsync(BillingDbContext db, Dictionary<Guid, UsageTally> tallies, CancellationToken ct)
    {
        foreach (var tally in tallies.Values) db.AddRange(tally.NewRollups);
        foreach (var (account, tally) in tallies)
            if (tally.Spending is { } spending) await alerts.QueueAsync(db, account, spending, ct);
        await db.SaveChangesAsync(ct);
        await UsageEventRows.InsertAsync(db, [.. tallies.Values.SelectMany(tally => tally.Accepted)], ct);
    }
}
