using BillingPortal.Data;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace BillingPortal.Migrations.Sqlite;

/// <summary>Rows that are only ever added: the database itself refuses to change or remove them.</summary>
[DbContext(typeof(SqliteBillingDbContext))]
[Migration("20261122230000_AppendOnly")]
public sealed class AppendOnly : Migration
{
    private static readonly string[] Tables = ["AuditEntries", "InvoiceDocuments", "PlanVersions", "PlanLimits", "OverageRates", "LateBillings", "CreditEntries"];

    protected override void Up(MigrationBuilder migrationBuilder)
    {
        foreach (var table in Tables)
        {
            migrationBuilder.Sql($"""CREATE TRIGGER "{table}_AppendOnly" BEFORE UPDATE ON "{table}" BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END;""");
            migrationBuilder.Sql($"""CREATE TRIGGER "{table}_AppendOnly_Delete" BEFORE DELETE ON "{table}" BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END;""");
        }
    }

    protected override void Down(MigrationBuilder migrationBuilder)
    {
        foreach (var table in Tables)
        {
            migrationBuilder.Sql($"""DROP TRIGGER "{table}_AppendOnly";""");
            migrationBuilder.Sql($"""DROP TRIGGER "{table}_AppendOnly_Delete";""");
        }
    }
}
