using BillingPortal.Data;
using BillingPortal.Features.Accounts;
using BillingPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Credits;

/// <summary>Reads what credit an account has, and how it came to that.</summary>
public sealed class CreditReading(IDbContextFactory<BillingDbContext> contexts, BillingClock clock)
{
    public const int PageSize = 25;
    private const int MostGrants = 200;
    private const int MostTargets = 10;

    /// <summary>A team's account for its page: grants in the order of spending, those that are used up last; the ledger newest first, a page at a time.</summary>
    /// <param name="page">From 1 on.</param>
    public async Task<Result<CreditAccount>> AccountAsync(Actor actor, Guid teamId, int page, CancellationToken ct = default)
    {
        if (actor.Deny(Permission.ViewBilling, teamId) is { } denied) return denied;

        await using var db = await contexts.CreateDbContextAsync(ct);
        if (await db.AccountOfAsync(teamId, ct) is not { } account) return Problem.NotFound("team");

        var now = clock.Now;
        var grants = await db.CreditGrants.AsNoTracking().Where(grant => grant.AccountId == account.Id).OrderByDescending(grant => grant.GrantedAt).Take(MostGrants).ToListAsync(ct);
        var count = await db.CreditEntries.CountAsync(entry => entry.AccountId == account.Id, ct);
        var last = Math.Max(1, (count + PageSize - 1) / PageSize);
        var entries = await EntriesAsync(db, account.Id, Math.Clamp(page, 1, last), ct);
        return new CreditAccount(
            account.Id, account.Name, account.Currency, actor.May(Permission.GrantCredits), [.. InOrder(grants.Select(grant => CreditGrantView.Of(grant, now)))], entries, count);
    }

    /// <summary>For a composition that has seen to the rights of who looks.</summary>
    public async Task<CreditBalance> BalanceAsync(BillingDbContext db, Account account, CancellationToken ct = default)
    {
        var now = clock.Now;
        var grants = await db.CreditGrants.AsNoTracking()
            .Where(grant => grant.AccountId == account.Id && grant.Currency == account.Currency && (grant.Reserved > 0 || grant.Available > 0 && (grant.ExpiresAt == null || grant.ExpiresAt > now)))
            .ToListAsync(ct);
        CreditGrantView[] views = [.. InOrder(grants.Select(grant => CreditGrantView.Of(grant, now)))];
        return new(views.Sum(view => view.Left), account.Currency.Wire, views);
    }

    /// <summary>Teams by the beginning of a word of their name, or by their billing address.</summary>
    public async Task<Result<IReadOnlyList<CreditTarget>>> FindAsync(Actor actor, string text, CancellationToken ct = default)
    {
        if (actor.Deny(Permission.GrantCredits) is { } denied) return denied;

        await using var db = await contexts.CreateDbContextAsync(ct);
        var wanted = text.Trim().ToLowerInvariant();
        if (wanted.Length < 2 || wanted.Contains('\0')) return Result<IReadOnlyList<CreditTarget>>.Of([]);
#pragma warning disable CA1304, CA1311, CA1862 // Becomes LOWER(...) in the database, which knows no other way that all three providers share.
        return Result<IReadOnlyList<CreditTarget>>.Of(await db.Teams.Join(db.Accounts, team => team.AccountId, account => account.Id, (team, account) => new { team, account })
            .Where(row => row.team.Name.ToLower().Contains(wanted) || row.account.BillingEmail.ToLower().Contains(wanted))
            .OrderBy(row => row.team.Name).ThenBy(row => row.team.CreatedAt).Take(MostTargets)
            .Select(row => new CreditTarget(row.team.Id, row.account.Id, row.team.Name, row.account.BillingEmail, row.account.Currency)).ToListAsync(ct));
#pragma warning restore CA1304, CA1311, CA1862
    }

    /// <summary>The team that a grant is prepared for.</summary>
    public async Task<Result<CreditTarget>> TargetAsync(Actor actor, Guid teamId, CancellationToken ct = default)
    {
        if (actor.Deny(Permission.GrantCredits) is { } denied) return denied;

        await using var db = await contexts.CreateDbContextAsync(ct);
        var target = await db.Teams.Where(team => team.Id == teamId).Join(db.Accounts, team => team.AccountId, account => account.Id, (team, account) => new CreditTarget(team.Id, account.Id, team.Name, account.BillingEmail, account.Currency))
            .FirstOrDefaultAsync(ct);
        return target is null ? Problem.NotFound("team") : target;
    }

    private static async Task<IReadOnlyList<CreditEntryView>> EntriesAsync(BillingDbContext db, Guid accountId, int page, CancellationToken ct)
    {
        var rows = await db.CreditEntries.Where(entry => entry.AccountId == accountId).Join(db.CreditGrants, entry => entry.GrantId, grant => grant.Id, (entry, grant) => new { Entry = entry, grant.Reason })
            .OrderByDescending(row => row.Entry.At).ThenByDescending(row => row.Entry.Id).Skip((page - 1) * PageSize).Take(PageSize).AsNoTracking().ToListAsync(ct);
        return [.. rows.Select(row => View(row.Entry, row.Reason))];
    }

    private static CreditEntryView View(CreditEntry entry, string reason) => new(
        entry.Id, entry.Kind, entry.Credit, new(entry.Available, entry.Currency), new(entry.Reserved, entry.Currency), entry.At, reason,
        entry.InvoiceNumber is null ? null : entry.DraftId, entry.InvoiceNumber, entry.Note);

    private static IEnumerable<CreditGrantView> InOrder(IEnumerable<CreditGrantView> grants) => grants
        .OrderBy(grant => grant.State).ThenBy(grant => grant.Kind).ThenBy(grant => grant.Priority).ThenBy(grant => grant.ExpiresAt ?? DateTime.MaxValue).ThenBy(grant => grant.GrantedAt).ThenBy(grant => grant.Id);
}
