using BillingPortal.Data;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace BillingPortal.Migrations.PostgreSql;

/// <summary>Rows that are only ever added: the database itself refuses to change or remove them.</summary>
[DbContext(typeof(PostgreSqlBillingDbContext))]
[Migration("20261122230000_AppendOnly")]
public sealed class AppendOnly : Migration
{
    private static readonly string[] Tables = ["AuditEntries", "InvoiceDocuments", "PlanVersions", "PlanLimits", "OverageRates", "LateBillings", "CreditEntries"];

    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql("""
            CREATE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$;
            """);
        foreach (var table in Tables)
            migrationBuilder.Sql($"""CREATE TRIGGER "{table}_AppendOnly" BEFORE UPDATE OR DELETE OR TRUNCATE ON "{table}" FOR EACH STATEMENT EXECUTE FUNCTION append_only();""");
    }

    protected override void Down(MigrationBuilder migrationBuilder)
    {
        foreach (var table in Tables) migrationBuilder.Sql($"""DROP TRIGGER "{table}_AppendOnly" ON "{table}";""");
        migrationBuilder.Sql("DROP FUNCTION append_only();");
    }
}
