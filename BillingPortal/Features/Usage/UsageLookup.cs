using BillingPortal.Data;
using BillingPortal.Features.Plans;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Usage;

/// <summary>Reads what must be known of accounts before their events are counted: for all of them together, but the events themselves.</summary>
public sealed class UsageLookup(UsageReader reader, AccountPlans plans)
{
    // Whose events reach further back reads alone, so that it does not make the others read as far.
    private const int FewDays = 3;

    internal async Task<IReadOnlyDictionary<Guid, UsageKnown>> ReadAsync(
        BillingDbContext db, IReadOnlyDictionary<Guid, IReadOnlyList<UsageInput>> inputs, DateTime now, CancellationToken ct)
    {
        List<Guid> accounts = [.. inputs.Keys];
        var histories = await plans.HistoriesAsync(db, accounts, ct);
        var caps = await db.SpendingCaps.AsNoTracking().Where(cap => EF.Parameter(accounts).Contains(cap.AccountId)).ToDictionaryAsync(cap => cap.AccountId, ct);
        var levels = await LevelsAsync(db, inputs, ct);
        var batches = new List<Batch>();
        foreach (var (account, of) in inputs) batches.Add(Place(account, of, histories[account], await EventsAsync(db, account, of, ct), now));

        var known = new Dictionary<Guid, UsageKnown>();
        foreach (var together in batches.GroupBy(batch => batch.Days.Count <= FewDays ? Guid.Empty : batch.AccountId))
        {
            var rollups = await RollupsAsync(db, [.. together], ct);
            foreach (var batch in together)
            {
                var (account, history) = (batch.AccountId, histories[batch.AccountId]);
                var spending = caps.GetValueOrDefault(account) is { } cap ? await SpendingAsync(db, cap, history, batch.Starts, ct) : null;
                known.Add(account, new(account, history, batch.Events, [.. rollups.Totals[account]], [.. rollups.Days[account]], [.. levels[account]], spending));
            }
        }
        return known;
    }

    private static async Task<List<UsageEvent>> EventsAsync(BillingDbContext db, Guid account, IReadOnlyList<UsageInput> inputs, CancellationToken ct)
    {
        var ids = inputs.SelectMany(input => new[] { input.EventId, input.Corrects }).OfType<string>().Distinct().ToList();
        return await db.UsageEvents.Where(usage => usage.AccountId == account && EF.Parameter(ids).Contains(usage.EventId)).ToListAsync(ct);
    }

    private async Task<ILookup<Guid, UsageTotal>> LevelsAsync(BillingDbContext db, IReadOnlyDictionary<Guid, IReadOnlyList<UsageInput>> inputs, CancellationToken ct)
    {
        List<Guid> accounts = [.. inputs.Where(of => of.Value.Any(IsGauge)).Select(of => of.Key)];
        return (accounts.Count == 0 ? [] : await reader.LatestLevelsAsync(db, accounts, ct)).ToLookup(total => total.AccountId);
    }

    private static bool IsGauge(UsageInput input) => Metrics.TryParse(input.Metric, out var metric) && metric.Kind() == MetricKind.Gauge;

    /// <summary>The periods and days that the events may count in: those of their times, of now, and of what they correct. A reservation counts at the level's time, which may lie ahead.</summary>
    private static Batch Place(Guid account, IReadOnlyList<UsageInput> inputs, PlanHistory history, List<UsageEvent> events, DateTime now)
    {
        var times = inputs.Select(input => input.Timestamp ?? now).Where(at => at <= now + UsageTally.Ahead).Append(now).Append(now + 2 * UsageTally.Ahead).Distinct().ToList();
        var starts = times.Select(at => history.At(at)?.Period.Start).OfType<DateTime>().Concat(events.Select(usage => usage.PeriodStart));
        return new(account, events, [.. starts], [.. times.Select(DateOnly.FromDateTime), .. events.Select(usage => usage.Day)]);
    }

    private static async Task<(ILookup<Guid, UsageTotal> Totals, ILookup<Guid, UsageDay> Days)> RollupsAsync(BillingDbContext db, IReadOnlyList<Batch> batches, CancellationToken ct)
    {
        List<Guid> accounts = [.. batches.Select(batch => batch.AccountId)];
        List<DateTime> starts = [.. batches.SelectMany(batch => batch.Starts).Distinct()];
        List<DateOnly> dates = [.. batches.SelectMany(batch => batch.Days).Distinct()];
        var totals = await db.UsageTotals.Where(t => EF.Parameter(accounts).Contains(t.AccountId) && EF.Parameter(starts).Contains(t.PeriodStart)).ToListAsync(ct);
        var days = await db.UsageDays
            .Where(d => EF.Parameter(accounts).Contains(d.AccountId) && EF.Parameter(starts).Contains(d.PeriodStart) && EF.Parameter(dates).Contains(d.Day)).ToListAsync(ct);
        return (totals.ToLookup(t => t.AccountId), days.ToLookup(d => d.AccountId));
    }

    private async Task<SpendingWatch> SpendingAsync(BillingDbContext db, SpendingCap cap, PlanHistory history, IReadOnlySet<DateTime> starts, CancellationToken ct)
    {
        var periods = new List<PeriodSpending>();
        foreach (var start in starts)
            if (history.OfPeriod(start) is { Version.IsFree: false } plan) periods.Add(new(plan.Version, plan.Period, await reader.UsedAsync(db, cap.AccountId, plan.Period, ct)));
        return new(cap, periods);
    }

    private sealed record Batch(Guid AccountId, List<UsageEvent> Events, HashSet<DateTime> Starts, HashSet<DateOnly> Days);
}
