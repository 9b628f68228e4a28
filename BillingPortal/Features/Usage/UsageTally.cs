using BillingPortal.Features.Plans;

namespace BillingPortal.Features.Usage;

/// <summary>What is known of an account before a batch is counted.</summary>
internal sealed record UsageKnown(
    Guid AccountId,
    PlanHistory Plans,
    IReadOnlyList<UsageEvent> Events,
    IReadOnlyList<UsageTotal> Totals,
    IReadOnlyList<UsageDay> Days,
    IReadOnlyList<UsageTotal> Levels,
    SpendingWatch? Spending);

/// <summary>Counts one account's events, one after the other, each seeing what those before it did. Pure: what it makes and changes is the caller's to save.</summary>
internal sealed class UsageTally(UsageKnown known, long turn, DateTime now, TimeSpan grace)
{
    private const long MostTotal = 1_000_000_000_000_000_000;

    /// <summary>How far a sender's clock may be ahead of ours.</summary>
    public static readonly TimeSpan Ahead = TimeSpan.FromMinutes(5);

    private readonly Dictionary<string, UsageEvent> events = known.Events.ToDictionary(usage => usage.EventId);
    private readonly Dictionary<(Metric, DateTime), UsageTotal> totals = known.Totals.ToDictionary(total => (total.Metric, total.PeriodStart));
    private readonly Dictionary<(Metric, DateTime, DateOnly), UsageDay> days = known.Days.ToDictionary(day => (day.Metric, day.PeriodStart, day.Day));
    private readonly Dictionary<Metric, (long Level, DateTime At)> levels = known.Levels.ToDictionary(total => total.Metric, total => (total.Level, total.LevelAt!.Value));
    private readonly List<UsageEvent> accepted = [];
    private readonly List<object> rollups = [];
    private long number = turn * UsageTurns.MostEvents;

    /// <summary>The events to be stored.</summary>
    public IReadOnlyList<UsageEvent> Accepted => accepted;

    /// <summary>The rollups that there were not before.</summary>
    public IReadOnlyList<object> NewRollups => rollups;

    /// <summary>What the account's overage has come to; null for accounts without a cap.</summary>
    public SpendingWatch? Spending => known.Spending;

    public UsageResult Count(UsageInput input)
    {
        var hash = input.ContentHash();
        if (events.TryGetValue(input.EventId!, out var before))
        {
            return before.ContentHash.AsSpan().SequenceEqual(hash)
                ? new(input.EventId, UsageStatus.Duplicate)
                : new(input.EventId, UsageStatus.Refused, UsageCodes.EventIdReused);
        }
        return Refuse(input, hash, out var usage) is { } code ? new(input.EventId, UsageStatus.Refused, code) : Accept(usage!);
    }

    private string? Refuse(UsageInput input, byte[] hash, out UsageEvent? usage)
    {
        usage = null;
        if (!Metrics.TryParse(input.Metric, out var metric)) return UsageCodes.UnknownMetric;
        var at = TimeOf(input, metric);
        if (at > now + 2 * Ahead || input.Timestamp > now + Ahead || known.Plans.At(at) is not { } plan) return UsageCodes.TimestampOutOfRange;

        var target = input.Corrects is { } corrected ? events.GetValueOrDefault(corrected) : null;
        if (input.Corrects is not null)
        {
            if (target is null || target.Metric != metric || target.TeamId != input.TeamId || !target.CanTakeBack(-input.Quantity!.Value)) return UsageCodes.InvalidQuantity;
            plan = known.Plans.At(target.Timestamp)!;
        }

        usage = Event(input, metric, at, plan, target, hash);
        return IsTooMuch(usage) ? UsageCodes.InvalidQuantity : IsOverQuota(usage, plan) || known.Spending?.Refuses(usage) == true ? UsageCodes.QuotaExceeded : null;
    }

