using BillingPortal.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace BillingPortal.Features.Usage;

/// <summary>Whoever counts an account's usage holds its row until the commit, so that requests and nodes count one after the other.</summary>
public sealed class UsageTurn
{
    public required Guid AccountId { get; init; }

    /// <summary>How many turns there have been; numbers the events.</summary>
    public long Taken { get; private set; }
}

internal static class UsageTurns
{
    /// <summary>How many events one turn may count at most.</summary>
    public const int MostEvents = 10_000;

    /// <summary>
    /// Begins a transaction in which nobody else counts for these accounts; each one's number is higher than that of every turn before. Everybody takes turns in the
    /// same order, so that no two wait for each other.
    /// </summary>
    public static async Task<(IDbContextTransaction Transaction, IReadOnlyDictionary<Guid, long> Numbers)> TakeTurnsAsync(
        this BillingDbContext db, IDbContextFactory<BillingDbContext> contexts, IReadOnlyList<Guid> accountIds, CancellationToken ct)
    {
        while (true)
        {
            var transaction = await db.Database.BeginTransactionAsync(ct);
            var without = new List<Guid>();
            foreach (var id in accountIds.Order())
                if (await db.Set<UsageTurn>().Where(turn => turn.AccountId == id).ExecuteUpdateAsync(set => set.SetProperty(t => t.Taken, t => t.Taken + 1), ct) == 0) without.Add(id);
            if (without.Count == 0)
            {
                var turns = db.Set<UsageTurn>().AsNoTracking().Where(turn => EF.Parameter(accountIds).Contains(turn.AccountId));
                return (transaction, await turns.ToDictionaryAsync(turn => turn.AccountId, turn => turn.Taken, ct));
            }
            await transaction.DisposeAsync();
            foreach (var id in without) await AddAsync(contexts, id, ct);
        }
    }

    private static async Task AddAsync(IDbContextFactory<BillingDbContext> contexts, Guid accountId, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        db.Add(new UsageTurn { AccountId = accountId });
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException)
        {
            // Somebody else may have added it first, which is just as good.
            if (!await db.Set<UsageTurn>().AsNoTracking().AnyAsync(turn => turn.AccountId == accountId, ct)) throw;
        }
    }
}
