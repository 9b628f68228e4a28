using System.Globalization;
using BillingPortal.Data;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Invoicing;

/// <summary>The portal's own numbers, without gaps. The row is locked from the taking to the commit, so a number that is rolled back goes to the next invoice.</summary>
public static class InvoiceNumbers
{
    /// <summary>Makes sure that the series exists; call it before the transaction in which a number is taken.</summary>
    public static async Task EnsureSeriesAsync(this IDbContextFactory<BillingDbContext> contexts, string prefix, DateTime now, CancellationToken ct)
    {
        var id = SeriesOf(prefix, now);
        await using var db = await contexts.CreateDbContextAsync(ct);
        if (await db.InvoiceSeries.AnyAsync(series => series.Id == id, ct)) return;

        db.Add(new InvoiceSeries { Id = id });
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException)
        {
            // Another node began the same series in the same moment; any other fault shows when the number is taken.
        }
    }

    /// <summary>Takes as many consecutive numbers as there are invoices to issue.</summary>
    /// <exception cref="InvalidOperationException">There is no transaction, or the series was not begun.</exception>
    public static async Task<IReadOnlyList<string>> TakeNumbersAsync(this BillingDbContext db, string prefix, DateTime now, int count, CancellationToken ct)
    {
        if (db.Database.CurrentTransaction is null) throw new InvalidOperationException("A number is taken in the transaction that stores its invoice.");

        var id = SeriesOf(prefix, now);
        var taken = await db.InvoiceSeries.Where(series => series.Id == id).ExecuteUpdateAsync(set => set.SetProperty(series => series.Last, series => series.Last + count), ct);
        if (taken != 1) throw new InvalidOperationException($"The series {id} was not begun.");
        var last = await db.InvoiceSeries.Where(series => series.Id == id).Select(series => series.Last).SingleAsync(ct);
        return [.. Enumerable.Range(0, count).Select(n => $"{id}-{(last - count + 1 + n).ToString("D6", CultureInfo.InvariantCulture)}")];
    }

    private static string SeriesOf(string prefix, DateTime now) => $"{prefix}-{now.Year}";
}
