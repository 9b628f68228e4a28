using BillingPortal.Data;
using BillingPortal.Features.Accounts;
using BillingPortal.Features.Invoicing.Pdf;
using BillingPortal.Features.Plans;
using BillingPortal.Features.Usage;
using BillingPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Invoicing;

/// <summary>The next invoice as it would be now. <paramref name="Paper"/> is null on Free.</summary>
public sealed record ReadableNextInvoice(Guid AccountId, DateTime AsOf, Period? Period, PrintedInvoice? Paper, LineExplanation? Explanation);

/// <summary>Opens the next invoice for reading, at any moment.</summary>
public sealed class NextInvoiceReading(IDbContextFactory<BillingDbContext> contexts, NextInvoice next, AccountPlans plans, UsageOfMany usage, LineReading lines, Seller seller, BillingClock clock)
{
    /// <param name="actor">Who may see the team's billing.</param>
    /// <param name="teamId">Whose.</param>
    /// <param name="line">The line that is asked about, from 1; null for none.</param>
    /// <param name="ct">Ends the work.</param>
    public async Task<Result<ReadableNextInvoice>> OpenAsync(Actor actor, Guid teamId, int? line, CancellationToken ct = default)
    {
        if (actor.Deny(Permission.ViewBilling, teamId) is { } denied) return denied;

        await using var db = await contexts.CreateDbContextAsync(ct);
        if (await db.AccountOfAsync(teamId, ct) is not { } account) return Problem.NotFound("team");

        var now = clock.Now;
        var plan = await plans.AtAsync(db, account.Id, now, ct);
        if (await next.DraftAsync(db, account, teamId, plan, await usage.OfAccountAsync(db, account.Id, ct), now, ct) is not { } drafted) return new ReadableNextInvoice(account.Id, now, null, null, null);
        if (!drafted.Is(out var draft, out var unknown)) return unknown;
        return new ReadableNextInvoice(account.Id, now, draft.Period, InvoicePrinting.PrintDraft(draft, InvoiceParties.Of(account, seller)), await lines.ExplainAsync(db, draft, line, ct));
    }
}

/// <summary>Explains one line of an invoice in hand, with the usage by day behind it.</summary>
public sealed class LineReading
{
    /// <returns>Null where no such line is asked about.</returns>
    public async Task<LineExplanation?> ExplainAsync(BillingDbContext db, Invoice invoice, int? position, CancellationToken ct = default)
    {
        if (invoice.Lines.FirstOrDefault(line => line.Position == position) is not { } line) return null;

        var explained = LineExplaining.Explain(new(line.Position, line.Kind, line.Description, line.Metric, new(line.Amount, invoice.Currency), new(line.PeriodStart, line.PeriodEnd), line.Provenance));
        return line.Metric is not { } metric || metric.IsDerived() ? explained : explained with { Days = await DaysAsync(db, invoice.AccountId, metric, line.PeriodStart, ct) };
    }

    /// <summary>Day by day to the last on which something was counted: a counter from the period's first day, a gauge, which keeps its level between events, from its first event.</summary>
    private static async Task<IReadOnlyList<ExplainedDay>> DaysAsync(BillingDbContext db, Guid accountId, Metric metric, DateTime periodStart, CancellationToken ct)
    {
        var rows = await db.UsageDays.AsNoTracking().Where(day => day.AccountId == accountId && day.PeriodStart == periodStart && day.Metric == metric).ToDictionaryAsync(day => day.Day, ct);
        if (rows.Count == 0) return [];

        var (counts, level, days) = (metric.Kind() == MetricKind.Counter, 0L, new List<ExplainedDay>());
        for (var day = counts ? DateOnly.FromDateTime(periodStart) : rows.Keys.Min(); day <= rows.Keys.Max(); day = day.AddDays(1))
        {
            var row = rows.GetValueOrDefault(day);
            days.Add(new(day, counts ? row?.Sum ?? 0 : Math.Max(level, row?.Peak ?? 0)));
            level = row?.Level ?? level;
        }
        return days;
    }
}
