using System.Globalization;
using System.Text;
using BillingPortal.Data;
using BillingPortal.Features.Accounts;
using BillingPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Invoicing;

/// <summary>What the invoices of a filter come to; an account has one currency.</summary>
public sealed record InvoiceTotals(int Count, Money Total, Money Open, IReadOnlyList<int> Years);

/// <summary>Issued invoices as a list: totals of a filter, and the list as a file.</summary>
public sealed class InvoiceList(IDbContextFactory<BillingDbContext> contexts, InvoiceService invoices)
{
    public async Task<Result<InvoiceTotals>> TotalsAsync(Actor actor, Guid teamId, InvoiceFilter filter, CancellationToken ct = default)
    {
        if (actor.Deny(Permission.ViewBilling, teamId) is { } denied) return denied;

        await using var db = await contexts.CreateDbContextAsync(ct);
        if (await db.AccountOfAsync(teamId, ct) is not { } account) return Problem.NotFound("team");

        var sums = await SumsAsync(db, account.Id, filter, ct);
        var asked = sums.Where(sum => sum.IsWithin && (filter.Status is { } status ? sum.Status == status : sum.Status != InvoiceStatus.Void)).ToList();
        return new InvoiceTotals(
            asked.Sum(sum => sum.Count), new(asked.Sum(sum => sum.Total), account.Currency), new(asked.Where(sum => sum.Status == InvoiceStatus.Open).Sum(sum => sum.Left), account.Currency), Years(sums));
    }

    /// <summary>What the invoices of each state come to, those within the filter's time and those outside it, so that one statement tells their years as well.</summary>
    private static Task<List<InvoiceSums>> SumsAsync(BillingDbContext db, Guid accountId, InvoiceFilter filter, CancellationToken ct)
    {
        var (from, to) = (filter.From ?? DateTime.UnixEpoch, filter.To ?? DateTime.SpecifyKind(DateTime.MaxValue, DateTimeKind.Utc));
        return db.Invoices.Where(invoice => invoice.AccountId == accountId && invoice.Number != null)
            .GroupBy(invoice => new { invoice.Status, IsWithin = invoice.IssuedAt >= from && invoice.IssuedAt < to })
            .Select(of => new InvoiceSums(
                of.Key.Status, of.Key.IsWithin, of.Min(invoice => invoice.IssuedAt), of.Max(invoice => invoice.IssuedAt),
                of.Count(), of.Sum(invoice => invoice.Total), of.Sum(invoice => invoice.AmountDue - invoice.AmountPaid))).ToListAsync(ct);
    }

    /// <summary>Every year from the first invoice's to the last one's, newest first.</summary>
    private static IReadOnlyList<int> Years(List<InvoiceSums> sums) =>
        sums.Min(sum => sum.First) is { } first && sums.Max(sum => sum.Last) is { } last ? [.. Enumerable.Range(first.Year, last.Year - first.Year + 1).Reverse()] : [];

    /// <summary>At most ten thousand rows, newest first.</summary>
    public async Task<Result<byte[]>> CsvAsync(Actor actor, Guid? teamId, InvoiceFilter filter, CancellationToken ct = default)
    {
        var csv = new StringBuilder("number,issued,status,currency,period_start,period_end,subtotal,discount,promotional_credit,tax,total,prepaid_credit,amount_due,amount_paid\r\n");
        string? cursor = null;
        for (var page = 0; page < 100; page++)
        {
            if (!(await invoices.ListAsync(actor, teamId, filter, new(PageRequest.Most, cursor), ct)).Is(out var rows, out var problem)) return problem;
            foreach (var row in rows.Data) csv.AppendJoin(',', Cells(row)).Append("\r\n");
            if ((cursor = rows.NextCursor) is null) break;
        }
        return Encoding.UTF8.GetPreamble().Concat(Encoding.UTF8.GetBytes(csv.ToString())).ToArray();
    }

    private static IEnumerable<string> Cells(InvoiceView invoice) =>
    [
        Csv.Text(invoice.Number!), Day(invoice.IssuedAt!.Value), invoice.Status.ToString().ToLowerInvariant(), invoice.Currency.ToUpperInvariant(), Day(invoice.PeriodStart), Day(invoice.PeriodEnd),
        .. new[] { invoice.Subtotal, invoice.DiscountTotal, invoice.PromotionalTotal, invoice.TaxTotal, invoice.Total, invoice.PrepaidTotal, invoice.AmountDue, invoice.AmountPaid }.Select(minor => Amount(invoice.In(minor))),
    ];

    private static string Day(DateTime at) => at.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>In major units with the currency's digits, as spreadsheets read them.</summary>
    private static string Amount(Money money) => money.Major.ToString("F" + money.Currency.MinorDigits, CultureInfo.InvariantCulture);

    private sealed record InvoiceSums(InvoiceStatus Status, bool IsWithin, DateTime? First, DateTime? Last, int Count, long Total, long Left);
}
