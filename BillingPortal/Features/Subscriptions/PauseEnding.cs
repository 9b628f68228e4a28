using BillingPortal.Data;
using BillingPortal.Features.Accounts;
using BillingPortal.Features.Auditing;
using BillingPortal.Features.Emails;
using BillingPortal.Features.Plans;
using BillingPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Subscriptions;

/// <summary>Ends pauses: the plan that was paused starts again, at the price that it had, with a month that begins now.</summary>
public sealed class PauseEnding(
    IDbContextFactory<BillingDbContext> contexts, ScheduledChanges scheduled, UpgradeService upgrades, PlanTargets targets, PlanCatalogue catalogue, EmailOutbox emails, PlanEmails words, BillingClock clock, LiveChanges changes, ILogger<PauseEnding> log)
{
    private static readonly TimeSpan Again = TimeSpan.FromMinutes(10);

    public async Task ResumeDueAsync(CancellationToken ct = default)
    {
        foreach (var accountId in await DueAsync(ct))
        {
            try
            {
                await ResumeByItselfAsync(accountId, ct);
            }
            catch (Exception exception) when (exception is not OperationCanceledException || !ct.IsCancellationRequested)
            {
                log.LogWarning(exception, "The pause of account {Account} was not ended; it is tried again.", accountId);
            }
        }
    }

    /// <summary>Charges the default card for a new first month. Where that fails, the pause lasts.</summary>
    public async Task<Result<UpgradeAnswer>> ResumeAsync(Actor actor, Guid accountId, CancellationToken ct = default)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        if (await scheduled.StandingAsync(db, accountId, ct) is not { Status: ScheduledStatus.Paused } pause) return Problem.Conflict("There is nothing to resume.", "nothing_scheduled");

        var account = await db.Accounts.AsNoTracking().SingleAsync(a => a.Id == accountId, ct);
        var version = await catalogue.ByIdAsync(db, pause.FromVersionId, ct);
        if (await targets.RefusedAsync(db, account, version, ct) is { } refused) return refused;
        if (!(await upgrades.StartAgainAsync(actor, account, pause.TeamId, version, ct)).Is(out var answer, out var problem)) return problem;
        if (answer.Status != UpgradeStatus.Active) return answer;

        await emails.QueueAsync(db, words.Resumed(account, pause, version), ct);
        db.Record(actor, "plan.resumed", pause.TeamId, clock.Now, version.PlanCode);
        await db.SaveChangesAsync(ct);
        return answer;
    }

    private async Task<List<Guid>> DueAsync(CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var now = clock.Now;
        return await db.ScheduledChanges.Where(change => change.Status == ScheduledStatus.Paused && change.ResumesAt <= now).OrderBy(change => change.ResumesAt).Select(change => change.AccountId).Take(200).ToListAsync(ct);
    }

    /// <summary>Nobody is there to choose another card: a refusal makes it a cancellation, an outage is waited out.</summary>
    private async Task ResumeByItselfAsync(Guid accountId, CancellationToken ct)
    {
        var resumed = await ResumeAsync(Actor.System, accountId, ct);
        if (resumed.Value is { Status: UpgradeStatus.Active }) return;

        await using var db = await contexts.CreateDbContextAsync(ct);
        if (await scheduled.StandingAsync(db, accountId, ct) is not { Status: ScheduledStatus.Paused } pause) return;
        var why = resumed.Problem ?? Problem.Conflict("No card is on file.");
        if (why.Kind == ProblemKind.Unavailable) pause.TryAgainAt(clock.Now + Again);
        else
        {
            pause.GiveUp();
            var account = await db.Accounts.AsNoTracking().SingleAsync(a => a.Id == accountId, ct);
            await emails.QueueAsync(db, words.NotResumed(account, pause, await catalogue.ByIdAsync(db, pause.FromVersionId, ct), why), ct);
            db.Record(Actor.System, "plan.notResumed", pause.TeamId, clock.Now, why.DeclineCode ?? why.Code);
        }
        await db.SaveChangesAsync(ct);
        changes.Tell(accountId);
    }
}
