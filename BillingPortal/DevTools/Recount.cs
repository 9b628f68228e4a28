using BillingPortal.Data;
using BillingPortal.Features.Accounts;
using BillingPortal.Features.Usage;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.DevTools;

/// <summary><c>recount</c>: counts every account's usage events again and compares them with the rollups that bills are made from. Only reads; 1 where anything differs.</summary>
internal static class Recount
{
    public static async Task<int> RunAsync(WebApplication app, string[] words)
    {
        if (words.Length > 0) throw Verb.Misused("recount");
        await app.MigrateDatabaseAsync();
        await using var db = await app.Services.GetRequiredService<IDbContextFactory<BillingDbContext>>().CreateDbContextAsync();
        var (accounts, differences) = (0, 0);
        await foreach (var account in AccountsAsync(db))
        {
            accounts++;
            foreach (var difference in await UsageRecount.DifferencesAsync(db, account.Id))
            {
                differences++;
                await Console.Out.WriteLineAsync($"{account.Name} ({account.Id}), {difference}");
            }
        }
        await Console.Out.WriteLineAsync(differences == 0 ? $"The rollups of {accounts:N0} accounts equal their events." : $"{differences:N0} rollups differ from their events.");
        return differences == 0 ? 0 : 1;
    }

    /// <summary>By and by, so that the connection is free for each account's own look.</summary>
    private static async IAsyncEnumerable<(Guid Id, string Name)> AccountsAsync(BillingDbContext db)
    {
        const int batch = 500;
        for (var read = 0; ; read += batch)
        {
            var accounts = await db.Accounts.OrderBy(account => account.Id).Skip(read).Take(batch).Select(account => new { account.Id, account.Name }).ToListAsync();
            foreach (var account in accounts) yield return (account.Id, account.Name);
            if (accounts.Count < batch) yield break;
        }
    }
}
