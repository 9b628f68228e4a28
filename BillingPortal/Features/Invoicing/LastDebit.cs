using System.Text.Json;
using BillingPortal.Data;
using BillingPortal.Features.Plans;
using BillingPortal.Features.Taxes;
using BillingPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Invoicing;

/// <summary>Finds what an account was charged last for the time until its period's end: that is what a plan change gives the unused part of back, at the tax of then.</summary>
public static class LastDebit
{
    private static readonly Problem Renewing = Problem.Conflict("Your renewal is being invoiced. Try again in about an hour.", "renewal_under_way");

    private static readonly Problem Unbooked = Problem.Conflict("The last change of plan is not booked yet: finance is looking at its invoice.", "change_under_way");

    /// <summary>
    /// Zero where nothing was: a renewal that was voided. A conflict while the renewal is a draft, because what it will come to after discounts is not settled, here or at
    /// Stripe; it is one also while Stripe's draft has not been heard of.
    /// </summary>
    public static async Task<Result<Debited>> LastDebitAsync(this BillingDbContext db, Guid accountId, Currency currency, Period period, CancellationToken ct = default)
    {
        var end = period.End;
        var invoices = await db.Invoices.Where(invoice => invoice.AccountId == accountId && invoice.PeriodEnd == end)
            .Where(invoice => invoice.Reason == InvoiceReason.First || invoice.Reason == InvoiceReason.Cycle || invoice.Reason == InvoiceReason.Unclaimed || invoice.Reason == InvoiceReason.Change)
            .Select(invoice => new { invoice.Id, invoice.Status, invoice.Reason }).ToListAsync(ct);
        if (invoices.Count == 0) return Renewing;
        if (invoices.Find(invoice => invoice.Status == InvoiceStatus.Draft) is { } draft) return draft.Reason == InvoiceReason.Change ? Unbooked : Renewing;

        var standing = invoices.Where(invoice => invoice.Status != InvoiceStatus.Void).Select(invoice => invoice.Id).ToList();
        var line = await db.Invoices.AsNoTracking().Where(invoice => standing.Contains(invoice.Id)).SelectMany(invoice => invoice.Lines)
            .Where(line => line.PeriodEnd == end && (line.Kind == LineKind.Plan || (line.Kind == LineKind.Proration && line.Amount > 0)))
            .OrderByDescending(line => line.PeriodStart).FirstOrDefaultAsync(ct);
        return line is null ? new Debited(Money.Zero(currency), period) : new Debited(new(line.Amount - line.DiscountAmount, currency), new(line.PeriodStart, end), TaxesOf(line));
    }

    /// <summary>The line's own: an invoice of a change may bear those of two places.</summary>
    private static List<TaxComponent> TaxesOf(InvoiceLine line)
    {
        using var provenance = JsonDocument.Parse(line.Provenance);
        return [.. provenance.RootElement.GetProperty("taxes").EnumerateArray().Select(tax => new TaxComponent(
            tax.GetProperty("jurisdiction").GetString()!, tax.GetProperty("name").GetString()!, tax.GetProperty("percentage").GetDecimal(), tax.GetProperty("taxable_share").GetDecimal(), tax.GetProperty("reason").GetString()!))];
    }
}
