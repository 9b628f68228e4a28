using System.Security.Cryptography;
using System.Text;
using BillingPortal.Data;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Tests.Scenarios.ManyMonths;

/// <summary>Remembers every row of the tables that are only ever added to, and of what was issued: all of it is still there, unchanged, at the next look.</summary>
internal sealed class LedgerBooks
{
    private readonly Dictionary<string, HashSet<string>> seen = [];

    public async Task ShouldOnlyGrowAsync(BillingDbContext db, string when)
    {
        var appendOnly = db.Model.GetEntityTypes().Where(type => type.GetDeclaredTriggers().Any(trigger => trigger.ModelName.EndsWith("_AppendOnly", StringComparison.Ordinal))).Select(type => type.GetTableName()!).Distinct().ToList();
        appendOnly.Count.ShouldBeGreaterThan(5);
        foreach (var table in appendOnly) await ShouldOnlyGrowAsync(db, table, $"""SELECT * FROM "{table}" """, when);
        foreach (var table in new[] { "InvoiceLines", "InvoiceTaxes" }) await ShouldOnlyGrowAsync(db, table, $"""SELECT x.* FROM "{table}" x JOIN "Invoices" i ON i."Id" = x."InvoiceId" WHERE i."Number" IS NOT NULL""", when);
        await ShouldOnlyGrowAsync(db, "Invoices", """SELECT "Id", "Number", "Subtotal", "DiscountTotal", "PromotionalTotal", "PrepaidTotal", "TaxTotal", "Total", "AmountDue", "IssuedAt", "Parties", "TaxBasis" FROM "Invoices" WHERE "Number" IS NOT NULL""", when);
    }

    private async Task ShouldOnlyGrowAsync(BillingDbContext db, string table, string sql, string when)
    {
        var rows = await RowsAsync(db, sql);
        if (seen.TryGetValue(table, out var before)) before.Where(row => !rows.Contains(row)).Count().ShouldBe(0, $"{when}: rows of {table} were changed or removed");
        seen[table] = rows;
    }

    private static async Task<HashSet<string>> RowsAsync(BillingDbContext db, string sql)
    {
        await db.Database.OpenConnectionAsync();
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new HashSet<string>();
        var values = new object[reader.FieldCount];
        while (await reader.ReadAsync())
        {
            reader.GetValues(values);
            rows.Add(Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\u001f', values.Select(value => value is byte[] bytes ? Convert.ToHexString(bytes) : $"{value}"))))));
        }
        return rows;
    }
}
