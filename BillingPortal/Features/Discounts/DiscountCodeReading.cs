using System.Globalization;
using BillingPortal.Data;
using BillingPortal.Features.Accounts;
using BillingPortal.Features.Plans;
using BillingPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Discounts;

/// <summary>A batch's codes as a file.</summary>
public sealed record CodesFile(string Name, string Csv);

/// <summary>Looks at codes and what they have done, and says to a buyer whether one would be taken.</summary>
public sealed class DiscountCodeReading(IDbContextFactory<BillingDbContext> contexts, Redemptions redemptions, BillingClock clock)
{
    /// <summary>The codes that have a name of their own, newest first; those of a batch stand in its file.</summary>
    public async Task<Result<Page<DiscountCodeView>>> ListAsync(Actor actor, PageRequest page, CancellationToken ct = default)
    {
        if (actor.Deny(Permission.ViewDiscounts) is { } denied) return denied;

        await using var db = await contexts.CreateDbContextAsync(ct);
        var codes = db.DiscountCodes.AsNoTracking().Where(code => code.BatchId == null);
        if (page.Cursor is not null)
        {
            if (Cursor(page.Cursor) is not { } after) return Problem.Invalid("cursor", "This cursor is not one of ours.");
            codes = codes.Where(code => code.CreatedAt < after.CreatedAt || (code.CreatedAt == after.CreatedAt && string.Compare(code.Code, after.Code) > 0));
        }
        var rows = await codes.OrderByDescending(code => code.CreatedAt).ThenBy(code => code.Code).Take(page.Size + 1).ToListAsync(ct);
        var cut = page.Cut(rows, code => $"{code.CreatedAt.Ticks}_{code.Code}");
        var totals = await TotalsAsync(db, [.. cut.Data.Select(code => code.Id)], ct);
        return new Page<DiscountCodeView>([.. cut.Data.Select(code => DiscountCodeView.Of(code, [.. totals[code.Id]], clock.Now))], cut.NextCursor);
    }

    public async Task<Result<DiscountCodeView>> GetAsync(Actor actor, Guid codeId, CancellationToken ct = default)
    {
        if (actor.Deny(Permission.ViewDiscounts) is { } denied) return denied;

        await using var db = await contexts.CreateDbContextAsync(ct);
        var code = await db.DiscountCodes.AsNoTracking().FirstOrDefaultAsync(c => c.Id == codeId, ct);
        return code is null ? Problem.NotFound("discount code") : DiscountCodeView.Of(code, [.. (await TotalsAsync(db, [codeId], ct))[codeId]], clock.Now);
    }

    public async Task<Result<Page<DiscountBatchView>>> BatchesAsync(Actor actor, CancellationToken ct = default)
    {
        if (actor.Deny(Permission.ViewDiscounts) is { } denied) return denied;

        await using var db = await contexts.CreateDbContextAsync(ct);
        var codes = db.DiscountCodes;
        var batches = await db.DiscountBatches.AsNoTracking().OrderByDescending(batch => batch.CreatedAt).Take(PageRequest.Most)
            .Select(batch => new { Batch = batch, Redeemed = codes.Where(code => code.BatchId == batch.Id).Sum(code => code.Taken) }).ToListAsync(ct);
        return new Page<DiscountBatchView>([.. batches.Select(row => DiscountBatchView.Of(row.Batch, row.Redeemed))], null);
    }

    public async Task<Result<CodesFile>> FileAsync(Actor actor, Guid batchId, CancellationToken ct = default)
    {
        if (actor.Deny(Permission.ViewDiscounts) is { } denied) return denied;

        await using var db = await contexts.CreateDbContextAsync(ct);
        if (await db.DiscountBatches.AsNoTracking().FirstOrDefaultAsync(b => b.Id == batchId, ct) is not { } batch) return Problem.NotFound("batch of discount codes");
        var now = clock.Now;
        var codes = await db.DiscountCodes.AsNoTracking().Where(code => code.BatchId == batchId).OrderBy(code => code.Code).ToListAsync(ct);
        var rows = codes.Select(code => $"{Csv.Text(code.Code)},{Csv.Text(code.Terms.Off)},{code.ExpiresAt?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)},{Status(code, now)}\r\n");
        return new CodesFile($"{batch.Prefix}-{batch.CreatedAt:yyyy-MM-dd}.csv", "code,off,expires,state\r\n" + string.Concat(rows));
    }

    /// <summary>The plans that a code can be for, by code and name.</summary>
    public async Task<IReadOnlyList<KeyValuePair<string, string>>> PaidPlansAsync(CancellationToken ct = default)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var versions = await db.PlanVersions.Where(version => version.PlanCode != PlanCodes.Free).OrderByDescending(version => version.Number)
            .Select(version => new { version.PlanCode, version.Name }).ToListAsync(ct);
        return [.. versions.DistinctBy(version => version.PlanCode).OrderBy(version => version.Name).Select(version => new KeyValuePair<string, string>(version.PlanCode, version.Name))];
    }

    /// <summary>Whether this team's account may use a code for a plan; nothing is held by asking.</summary>
    public async Task<Result<CodeOffer>> TryAsync(Actor actor, Guid teamId, string typed, string planCode, CancellationToken ct = default)
    {
        if (actor.Deny(Permission.ManageBilling, teamId) is { } denied) return denied;

        await using var db = await contexts.CreateDbContextAsync(ct);
        if (await db.AccountOfAsync(teamId, ct) is not { } account) return Problem.NotFound("team");
        return (await redemptions.CheckAsync(db, account, typed, planCode, ct)).Is(out var code, out var refused) ? new CodeOffer(code.Code, code.Terms.Off, DiscountWords.ForBuyer(code)) : refused;
    }

    private static string Status(DiscountCode code, DateTime now) => code.StatusAt(now) switch
    {
        DiscountCodeStatus.UsedUp => "redeemed",
        var status => $"{status}".ToLowerInvariant(),
    };

    private static async Task<ILookup<Guid, CodeTotal>> TotalsAsync(BillingDbContext db, List<Guid> codeIds, CancellationToken ct)
    {
        var sums = await db.DiscountUses.Where(use => codeIds.Contains(use.CodeId)).GroupBy(use => new { use.CodeId, use.Currency })
            .Select(group => new { group.Key.CodeId, group.Key.Currency, Discount = group.Sum(use => use.Discount), Kept = group.Sum(use => use.Kept) }).ToListAsync(ct);
        return sums.ToLookup(sum => sum.CodeId, sum => new CodeTotal(sum.Currency.Wire, sum.Discount, sum.Kept));
    }

    private static (DateTime CreatedAt, string Code)? Cursor(string text) =>
        text.Split('_', 2) is [var ticks, var code] && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at <= DateTime.MaxValue.Ticks && !code.Contains('\0')
            ? (new DateTime(at, DateTimeKind.Utc), code)
            : null;
}