    /// <summary>A reservation counts on from the level that there is, even if a sender whose clock is ahead has just set it.</summary>
    private DateTime TimeOf(UsageInput input, Metric metric) =>
        input.Verb != UsageVerb.Track && levels.TryGetValue(metric, out var level) && level.At > now ? level.At : input.Timestamp ?? now;

    private UsageEvent Event(UsageInput input, Metric metric, DateTime at, PlanInForce plan, UsageEvent? target, byte[] hash)
    {
        var (quantity, change) = QuantityOf(input, metric);
        var isLate = now >= known.Plans.ClosesAt(plan, grace);
        return new()
        {
            AccountId = known.AccountId,
            EventId = input.EventId!,
            TeamId = input.TeamId!.Value,
            Metric = metric,
            Quantity = quantity,
            Change = change,
            Timestamp = at,
            ReceivedAt = now,
            Number = number++,
            PeriodStart = target?.PeriodStart ?? plan.Period.Start,
            Day = target?.Day ?? DateOnly.FromDateTime(at),
            IsLate = isLate,
            NotedAt = isLate || target is not null ? now : null,
            Corrects = input.Corrects,
            Metadata = input.Metadata?.GetRawText(),
            ContentHash = hash,
        };
    }

    private (long Quantity, long? Change) QuantityOf(UsageInput input, Metric metric)
    {
        var (asked, level) = (input.Quantity!.Value, levels.GetValueOrDefault(metric).Level);
        return input.Verb switch
        {
            UsageVerb.Reserve => (level + asked, asked),
            UsageVerb.Release => (Math.Max(0, level - asked), -Math.Min(level, asked)),
            _ => (asked, null),
        };
    }

    private bool IsTooMuch(UsageEvent usage) => usage.Quantity > MostTotal || (Total(usage)?.Total ?? 0) > MostTotal - usage.Quantity;

    // What gives back or shrinks is never refused, so that a team above its limit finds its way below it.
    private bool IsOverQuota(UsageEvent usage, PlanInForce plan)
    {
        var limit = plan.Version.LimitOf(usage.Metric);
        if (!limit.IsHard) return false;
        return usage.Metric.Kind() == MetricKind.Counter
            ? usage.Quantity > 0 && (Total(usage)?.Total ?? 0) + usage.Quantity > limit.Quantity
            : usage.Quantity > limit.Quantity && usage.Quantity > levels.GetValueOrDefault(usage.Metric).Level;
    }

    private UsageTotal? Total(UsageEvent usage) => totals.GetValueOrDefault((usage.Metric, usage.PeriodStart));

    private UsageResult Accept(UsageEvent usage)
    {
        if (usage.Corrects is { } corrected) events[corrected].TakeBack(-usage.Quantity);
        events.Add(usage.EventId, usage);
        accepted.Add(usage);
        TotalOf(usage).Count(usage);
        DayOf(usage).Count(usage);
        known.Spending?.Count(usage);
        if (usage.Metric.Kind() == MetricKind.Gauge && usage.Timestamp >= levels.GetValueOrDefault(usage.Metric).At) levels[usage.Metric] = (usage.Quantity, usage.Timestamp);
        return new(usage.EventId, UsageStatus.Accepted);
    }

    private UsageTotal TotalOf(UsageEvent usage)
    {
        if (Total(usage) is { } total) return total;
        total = new() { AccountId = usage.AccountId, Metric = usage.Metric, PeriodStart = usage.PeriodStart };
        totals.Add((usage.Metric, usage.PeriodStart), total);
        rollups.Add(total);
        return total;
    }

    private UsageDay DayOf(UsageEvent usage)
    {
        var key = (usage.Metric, usage.PeriodStart, usage.Day);
        if (days.TryGetValue(key, out var day)) return day;
        day = new() { AccountId = usage.AccountId, Metric = usage.Metric, PeriodStart = usage.PeriodStart, Day = usage.Day };
        days.Add(key, day);
        rollups.Add(day);
        return day;
    }
}
