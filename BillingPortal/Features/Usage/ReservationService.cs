using System.Text.Json;
using BillingPortal.Data;
using BillingPortal.Features.Accounts;
using BillingPortal.Features.Plans;
using BillingPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Usage;

/// <summary>What is left after a reservation or a release.</summary>
/// <param name="EventId">As sent.</param>
/// <param name="Status">A duplicate was counted before and is not counted again.</param>
/// <param name="Metric">The name in the REST API.</param>
/// <param name="Used">A counter's sum in the current period; a gauge's level now.</param>
/// <param name="Limit">What the plan includes.</param>
/// <param name="Remaining">Never negative.</param>
/// <param name="Hard">Usage above the limit is refused, not billed.</param>
public sealed record ReservationAnswer(string EventId, UsageStatus Status, string Metric, long Used, long Limit, long Remaining, bool Hard);

/// <summary>Takes a part of a limit before it is used, and gives it back: checked and counted in one step, so that of many at once exactly those that fit are taken.</summary>
public sealed class ReservationService(IDbContextFactory<BillingDbContext> contexts, UsageQueue queue, UsageService usage, LiveChanges changes)
{
    /// <summary>Reads <c>{"metric","quantity","event_id","corrects"?}</c>. What is of the wrong type becomes what nothing accepts.</summary>
    public static UsageInput Read(JsonElement body, Guid teamId, UsageVerb verb) =>
        UsageInput.Read(body) with { TeamId = teamId, Timestamp = null, Metadata = null, Verb = verb };

    public async Task<Result<ReservationAnswer>> CountAsync(Actor actor, UsageInput asked, CancellationToken ct = default)
    {
        var teamId = asked.TeamId!.Value;
        if (actor.Deny(Permission.TrackUsage, teamId) is { } denied) return denied;
        if (Fault(asked) is { } fault) return fault;
        if (await PayerAsync(teamId, ct) is not { } accountId) return Problem.NotFound("team");

        var result = (await queue.CountAsync(accountId, [AsEvent(asked)], ct)).Single();
        if (result.Code is { } code) return Refusal(code, asked);
        if (result.Status == UsageStatus.Accepted) changes.Tell(accountId);
        if (!(await usage.QuotaAsync(actor, teamId, asked.Metric, ct)).Is(out var quota, out var problem)) return problem;
        return new ReservationAnswer(result.EventId!, result.Status, quota.Metric, quota.Used, quota.Limit, quota.Remaining, quota.Hard);
    }

    private async Task<Guid?> PayerAsync(Guid teamId, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await db.AccountIdOfAsync(teamId, ct);
    }

    private static Problem? Fault(UsageInput asked)
    {
        if ((asked with { Verb = UsageVerb.Track, Quantity = 1, Corrects = null }).Fault() is { } code) return Refusal(code, asked);
        if (asked.Quantity is not (> 0 and <= UsageInput.MostQuantity)) return Refusal(UsageCodes.InvalidQuantity, asked);
        return (IsCounter(asked), asked.Verb, asked.Corrects) switch
        {
            (true, UsageVerb.Release, null) => Problem.Invalid("corrects", "A counter only takes back what one event added: name that event here."),
            (true, UsageVerb.Release, _) or (_, _, null) => null,
            _ => Problem.Invalid("corrects", "Only what a counter releases names an event."),
        };
    }

    /// <summary>On a counter the words mean what they mean for any event: a reservation adds, a release takes back what an event added.</summary>
    private static UsageInput AsEvent(UsageInput asked) =>
        IsCounter(asked) ? asked with { Verb = UsageVerb.Track, Quantity = asked.Verb == UsageVerb.Release ? -asked.Quantity : asked.Quantity } : asked;

    private static bool IsCounter(UsageInput asked) => Metrics.TryParse(asked.Metric, out var metric) && metric.Kind() == MetricKind.Counter;

    private static Problem Refusal(string code, UsageInput asked) => code switch
    {
        UsageCodes.QuotaExceeded => Problem.Conflict("This would pass what the plan or the spending cap allows. Nothing was counted.", code),
        UsageCodes.EventIdReused => Problem.Conflict("This event id was used for something else.", code),
        UsageCodes.InvalidEventId => Problem.Invalid("event_id", "An event id is a text of 1 to 100 characters without control characters, and without blanks at its ends."),
        UsageCodes.UnknownMetric => Problem.Invalid("metric", $"There is no metric '{asked.Metric}'; there are {string.Join(", ", Metrics.All.Where(m => !m.IsDerived()).Select(m => m.Wire()))}."),
        UsageCodes.DerivedMetric => Problem.Invalid("metric", "Members are counted from the team's memberships; they cannot be reserved."),
        _ when asked.Corrects is not null => Problem.Invalid("corrects", "There is no such event of this team and metric with as much left to take back."),
        _ => Problem.Invalid("quantity", $"A quantity is a whole number from 1 to {UsageInput.MostQuantity:N0}."),
    };
}
