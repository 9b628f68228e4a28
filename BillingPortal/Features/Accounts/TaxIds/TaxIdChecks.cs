using BillingPortal.Data;
using BillingPortal.Features.Auditing;
using BillingPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Accounts.TaxIds;

/// <summary>Has tax ids confirmed: by VIES at once, again when it did not answer, and now and then afterwards, because an id can end. The rows whose time has come are the queue.</summary>
public sealed class TaxIdChecks(
    IDbContextFactory<BillingDbContext> contexts, ViesClient vies, ViesOptions options, BillingClock clock, LiveChanges changes, ILogger<TaxIdChecks> log)
{
    private const int Batch = 100;

    // How long one question has the row to itself. One that was cut off is asked again after this.
    private static readonly TimeSpan Claim = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan[] Patience = [TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15), TimeSpan.FromHours(1), TimeSpan.FromHours(4), TimeSpan.FromHours(12)];

    /// <summary>Asks for every id whose time has come. One that fails does not stop the next.</summary>
    public async Task AskDueAsync(CancellationToken ct = default)
    {
        foreach (var accountId in await DueAsync(ct))
        {
            try
            {
                await AskAsync(accountId, ct);
            }
            catch (Exception exception) when (exception is not OperationCanceledException || !ct.IsCancellationRequested)
            {
                log.LogError(exception, "The tax id of account {Account} was not checked; it is tried again.", accountId);
            }
        }
    }

    public async Task<DateTime?> NextDueAsync(CancellationToken ct = default)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await db.TaxIdStandings.Where(standing => standing.AskAt != null).OrderBy(standing => standing.AskAt).Select(standing => standing.AskAt).FirstOrDefaultAsync(ct);
    }

    /// <summary>Asks VIES for an account's id if its time has come. The claim is stored before the question leaves, and no transaction is open meanwhile.</summary>
    public async Task AskAsync(Guid accountId, CancellationToken ct = default)
    {
        var now = clock.Now;
        DateTime? claim = now + Claim;
        await using var db = await contexts.CreateDbContextAsync(ct);
        var claimed = await db.TaxIdStandings.Where(s => s.AccountId == accountId && s.AskAt <= now)
            .ExecuteUpdateAsync(set => set.SetProperty(s => s.AskAt, claim).SetProperty(s => s.Version, s => s.Version + 1), ct);
        if (claimed == 0) return;

        var standing = await db.TaxIdStandings.SingleAsync(s => s.AccountId == accountId, ct);
        if (CheckedTaxId.Stored(standing.TaxId, standing.Country) is not { } id) return;
        await KeepAsync(db, standing, await vies.AskAsync(id, ct), ct);
    }

    /// <summary>Whoever has changed the id meanwhile wins: the answer was to another question, and the new id has its own turn.</summary>
    private async Task KeepAsync(BillingDbContext db, TaxIdStanding standing, Result<ViesAnswer> asked, CancellationToken ct)
    {
        var (before, now) = (standing.State, clock.Now);
        if (asked.Is(out var answer, out _)) standing.Answer(answer, now, now + options.RecheckAfter);
        else standing.Miss(now + Patience[Math.Min(standing.Tries, Patience.Length - 1)]);
        try
        {
            await using var transaction = await db.Database.BeginTransactionAsync(ct);
            if (standing.State != before) await TellAsync(db, standing, now, ct);
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
        }
        catch (DbUpdateConcurrencyException)
        {
            return;
        }
        changes.Tell(standing.AccountId);
    }

    private static async Task TellAsync(BillingDbContext db, TaxIdStanding standing, DateTime now, CancellationToken ct)
    {
        await db.TaxMayChangeAsync(db.Accounts.Where(account => account.Id == standing.AccountId), now, ct);
        if (standing.State is TaxIdState.Confirmed or TaxIdState.Refused)
            db.Record(Actor.System, standing.State == TaxIdState.Confirmed ? "taxId.confirmed" : "taxId.refused", standing.AccountId, now, standing.ConsultationNumber ?? "no consultation number");
    }

    private async Task<List<Guid>> DueAsync(CancellationToken ct)
    {
        var now = clock.Now;
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await db.TaxIdStandings.Where(standing => standing.AskAt <= now).OrderBy(standing => standing.AskAt).Select(standing => standing.AccountId).Take(Batch).ToListAsync(ct);
    }
}
