using System.Globalization;
using System.Runtime.CompilerServices;
using BillingPortal.Data;
using BillingPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Subscriptions.DryRuns;

/// <summary>A prediction as a file, line by line, so that its size costs no memory.</summary>
public sealed record DryRunFile(string Name, IAsyncEnumerable<string> Lines);

public sealed class DryRunCsv(IDbContextFactory<BillingDbContext> contexts)
{
    private const int Batch = 1000;

    public async Task<Result<DryRunFile>> FileAsync(Actor actor, Guid runId, CancellationToken ct = default)
    {
        if (actor.Deny(Permission.ViewPlatform) is { } denied) return denied;

        await using var db = await contexts.CreateDbContextAsync(ct);
        if (await db.DryRuns.AsNoTracking().FirstOrDefaultAsync(run => run.Id == runId && run.State == DryRunState.Finished, ct) is not { } run) return Problem.NotFound("finished dry run");
        return new DryRunFile(string.Create(CultureInfo.InvariantCulture, $"dry-run-{run.PlanCode}-{run.Currency.Wire}-{run.TakenAt:yyyyMMdd-HHmm}.csv"), LinesAsync(run, ct));
    }

    private async IAsyncEnumerable<string> LinesAsync(DryRun run, [EnumeratorCancellation] CancellationToken ct)
    {
        yield return "account_id,account,on_version,currency,before,after,difference,first_invoice_after_move,not_priced_because";
        for (var skip = 0; ; skip += Batch)
        {
            await using var db = await contexts.CreateDbContextAsync(ct);
            var rows = await DryRunService.SortedAsync(db, run.Id, dearestFirst: true, skip, Batch, ct);
            foreach (var row in rows) yield return Line(row, run.Currency);
            if (rows.Count < Batch) yield break;
        }
    }

    private static string Line(DryRunRow row, Currency currency) => string.Join(',',
        row.AccountId, Csv.Text(row.Account), row.OnVersion.ToString(CultureInfo.InvariantCulture), currency,
        Amount(row, row.Before, currency), Amount(row, row.After, currency), Amount(row, row.Difference, currency), Amount(row, row.AtMove, currency), Csv.Text(row.Unpriced ?? ""));

    private static string Amount(DryRunRow row, long minor, Currency currency) =>
        row.Unpriced is not null ? "" : new Money(minor, currency).Major.ToString("F" + currency.MinorDigits, CultureInfo.InvariantCulture);
}
