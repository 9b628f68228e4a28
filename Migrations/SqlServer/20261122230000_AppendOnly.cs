using BillingPortal.Data;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace BillingPortal.Migrations.SqlServer;

/// <summary>Rows that are only ever added: the database itself refuses to change or remove them.</summary>
[DbContext(typeof(SqlServerBillingDbContext))]
[Migration("20261122230000_AppendOnly")]
public sealed class AppendOnly : Migration
{
    private static readonly string[] Tables = ["AuditEntries", "InvoiceDocuments", "PlanVersions", "PlanLimits", "OverageRates", "LateBillings", "CreditEntries"];

    // In EXEC, because the idempotent script puts each statement behind an IF and a trigger must stand first in its batch.
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        foreach (var table in Tables)
            migrationBuilder.Sql($"""
                EXEC(N'CREATE TRIGGER [dbo].[{table}_AppendOnly] ON [dbo].[{table}] AFTER UPDATE, DELETE AS
                BEGIN
                    SET NOCOUNT ON;
                    THROW 50001, ''{table} is append-only'', 1;
                END');
                """);
    }

    protected override void Down(MigrationBuilder migrationBuilder)
    {
        foreach (var table in Tables) migrationBuilder.Sql($"DROP TRIGGER [dbo].[{table}_AppendOnly];");
    }
}
