using System.ComponentModel.DataAnnotations;
using BillingPortal.Data;
using BillingPortal.Features.Auditing;
using BillingPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Accounts.TaxIds;

/// <summary>How a team's tax id stands, for whoever may see where it is billed.</summary>
public sealed record TaxIdView(string TaxId, string Country, TaxIdState State, string? ConsultationNumber, string? ConfirmedBecause, DateTime? AnsweredAt, DateTime? AskAt)
{
    public static TaxIdView Of(TaxIdStanding standing) =>
        new(standing.TaxId, standing.Country, standing.State, standing.ConsultationNumber, standing.ConfirmedBecause, standing.AnsweredAt, standing.AskAt);
}

/// <summary>An id that frees nobody until it is confirmed.</summary>
public sealed record UnconfirmedTaxId(Guid AccountId, string Account, string TaxId, TaxIdState State, DateTime? AskAt);

/// <summary>What finance fills in to confirm a tax id that VIES cannot confirm.</summary>
public sealed record TaxIdConfirmation
{
    [Required(ErrorMessage = "Say where you have looked it up."), StringLength(200, ErrorMessage = "This has at most 200 characters.")]
    public string Because { get; set; } = "";
}

public sealed class TaxIdService(IDbContextFactory<BillingDbContext> contexts, BillingClock clock, LiveChanges changes)
{
    private const int Most = 200;

    /// <returns>Null where the team has given no tax id.</returns>
    public async Task<Result<TaxIdView?>> LookAsync(Actor actor, Guid teamId, CancellationToken ct = default)
    {
        if (actor.Deny(Permission.ViewBilling, teamId) is { } denied) return denied;

        await using var db = await contexts.CreateDbContextAsync(ct);
        if (await db.AccountIdOfAsync(teamId, ct) is not { } accountId) return Problem.NotFound("team");
        return await db.TaxIdStandings.AsNoTracking().FirstOrDefaultAsync(standing => standing.AccountId == accountId, ct) is { } known ? TaxIdView.Of(known) : Result<TaxIdView?>.Of(null);
    }

    /// <summary>The ids that wait for VIES or for a person, where a confirmation could free their owners.</summary>
    public async Task<Result<IReadOnlyList<UnconfirmedTaxId>>> UnconfirmedAsync(Actor actor, CancellationToken ct = default)
    {
        if (actor.Deny(Permission.ViewPlatform) is { } denied) return denied;

        TaxIdState[] open = [TaxIdState.WellFormed, TaxIdState.Waiting, TaxIdState.Unavailable];
        await using var db = await contexts.CreateDbContextAsync(ct);
        var accounts = db.Accounts;
        var rows = await db.TaxIdStandings.AsNoTracking().Where(standing => open.Contains(standing.State) && EF.Parameter(TaxIdRelief.Countries).Contains(standing.Country)).OrderBy(standing => standing.AccountId).Take(Most)
            .Join(accounts, standing => standing.AccountId, account => account.Id, (standing, account) => new { standing, account.Name }).ToListAsync(ct);
        return Result<IReadOnlyList<UnconfirmedTaxId>>.Of([.. rows.Select(row => new UnconfirmedTaxId(row.standing.AccountId, row.Name, row.standing.TaxId, row.standing.State, row.standing.AskAt))]);
    }

    /// <summary>For countries that VIES does not know, and for days on which it is down: a person has looked and says where.</summary>
    public async Task<Result<Done>> ConfirmAsync(Actor actor, Guid accountId, TaxIdConfirmation input, CancellationToken ct = default)
    {
        if (actor.Deny(Permission.ManageInvoices) is { } denied) return denied;
        if (Problem.In(input) is { } problem) return problem;

        await using var db = await contexts.CreateDbContextAsync(ct);
        if (await db.TaxIdStandings.FirstOrDefaultAsync(s => s.AccountId == accountId, ct) is not { } standing) return Problem.NotFound("tax id");
        if (standing.State == TaxIdState.Refused) return Problem.Conflict("VIES says that this id is not in force. The customer has to give another.");

        var now = clock.Now;
        standing.ConfirmByHand(input.Because.Trim(), now);
        db.Record(actor, "taxId.confirmedByHand", accountId, now, input.Because.Trim());
        try
        {
            await using var transaction = await db.Database.BeginTransactionAsync(ct);
            await db.TaxMayChangeAsync(db.Accounts.Where(account => account.Id == accountId), now, ct);
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
        }
        catch (DbUpdateConcurrencyException)
        {
            return Problem.Conflict("The tax id was changed meanwhile. Look at it again.");
        }
        changes.Tell(accountId);
        return Done.It;
    }
}
