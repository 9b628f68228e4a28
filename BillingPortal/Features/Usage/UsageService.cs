using BillingPortal.Data;
using BillingPortal.Features.Accounts;
using BillingPortal.Features.Plans;
using BillingPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Usage;

/// <summary>Takes usage in and says how much is used and left.</summary>
public sealed class UsageService(
    IDbContextFactory<BillingDbContext> contexts, UsageQueue queue, UsageReader reader, UsageOfMany many, AccountPlans plans, BillingClock clock, LiveChanges changes)
{
    /// <summary>Counts a batch, each event on its own: accepted, known already, or refused with a code. What is accepted is durable when this returns.</summary>
    public async Task<Result<UsageAnswer>> TrackAsync(Actor actor, UsageBatch batch, CancellationToken ct = default)
    {
        if (batch.Events.Count > UsageBatch.Most) return Problem.Invalid("events", $"One request takes at most {UsageBatch.Most:N0} events.");

        var payers = await PayersAsync(actor, batch, ct);
        var results = batch.Events.Select(input => Refuse(actor, payers, input)).ToArray();
        var sound = Enumerable.Range(0, results.Length).Where(index => results[index] is null).ToLookup(index => payers[batch.Events[index].TeamId!.Value]);
        await Task.WhenAll(sound.Select(async account =>
        {
            var counted = await queue.CountAsync(account.Key, [.. account.Select(index => batch.Events[index])], ct);
            foreach (var (index, result) in account.Zip(counted)) results[index] = result;
            if (counted.Any(result => result.Status == UsageStatus.Accepted)) changes.Tell(account.Key);
        }));
        return new UsageAnswer(results!);
    }

    /// <summary>The six meters of the team's account in the current period.</summary>
    public async Task<Result<IReadOnlyList<UsageMeter>>> MetersAsync(Actor actor, Guid teamId, CancellationToken ct = default)
    {
        if (actor.Deny(Permission.ViewUsage, teamId) is { } denied) return denied;

        await using var db = await contexts.CreateDbContextAsync(ct);
        if (await db.AccountIdOfAsync(actor, teamId, ct) is not { } accountId) return Problem.NotFound("team");

        var plan = await plans.AtAsync(db, accountId, clock.Now, ct);
        return Result<IReadOnlyList<UsageMeter>>.Of((await many.OfAccountAsync(db, accountId, ct)).Meters(plan, clock.Now));
    }

    /// <summary>What is left of one metric.</summary>
    public async Task<Result<UsageQuota>> QuotaAsync(Actor actor, Guid teamId, string? metricName, CancellationToken ct = default)
    {
        if (actor.Deny(Permission.ViewUsage, teamId) is { } denied) return denied;
        if (!Metrics.TryParse(metricName, out var metric))
            return Problem.Invalid("metric", $"There is no metric '{metricName}'; there are {string.Join(", ", Metrics.All.Select(m => m.Wire()))}.");

        await using var db = await contexts.CreateDbContextAsync(ct);
        if (await db.AccountIdOfAsync(actor, teamId, ct) is not { } accountId) return Problem.NotFound("team");

        var plan = await plans.AtAsync(db, accountId, clock.Now, ct);
        var limit = plan.Version.LimitOf(metric);
        var used = await UsedNowAsync(db, accountId, plan, metric, ct);
        return new UsageQuota(metric.Wire(), used, limit.Quantity, Math.Max(0, limit.Quantity - used), limit.IsHard);
    }

    // Members' own teams are known from the actor; only the portal's own callers need a look.
    private async Task<Dictionary<Guid, Guid>> PayersAsync(Actor actor, UsageBatch batch, CancellationToken ct)
    {
        var payers = actor.Memberships.DistinctBy(m => m.TeamId).ToDictionary(m => m.TeamId, m => m.AccountId);
        var others = actor.May(Permission.TrackUsage) ? batch.Events.Select(input => input.TeamId).OfType<Guid>().Distinct().Where(team => !payers.ContainsKey(team)).ToList() : [];
        if (others.Count == 0) return payers;

        await using var db = await contexts.CreateDbContextAsync(ct);
        foreach (var team in await db.Teams.AsNoTracking().Where(team => EF.Parameter(others).Contains(team.Id)).ToListAsync(ct)) payers.Add(team.Id, team.AccountId);
        return payers;
    }

    private static UsageResult? Refuse(Actor actor, Dictionary<Guid, Guid> payers, UsageInput input)
    {
        var code = input.TeamId is not { } team ? UsageCodes.NotFound
            : actor.Deny(Permission.TrackUsage, team) is { } denied ? denied.Code
            : !payers.ContainsKey(team) ? UsageCodes.NotFound
            : input.Fault();
        return code is null ? null : new(input.EventId, UsageStatus.Refused, code);
    }

    private async Task<long> UsedNowAsync(BillingDbContext db, Guid accountId, PlanInForce plan, Metric metric, CancellationToken ct)
    {
        if (metric == Metric.Members) return await reader.MembersAsync(db, accountId, plan.Period.End, ct);
        if (metric.Kind() == MetricKind.Gauge) return (await reader.LevelsAsync(db, accountId, ct)).GetValueOrDefault(metric);

        var used = (await reader.CountersAsync(db, accountId, plan.Period.Start, ct)).GetValueOrDefault(metric);
        return plan.Carried is { } free ? used + (await reader.CountersAsync(db, accountId, free.Start, ct)).GetValueOrDefault(metric) : used;
    }
}
